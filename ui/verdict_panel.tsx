/** Whether a strategy's bets on a table's recorded rounds show an edge: asked as a job. */
import { useState } from "preact/hooks";
import type { VerdictWord, WordedVerdict } from "../core/protocol/verdict.ts";
import { Badge, type Tone } from "./badge.tsx";
import { money, percent, whole } from "./format.ts";
import type { IconName } from "./icons.tsx";
import { useJob } from "./job_of_kind.ts";
import { Numbers } from "./numbers.tsx";
import { language } from "./settings.ts";
import { currencies, plugins, tableNames } from "./store.ts";
import { t } from "./strings.ts";

const LOOKS: Record<VerdictWord, [tone: Tone, icon: IconName]> = {
  "edge": ["good", "check"],
  "undecided": ["quiet", "question"],
  "no edge": ["warn", "cross"],
};
/** More evidence than this is enough for anybody. */
const EVIDENCE_SHOWN_MAX = 1_000_000;

export function VerdictPanel() {
  const [chosenTable, setTable] = useState("");
  const [chosen, setStrategy] = useState("");
  const names = (plugins.value ?? []).filter(({ kind }) => kind === "strategy");
  const table = chosenTable || tableNames.value[0]?.table || "", strategy = chosen || names[0]?.name || "";
  const { running, result, reason, start } = useJob<WordedVerdict>(
    "verdict",
    `verdict on ${strategy}, recorded rounds of ${table}`,
  );
  return (
    <section class="panel verdict">
      <div class="panel-top">
        <h2>{t("verdictTitle")}</h2>
        <div class="filters">
          <select
            aria-label={t("strategy")}
            value={strategy}
            onChange={(event) => setStrategy(event.currentTarget.value)}
          >
            {names.map(({ name, title }) => <option key={name} value={name}>{title}</option>)}
          </select>
          <select aria-label={t("table")} value={table} onChange={(event) => setTable(event.currentTarget.value)}>
            {tableNames.value.map((one) => <option key={one.table} value={one.table}>{one.title}</option>)}
          </select>
          <button
            type="button"
            disabled={running !== undefined || table === "" || strategy === ""}
            onClick={() => void start({ strategy, table, rounds: { kind: "table", table } })}
          >
            {running ? t("fairnessRunning") : t("verdictRun")}
          </button>
        </div>
      </div>
      {reason && <p class="notice bad" role="alert">{t("fairnessFailed", { reason })}</p>}
      {result ? <Found found={result} table={table} /> : <p class="empty">{t("verdictEmpty")}</p>}
    </section>
  );
}

function Found({ found, table }: { found: WordedVerdict; table: string }) {
  const { returnPerUnit, interval95, evidence, expectedLossPerHourMinor } = found, [tone, icon] = LOOKS[found.verdict];
  const rows: [string, string][] = [[t("bets"), whole(found.bets)]];
  if (returnPerUnit !== null && interval95 !== null) {
    rows.push([
      t("verdictReturn"),
      `${percent(returnPerUnit)} (${percent(interval95[0])} – ${percent(interval95[1])})`,
    ]);
  }
  rows.push(
    [t("verdictFor"), evidenceOf(evidence.edge, evidence.edgeNeeded)],
    [t("verdictAgainst"), evidenceOf(evidence.noEdge, evidence.noEdgeNeeded)],
    [t("verdictTried"), whole(found.triedBefore)],
  );
  if (expectedLossPerHourMinor !== null) {
    rows.push([t("verdictHour"), money(expectedLossPerHourMinor, currencies.value.get(table) ?? "RSD")]);
  }
  return (
    <div class="found">
      <p role="status">
        <Badge tone={tone} icon={icon} text={t(`verdict.${found.verdict}`)} /> {found.words[language.value]}
      </p>
      <Numbers rows={rows} />
    </div>
  );
}

function evidenceOf(evidence: number, needed: number): string {
  const shown = evidence > EVIDENCE_SHOWN_MAX ? `> ${whole(EVIDENCE_SHOWN_MAX)}` : whole(evidence);
  return t("verdictOf", { evidence: shown, needed: whole(needed) });
}
