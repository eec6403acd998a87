/** The way between the parts of research. */
import { currentView, RESEARCH_PARTS } from "./route.ts";
import { t } from "./strings.ts";

export function ResearchParts() {
  return (
    <div class="parts" role="navigation" aria-label={t("research")}>
      {RESEARCH_PARTS.map((part) => (
        <a key={part} href={`#/${part}`} aria-current={currentView.value === part ? "page" : undefined}>
          {t(`part.${part}`)}
        </a>
      ))}
    </div>
  );
}
