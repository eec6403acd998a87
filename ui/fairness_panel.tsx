/** Whether a table's recorded rounds follow the law that it claims: asked as a job, shown with what it still takes. */
import { useState } from "preact/hooks";
import type { FairnessReport, FairnessVerdict, WordedReport } from "../core/protocol/fairness.ts";
import type { JobView } from "../core/protocol/job.ts";
import { Badge, type Tone } from "./badge.tsx";
import { DistributionPlot } from "./distribution_plot.tsx";
import { decimal, multiplier, percent, whole } from "./format.ts";
import type { IconName } from "./icons.tsx";
import { useJob } from "./job_of_kind.ts";
import { language } from "./settings.ts";
import { tableNames } from "./store.ts";
import { t } from "./strings.ts";
import { evidencePath } from "./truth_api.ts";

const LOOKS: Record<FairnessVerdict, [tone: Tone, icon: IconName]> = {
  fits: ["good", "check"],
  undecided: ["quiet", "question"],
  differs: ["bad", "warn"],
};
/** Smaller chances are written with an exponent. */
const CHANCE_MIN = 0.0005;

export function FairnessPanel() {
  const [chosen, setTable] = useState("");
  const table = chosen || tableNames.value[0]?.table || "";
  const { running, last, result, reason, start } = useJob<WordedReport>("fairness", `fairness of ${table}`);
  return (
    <section class="panel fairness">
      <div class="panel-top">
        <h2>{t("fairness")}</h2>
        <div class="filters">
          <select aria-label={t("table")} value={table} onChange={(event) => setTable(event.currentTarget.value)}>
            {tableNames.value.map((one) => <option key={one.table} value={one.table}>{one.title}</option>)}
          </select>
          <button
            type="button"
            disabled={running !== undefined || table === ""}
            onClick={() => void start({ table })}
          >
            {running ? t("fairnessRunning") : t("fairnessRun")}
          </button>
        </div>
      </div>
      {reason && <p class="notice bad" role="alert">{t("fairnessFailed", { reason })}</p>}
      {last && result ? <Found job={last} report={result} /> : <p class="empty">{t("fairnessEmpty")}</p>}
    </section>
  );
}

function Found({ job, report }: { job: JobView; report: WordedReport }) {
  const [tone, icon] = LOOKS[report.verdict];
  return (
    <div class="found">
      <p role="status">
        <Badge tone={tone} icon={icon} text={t(`fairness.${report.verdict}`)} /> {report.words[language.value].sentence}
      </p>
      <Facts report={report} />
      <DistributionPlot points={report.distribution} />
      <Returns report={report} />
      {report.quality.gaps > 0 && (
        <p class="quiet">
          {t("fairnessGaps", { gaps: whole(report.quality.gaps), missed: whole(report.quality.roundsMissed) })}
        </p>
      )}
      <Tests report={report} />
      <p>
        <a href={evidencePath(job.id)} download={`evidence-${job.id}.zip`}>{t("fairnessEvidence")}</a>
      </p>
    </div>
  );
}

function Facts({ report: { rounds, p100, instant, rtp, rtpSeen, sample } }: { report: FairnessReport }) {
  return (
    <dl class="numbers">
      <div>
        <dt>{t("rounds")}</dt>
        <dd class="num">{whole(rounds)}</dd>
      </div>
      <div>
        <dt>{t("fairnessRtp")}</dt>
        <dd class="num">{range(rtpSeen.interval95)}</dd>
      </div>
      <div>
        <dt>{t("fairnessInstant")}</dt>
        <dd class="num">
          {percent(p100, 2)} <span class="quiet">({t("shareLaw")} {percent(instant.law, 2)})</span>
        </dd>
      </div>
      <div>
        <dt>{t("fairnessNeeded")}</dt>
        <dd class="num">
          {whole(sample.stillNeeded)}{" "}
          <span class="quiet">
            {t("fairnessNeededWhy", { rtp: percent(rtp, 0), other: percent(sample.otherRtp, 0) })}
          </span>
        </dd>
      </div>
    </dl>
  );
}

function Returns({ report }: { report: FairnessReport }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t("fairnessReturn")}</th>
          <th scope="col" class="num">{t("shareSeen")}</th>
          <th scope="col" class="num">{t("fairnessTrue")}</th>
          <th scope="col" class="num">{t("shareLaw")}</th>
        </tr>
      </thead>
      <tbody>
        {report.returns.map(({ cashOut, value, interval95, law }) => (
          <tr key={cashOut}>
            <th scope="row" class="num left">{multiplier(cashOut)}</th>
            <td class="num">{percent(value)}</td>
            <td class="num">{range(interval95)}</td>
            <td class="num">{percent(law)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Tests({ report }: { report: WordedReport }) {
  const words = report.words[language.value].tests;
  return (
    <details>
      <summary>{t("fairnessTests", { count: report.tests.length })}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("fairnessTest")}</th>
            <th scope="col" class="num">{t("fairnessChance")}</th>
            <th scope="col" class="num">{t("fairnessAll")}</th>
          </tr>
        </thead>
        <tbody>
          {report.tests.map(({ id, p, pCorrected }, index) => (
            <tr key={id}>
              <th scope="row">{words[index]}</th>
              <td class="num">{chance(p)}</td>
              <td class="num">{chance(pCorrected)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function range([low, high]: readonly [number, number]): string {
  return `${percent(low)} – ${percent(high)}`;
}

function chance(p: number): string {
  return p >= CHANCE_MIN ? decimal(p, 3) : p.toExponential(1);
}
