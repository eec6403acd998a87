/** The statistics that a run prints every minute and at its end. */
import type { HealthView, TableView } from "../protocol/page.ts";

export const STATISTICS_EVERY_MS = 60_000;

/** One line a fact, for the log. */
export function statisticsLines(
  health: HealthView,
  counts: { rounds: number; bets: number; tables?: readonly TableView[] },
): string[] {
  const { writer } = health;
  const seconds = Math.round((health.nowMs - health.startedAtMs) / 1000);
  return [
    `runtime ${seconds} s, ${counts.rounds} rounds, ${counts.bets} bets, ${health.ticks} ticks (${health.lateTicks} late)`,
    `rows ${writer.rowsWritten} written at ${writer.rowsPerSecond.toFixed(1)}/s in ${writer.batches} batches of ` +
    `${writer.averageBatchRows.toFixed(1)} rows and ${writer.averageBatchMs.toFixed(2)} ms on average`,
    `queue ${writer.queuedRows} rows (peak ${writer.peakQueuedRows}), journal ${writer.journalRows}, ` +
    `rejected ${writer.rejectedRows}, warnings ${writer.warnings}, errors ${writer.errors}`,
    `memory ${Math.round(health.totalRssBytes / 1e6)} MB, processor ${
      (health.cpuShare * 100).toFixed(1)
    } % of one core`,
    ...validationLines(health.validation),
    ...(counts.tables ?? []).flatMap(phaseLine),
  ];
}

function validationLines(view: HealthView["validation"]): string[] {
  if (!view) return [];
  return [
    `${view.filledRounds} rounds from history strips, ${view.missedRounds} missed; scores: ${view.refusedScores} refused, ` +
    `${view.repairedScores} mended; ${view.withheldNumbers} other numbers withheld; ${view.evidenceKept} kept as evidence`,
    ...view.sameGame.map(({ tables, compared, disagreed }) =>
      `${tables.join(" and ")} show one game: ${disagreed} of ${compared} finals differ`
    ),
  ];
}

/** How far a table's phases can be trusted, where its colours were learnt. */
function phaseLine({ table, phaseAccuracy: of }: TableView): string[] {
  if (!of) return [];
  const percent = (share: number | null) => share === null ? "none yet" : `${(100 * share).toFixed(2)} %`;
  return [
    `phases of ${table}: rules and colours agree in ${percent(of.agreement)} of ${of.compared} readings; ` +
    `confirmed by rounds: rules ${percent(of.rules)}, colours ${percent(of.model)} of ${of.judged}`,
  ];
}
