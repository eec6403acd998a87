/** The host's state as metrics. Amounts of money stay out: monitoring needs no token. */
import { BET_STATES, type BetState } from "../protocol/bet.ts";
import { CELL_STATES, type PageState, type PluginView } from "../protocol/page.ts";
import type { TopicCounts } from "../protocol/topics.ts";
import type { ValidationView } from "../protocol/validation.ts";
import type { MetricFamily, Sample } from "./prometheus.ts";

/** What the server itself counts. */
export interface ServerCounts {
  liveClients: number;
  skippedSends: number;
  bets: ReadonlyMap<BetState, number>;
}

/** Every family, whole, for one scrape. */
export function hostMetrics(state: PageState, counts: ServerCounts): MetricFamily[] {
  return [
    ...processMetrics(state),
    ...writerMetrics(state),
    ...tableMetrics(state),
    ...pluginMetrics(state.plugins),
    ...eventMetrics(state.plugins),
    ...bettingMetrics(state, counts),
    ...validationMetrics(state),
    gauge("aviator_live_clients", "Pages connected to the live stream", counts.liveClients),
    counter("aviator_live_skipped_total", "Messages not sent because a page was too slow", counts.skippedSends),
  ];
}

function processMetrics({ health }: PageState): MetricFamily[] {
  return [
    gauge("aviator_healthy", "1 when there is no problem", health.ok ? 1 : 0),
    gauge("aviator_problems", "Problems shown on the health page", health.problems.length),
    gauge("aviator_uptime_seconds", "Host time since the start", (health.nowMs - health.startedAtMs) / 1000),
    counter("aviator_ticks_total", "Captures of the screen", health.ticks),
    counter("aviator_late_ticks_total", "Captures that came too late", health.lateTicks),
    gauge("aviator_core_rss_bytes", "Resident memory of the core", health.coreRssBytes),
    gauge("aviator_rss_bytes", "Resident memory of core and cells", health.totalRssBytes),
    gauge("aviator_cpu_share", "Processors in use by core and cells, 1 is one processor", health.cpuShare),
    gauge("aviator_loop_gap_seconds", "Largest recent gap of the core's event loop", health.loopGapMs / 1000),
  ];
}

function writerMetrics({ health: { writer } }: PageState): MetricFamily[] {
  const levels = ["normal", "warning", "critical", "journal"];
  return [
    counter("aviator_rows_written_total", "Rows committed", writer.rowsWritten),
    counter("aviator_rows_rejected_total", "Rows set aside with an error", writer.rejectedRows),
    counter("aviator_batches_total", "Batches committed", writer.batches),
    gauge("aviator_batch_rows_average", "Rows a batch", writer.averageBatchRows),
    gauge("aviator_batch_seconds_average", "Time a batch", writer.averageBatchMs / 1000),
    gauge("aviator_rows_per_second", "Rows committed a second", writer.rowsPerSecond),
    gauge("aviator_queue_rows", "Rows waiting in memory", writer.queuedRows),
    gauge("aviator_queue_rows_peak", "Most rows that ever waited in memory", writer.peakQueuedRows),
    gauge("aviator_journal_rows", "Rows waiting in the journal on disk", writer.journalRows),
    counter("aviator_writer_warnings_total", "Warnings of the writer", writer.warnings),
    counter("aviator_writer_errors_total", "Errors of the writer", writer.errors),
    family(
      "aviator_rows_shed_total",
      "Rows given up because neither database nor disk took them",
      (writer.shed ?? []).map(({ plugin, kind, rows }) => ({ labels: { plugin, kind }, value: rows })),
    ),
    gauge("aviator_writer_trouble", "1 while there is lasting trouble with the database", writer.trouble ? 1 : 0),
    family("aviator_queue_level", "1 for the queue's present level", states(levels, writer.level)),
  ];
}

function tableMetrics({ tables }: PageState): MetricFamily[] {
  const of = (value: (table: PageState["tables"][number]) => number): Sample[] =>
    tables.map((table) => ({ labels: { table: table.table }, value: value(table) }));
  return [
    { ...family("aviator_rounds_total", "Rounds seen", of((table) => table.roundsSeen)), type: "counter" },
    family("aviator_read_confidence", "Lowest confidence of the last reading", of((table) => table.confidence)),
    family("aviator_table_trouble", "1 while a table is not being read", of((table) => table.trouble ? 1 : 0)),
    family("aviator_last_reading_seconds", "Epoch time of the last reading", of((table) => table.takenAtMs / 1000)),
  ];
}

function pluginMetrics(plugins: readonly PluginView[]): MetricFamily[] {
  const of = (value: (plugin: PluginView) => number): Sample[] =>
    plugins.map((plugin) => ({ labels: { plugin: plugin.name, kind: plugin.kind }, value: value(plugin) }));
  const counted = (name: string, help: string, value: (plugin: PluginView) => number): MetricFamily => ({
    ...family(name, help, of(value)),
    type: "counter",
  });
  const perState = plugins.flatMap((plugin) => states(CELL_STATES, plugin.state, { plugin: plugin.name }));
  return [
    family("aviator_plugin_state", "1 for the plugin's present state", perState),
    counted("aviator_plugin_restarts_total", "Restarts of the plugin", (plugin) => plugin.restarts),
    counted("aviator_plugin_messages_in_total", "Messages to the plugin", (plugin) => plugin.messagesIn),
    counted("aviator_plugin_messages_out_total", "Messages from the plugin", (plugin) => plugin.messagesOut),
    family("aviator_plugin_rss_bytes", "Resident memory of the plugin's cell", of((plugin) => plugin.rssBytes)),
    family("aviator_plugin_cpu_share", "Processors in use by the cell", of((plugin) => plugin.cpuShare)),
  ];
}

function eventMetrics(plugins: readonly PluginView[]): MetricFamily[] {
  const of = (value: (counts: TopicCounts) => number): Sample[] =>
    plugins.flatMap(({ name, events = [] }) =>
      events.map((counts) => ({ labels: { plugin: name, topic: counts.topic }, value: value(counts) }))
    );
  const counted = (name: string, help: string, value: (counts: TopicCounts) => number): MetricFamily => ({
    ...family(name, help, of(value)),
    type: "counter",
  });
  return [
    family("aviator_events_waiting", "Events that wait for a collector", of(({ waiting }) => waiting)),
    counted("aviator_events_delivered_total", "Events that a collector has dealt with", ({ delivered }) => delivered),
    counted("aviator_events_dropped_total", "Events left out for want of room", ({ dropped }) => dropped),
    counted("aviator_events_coalesced_total", "Readings that a newer one replaced", ({ coalesced }) => coalesced),
  ];
}

function bettingMetrics({ betting }: PageState, counts: ServerCounts): MetricFamily[] {
  const bets = BET_STATES.map((state) => ({ labels: { state }, value: counts.bets.get(state) ?? 0 }));
  return [
    { ...family("aviator_bets_total", "Times that a bet came to a state since the start", bets), type: "counter" },
    family("aviator_betting_state", "1 for the present state", states(["active", "reducing", "halted"], betting.state)),
    gauge("aviator_bets_queued", "Bets waiting for the mouse", betting.queued),
    gauge("aviator_bets_open", "Bets placed and not settled", betting.openBets),
    gauge("aviator_live_armed", "1 while live bets are armed", betting.armedUntilMs === null ? 0 : 1),
  ];
}

function validationMetrics({ health: { validation } }: PageState): MetricFamily[] {
  if (!validation) return [];
  const pairs = (value: (pair: ValidationView["sameGame"][number]) => number): Sample[] =>
    validation.sameGame.map((pair) => ({ labels: { tables: pair.tables.join("+") }, value: value(pair) }));
  const compared = pairs((pair) => pair.compared), disagreed = pairs((pair) => pair.disagreed);
  return [
    gauge("aviator_missed_rounds", "Rounds whose result nobody could read", validation.missedRounds),
    counter("aviator_filled_rounds_total", "Rounds taken from history strips", validation.filledRounds),
    counter("aviator_refused_scores_total", "Scores that could not be", validation.refusedScores),
    counter("aviator_repaired_scores_total", "Scores with one edit that could", validation.repairedScores),
    counter("aviator_withheld_numbers_total", "Money and counts that jumped for a frame", validation.withheldNumbers),
    counter("aviator_evidence_total", "Doubtful reads kept", validation.evidenceKept),
    counter(
      "aviator_evidence_suppressed_total",
      "Doubtful reads let go, too many of a kind",
      validation.evidenceSuppressed,
    ),
    { ...family("aviator_same_game_compared_total", "Finals of one game compared", compared), type: "counter" },
    { ...family("aviator_same_game_disagreed_total", "Finals of one game that differed", disagreed), type: "counter" },
  ];
}

function states(all: readonly string[], now: string, labels: Record<string, string> = {}): Sample[] {
  return all.map((state) => ({ labels: { ...labels, state }, value: state === now ? 1 : 0 }));
}

function gauge(name: string, help: string, value: number): MetricFamily {
  return family(name, help, [{ value }]);
}

function counter(name: string, help: string, value: number): MetricFamily {
  return { ...gauge(name, help, value), type: "counter" };
}

function family(name: string, help: string, samples: Sample[]): MetricFamily {
  return { name, help, type: "gauge", samples };
}
