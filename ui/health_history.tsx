/** Health over the last hours: the program's figures by the minute, what each part costs, and what was unusual. */
import { useEffect, useState } from "preact/hooks";
import type { Anomaly, MinuteSeries, PerformanceFile, PerformanceRun } from "../core/protocol/performance.ts";
import { decimal, megabytes, percent, time, whole } from "./format.ts";
import { getPerformance } from "./operations_api.ts";
import { epoch, hostNowMs } from "./store.ts";
import { t } from "./strings.ts";
import { TimePlot } from "./time_plot.tsx";

const LOAD_EVERY_MS = 30_000;
const ANOMALIES_SHOWN = 10;
/** Minutes from which on there is a line to draw. */
const POINTS_MIN = 2;

export function HealthHistory() {
  const [known, setKnown] = useState<PerformanceFile | null | undefined>(undefined);
  const [failure, setFailure] = useState("");
  useEffect(() => {
    const load = async () => {
      const answer = await getPerformance();
      setFailure(answer.ok ? "" : answer.reason);
      if (answer.ok) setKnown(answer.data.performance);
    };
    void load();
    const timer = setInterval(() => void load(), LOAD_EVERY_MS);
    return () => clearInterval(timer);
  }, [epoch.value]);
  if (failure) return <p class="notice bad" role="alert">{t("loadFailed", { reason: failure })}</p>;
  if (known === undefined) return <p class="empty">{t("loading")}</p>;
  if (known === null) return <p class="empty">{t("historyOff")}</p>;
  return (
    <>
      {known.anomalies.length > 0 && <Anomalies anomalies={known.anomalies} />}
      <section class="panel">
        <div class="panel-top">
          <h2>{t("history")}</h2>
        </div>
        {known.minutes.atMs.length < POINTS_MIN
          ? <p class="empty">{t("historyEmpty")}</p>
          : <Plots minutes={known.minutes} />}
      </section>
      {known.runs.length > 0 && <Modules run={known.runs[0]} />}
    </>
  );
}

function Plots({ minutes: { atMs, values } }: { minutes: MinuteSeries }) {
  const of = (name: string) => values[name] ?? atMs.map(() => null);
  const plots = [
    { title: t("plotCpu"), show: percent, series: [{ label: t("seriesTotal"), values: of("program.cpu") }] },
    {
      title: t("plotMemory"),
      show: megabytes,
      series: [
        { label: t("seriesTotal"), values: of("program.memory") },
        { label: t("seriesCore"), values: of("core.memory") },
      ],
    },
    {
      title: t("plotDelays"),
      show: whole,
      series: [
        { label: t("seriesGap"), values: of("core.gap") },
        { label: t("seriesLate"), values: of("capture.late") },
      ],
    },
    {
      title: t("plotWriter"),
      show: whole,
      series: [
        { label: t("seriesRows"), values: of("writer.rows") },
        { label: t("seriesWaiting"), values: of("writer.queued") },
      ],
    },
    { title: t("plotRounds"), show: whole, series: [{ label: t("seriesRounds"), values: of("program.rounds") }] },
  ];
  return (
    <div class="plots">
      {plots.map((plot) => <TimePlot key={plot.title} atMs={atMs} {...plot} />)}
    </div>
  );
}

function Anomalies({ anomalies }: { anomalies: readonly Anomaly[] }) {
  const nowMs = hostNowMs() ?? 0;
  return (
    <section class="panel">
      <h2>{t("anomalies")}</h2>
      <ul class="anomalies">
        {anomalies.slice(0, ANOMALIES_SHOWN).map(({ atMs, series, value, usual }) => (
          <li key={`${atMs} ${series}`}>
            <time class="num quiet">{time(atMs, nowMs)}</time>{" "}
            {t("anomaly", { series, value: figure(series, value), usual: figure(series, usual) })}
          </li>
        ))}
      </ul>
    </section>
  );
}

function figure(series: string, value: number): string {
  if (series.endsWith(".memory")) return megabytes(value);
  if (series.endsWith(".cpu")) return percent(value);
  return series.endsWith("Ms") || series.endsWith(".gap") ? `${decimal(value)} ms` : whole(value);
}

function Modules({ run }: { run: PerformanceRun }) {
  const or = <T,>(value: T | null, show: (value: T) => string) => value === null ? t("none") : show(value);
  const ms = (value: number) => `${decimal(value, 2)} ms`;
  return (
    <section class="panel">
      <div class="panel-top">
        <h2>{t("modules")}</h2>
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("modules")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("module")}</th>
              <th scope="col" class="num">{t("calls")}</th>
              <th scope="col" class="num">{t("meanTime")}</th>
              <th scope="col" class="num">{t("p95Time")}</th>
              <th scope="col" class="num wide">{t("ioWait")}</th>
              <th scope="col" class="num wide">{t("failures")}</th>
              <th scope="col" class="num">{t("memory")}</th>
              <th scope="col" class="num">{t("cpu")}</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(run.modules).sort(([a], [b]) => a.localeCompare(b)).map(([name, of]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="num">{of.calls === 0 ? t("none") : whole(of.calls)}</td>
                <td class="num">{or(of.meanMs, ms)}</td>
                <td class="num">{or(of.p95Ms, ms)}</td>
                <td class="num wide">{of.ioWaitMs === 0 ? t("none") : percent(of.ioWaitMs / of.totalMs)}</td>
                <td class="num wide">{of.calls === 0 ? t("none") : whole(of.failures)}</td>
                <td class="num">{or(of.rssBytes, megabytes)}</td>
                <td class="num">{or(of.cpuShare, percent)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
