/** What only the user knows of a table, the examples that it is learnt from, and saving it. */
import type { TargetedSubmitEvent } from "preact";
import { useSignal } from "@preact/signals";
import type { SavedTable } from "../core/protocol/calibration.ts";
import type { Locale } from "../core/protocol/manifest.ts";
import { type Phase, PHASES } from "../core/protocol/reading.ts";
import { forgetExamples, saveTable } from "./calibrate_api.ts";
import { asked, keep, live, locale, picture, places, readAll, tableWindow, view } from "./calibrate_store.ts";
import { t } from "./strings.ts";

/** As the host: from so many examples on it learns. */
const EXAMPLES_TO_LEARN = 8;

const FORMATS: readonly { name: string; locale: Locale }[] = [
  { name: "1.234,56", locale: "sr-RS" },
  { name: "1,234.56", locale: "en-US" },
  { name: "12 345,60", locale: { number: "12 345,60", multiplier: "3.45x" } },
];

export function CalibrateExamples() {
  const refused = useSignal("");
  const samples = view.value?.samples;
  const onKeep = async (phase: Phase) => {
    const answer = await keep(phase);
    refused.value = answer.ok ? "" : answer.reason;
  };
  const onForget = async () => {
    const answer = await forgetExamples();
    if (answer.ok && view.value) view.value = { ...view.value, samples: answer.data.samples };
  };
  const total = samples ? Object.values(samples).reduce((sum, one) => sum + one, 0) : 0;
  return (
    <section class="panel">
      <div class="panel-top">
        <h2>{t("calExamples")}</h2>
        <span class="quiet">{t("calKept", { count: total })}</span>
      </div>
      <div class="shows" role="group" aria-label={t("calShown")}>
        {PHASES.map((phase) => (
          <button
            key={phase}
            type="button"
            data-keep={phase}
            disabled={!picture.value}
            onClick={() => onKeep(phase)}
          >
            {t(`shows.${phase}`)}
            <b class="num">{samples?.[phase] ?? 0}</b>
          </button>
        ))}
        {total > 0 && <button type="button" class="small" onClick={onForget}>{t("calForget")}</button>}
      </div>
      {refused.value && <p class="notice bad" role="alert">{refused.value}</p>}
      <p class="quiet">{t("calExamplesHint", { count: EXAMPLES_TO_LEARN })}</p>
    </section>
  );
}

export function CalibrateForm() {
  const refused = useSignal(""), saving = useSignal(false), saved = useSignal<SavedTable | null>(null);
  const ready = tableWindow.value !== null && places.value.score !== undefined && places.value.phase !== undefined;
  const onSubmit = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const shown = picture.value;
    if (!shown) return;
    live.value = false;
    saving.value = true;
    const fields = new FormData(event.currentTarget);
    const text = (name: string) => String(fields.get(name) ?? "").trim();
    const answer = await saveTable({
      ...asked(shown),
      name: text("name"),
      title: text("title") || text("name"),
      locale: locale.value,
      currency: text("currency").toUpperCase(),
      stakeMinMinor: Math.round(Number(text("least")) * 100),
      stakeMaxMinor: Math.round(Number(text("most")) * 100),
      places: places.value,
      replace: fields.get("replace") !== null,
    });
    saving.value = false;
    refused.value = answer.ok ? "" : answer.reason;
    saved.value = answer.ok ? answer.data : null;
  };
  return (
    <form class="panel calibrate-form" onSubmit={onSubmit}>
      <Fields />
      <div class="actions">
        <button type="submit" class="primary" disabled={!ready || saving.value}>
          {saving.value ? t("calSaving") : t("calSave")}
        </button>
        {!ready && <span class="quiet">{t("calNeeds")}</span>}
      </div>
      {refused.value && <p class="notice bad" role="alert">{t("refusedAction", { reason: refused.value })}</p>}
      {saved.value && <Saved saved={saved.value} />}
    </form>
  );
}

function Fields() {
  const chosenFormat = FORMATS.findIndex((one) => JSON.stringify(one.locale) === JSON.stringify(locale.value));
  return (
    <div class="fields">
      <label>
        <span>{t("calName")}</span>
        <input name="name" required pattern="[a-z][a-z0-9\-]{0,39}" title={t("calAllowed")} autoComplete="off" />
      </label>
      <label>
        <span>{t("calTitle")}</span>
        <input name="title" maxLength={60} autoComplete="off" />
      </label>
      <label>
        <span>{t("calFormat")}</span>
        <select
          value={String(chosenFormat)}
          onChange={(event) => {
            locale.value = FORMATS[event.currentTarget.selectedIndex].locale;
            void readAll();
          }}
        >
          {FORMATS.map((one, index) => <option key={one.name} value={String(index)}>{one.name}</option>)}
        </select>
      </label>
      <label>
        <span>{t("calCurrency")}</span>
        <input name="currency" defaultValue="RSD" required pattern="[A-Za-z]{3}" size={4} />
      </label>
      <label>
        <span>{t("calLeast")}</span>
        <input name="least" type="number" min={0.01} step={0.01} defaultValue="10" required />
      </label>
      <label>
        <span>{t("calMost")}</span>
        <input name="most" type="number" min={0.01} step={0.01} defaultValue="10000" required />
      </label>
      <label class="across">
        <input type="checkbox" name="replace" />
        {t("calReplace")}
      </label>
    </div>
  );
}

function Saved({ saved: { file, configuration, report, missing } }: { saved: SavedTable }) {
  return (
    <div class="saved" role="status">
      <p class="notice good">{t("calSaved", { file })}</p>
      <p class="quiet">{t("calUse")}</p>
      <pre><code>{configuration}</code></pre>
      <p class="quiet">
        {report
          ? t("calLearnt", {
            frames: report.frames,
            ...report.after,
            phaseRight: report.phases.right,
            phaseWrong: report.phases.wrong,
          })
          : t("calNotLearnt", { count: EXAMPLES_TO_LEARN })}
      </p>
      <p class="quiet">
        {missing.length === 0
          ? t("calBettable")
          : t("calNotBettable", { what: missing.map((gap) => t(`gap.${gap}`)).join(", ") })}
      </p>
      {report?.dropped.map((reason) => <p key={reason} class="quiet">{reason}</p>)}
    </div>
  );
}
