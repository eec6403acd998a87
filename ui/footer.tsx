/** The permanent truth about the game, and the reader's choices. */
import { language, LANGUAGES, theme, THEMES } from "./settings.ts";
import { t } from "./strings.ts";

const LANGUAGE_NAMES = { en: "English", sr: "Srpski" };

export function Footer() {
  const themeNames = { auto: t("themeAuto"), light: t("themeLight"), dark: t("themeDark") };
  return (
    <footer>
      <p class="truth">{t("noEdge")}</p>
      <a href="#/reference">{t("reference")}</a>
      <label>
        <span>{t("language")}</span>
        <select
          value={language.value}
          onChange={(event) => language.value = LANGUAGES[event.currentTarget.selectedIndex]}
        >
          {LANGUAGES.map((one) => <option key={one} value={one}>{LANGUAGE_NAMES[one]}</option>)}
        </select>
      </label>
      <label>
        <span>{t("theme")}</span>
        <select value={theme.value} onChange={(event) => theme.value = THEMES[event.currentTarget.selectedIndex]}>
          {THEMES.map((one) => <option key={one} value={one}>{themeNames[one]}</option>)}
        </select>
      </label>
    </footer>
  );
}
