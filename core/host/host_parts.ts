/** What the host needs before it can start: plugins found, the screen open, strategies' past. */
import { join } from "node:path";
import { readProcessUsage, type UsageReader } from "../cells/process_usage.ts";
import { type Clock, VirtualClock, WallClock } from "../clock.ts";
import type { Config } from "../ops/config.ts";
import type { CoreSettings } from "../ops/core_settings.ts";
import type { Log } from "../ops/log.ts";
import type { Measures } from "../ops/measures.ts";
import type { PastRounds } from "../betting/betting_agent.ts";
import { type Bet, type BetPanelNumber, HISTORY_ROUNDS_MAX, type HistoryRound } from "../protocol/bet.ts";
import type { HealthView } from "../protocol/page.ts";
import type { Round } from "../protocol/round.ts";
import type { CaptureLoop, TableEye } from "../tables/capture_loop.ts";
import type { Table } from "../tables/table.ts";
import { Evidence, EVIDENCE_FOLDER } from "../tables/evidence.ts";
import { SharedSource } from "../screen/shared_source.ts";
import { VirtualDesktop } from "../screen/virtual_source.ts";
import type { Reader } from "../storage/reader.ts";
import { DATABASE_FILE } from "../storage/open_database.ts";
import { Writer, type WriterOptions } from "../storage/writer.ts";
import { outboxOptions } from "../forwarding/outbox_options.ts";
import { HealthProbe } from "./health_probe.ts";
import { openPlugins } from "./open_plugins.ts";
import type { PluginSet } from "./plugin_set.ts";
import { withChoices } from "./players.ts";
import { noteAges, numberRows } from "./row_intake.ts";
import { openScreen, type ScreenSetup } from "./screen_setup.ts";
import { ScreenWatch } from "./screen_watch.ts";
import { StageWatch } from "./stage_watch.ts";
import { startSequence } from "./sequence.ts";
import type { TableFeed } from "./table_feed.ts";
import type { Validation } from "./validation.ts";
import type { UserChoices } from "./user_choices.ts";

/** Events that a collector may lag behind before virtual time waits for it. */
const COLLECTOR_LAG_MAX = 400;
const JOURNAL_FILE = "journal.jsonl";
const BETS_PAGE_ROWS = 1_000;
/** A lease's bets of an hour, and bets that were asked for yesterday and settled today: a round takes minutes at most. */
const BEFORE_MIDNIGHT_MS = 2 * 3_600_000;
const DRAIN_MAX_MS = 3_000;

export interface HostOptions {
  settings: CoreSettings;
  config: Config;
  log: Log;
  /** what a process uses; default: `/proc` */
  usageOf?: UsageReader;
  /** what reading, fetching and serving cost is noted here */
  measures?: Measures;
}

/** Where the virtual tables' time stands: at its beginning, or for a restarted core where it would have come to by now. */
export function worldNowMs(
  { crashes, restarts = 0, speed, worldStartMs }: CoreSettings,
  nowMs = Date.now(),
): number {
  if (crashes + restarts === 0 || !Number.isFinite(speed)) return worldStartMs;
  return worldStartMs + Math.round(Math.max(0, nowMs - worldStartMs) * speed);
}

/**
 * What limits and ledger must know of earlier runs: open bets, today's results, the last hour's bets though midnight was
 * in between, and the newest bet for its id; oldest first.
 */
export async function betsToRecover(reader: Reader, nowMs: number): Promise<Bet[]> {
  const bets = new Map((await reader.openBets()).map((bet) => [bet.id, bet]));
  const sinceMs = new Date(nowMs).setHours(0, 0, 0, 0) - BEFORE_MIDNIGHT_MS;
  let page = await reader.bets({ limit: BETS_PAGE_ROWS });
  if (page.length > 0) bets.set(page[0].id, page[0]);
  while (page.length > 0) {
    for (const bet of page) if (bet.requestedAtMs >= sinceMs) bets.set(bet.id, bet);
    const last = page[page.length - 1];
    if (last.requestedAtMs < sinceMs) break;
    page = await reader.bets({ limit: BETS_PAGE_ROWS, beforeId: last.id });
  }
  return [...bets.values()].sort((a, b) => a.id - b.id);
}

/** The run's time: the machine's own, or one that can wait, run faster, or stand where a recording stands. */
export function clockFor({ settings, config }: HostOptions): Clock {
  if (settings.speed === 1 && config.source !== "replay") return new WallClock();
  return new VirtualClock({ startMs: worldNowMs(settings), speed: settings.speed });
}

/** Ids of rounds and numbers of events. Those of a recording are the same each time that it is played. */
function numbersFor({ settings, config }: HostOptions): () => number {
  return startSequence(config.source === "replay" ? worldNowMs(settings) : Date.now());
}

/** A table's rounds of an earlier run, oldest first, and what strategies saw of them. */
export async function pastOf(table: string, reader: Reader): Promise<{ rounds: Round[]; history: PastRounds }> {
  const rounds = (await reader.lastRounds(table, HISTORY_ROUNDS_MAX)).toSorted((a, b) => a.id - b.id);
  // Two panels may have a bet each on every round.
  const bets = await reader.bets({ table, limit: 2 * HISTORY_ROUNDS_MAX });
  const of = (number: BetPanelNumber) => historyOf(rounds, bets.filter(({ panel = 1 }) => panel === number));
  return { rounds, history: { 1: of(1), 2: of(2) } };
}

/** What strategies saw before the restart: rounds with the bets on them. */
function historyOf(rounds: readonly Round[], bets: readonly Bet[]): HistoryRound[] {
  return rounds.map(({ id, multiplier, endedAtMs }) => {
    const bet = bets.find((one) => one.roundId === id && one.payoutMinor !== null);
    return {
      roundId: id,
      multiplier,
      endedAtMs,
      bet: bet ? { ...pick(bet), payoutMinor: bet.payoutMinor ?? 0 } : null,
    };
  });
}

function pick({ stakeMinor, cashOutHundredths, state }: Bet) {
  return { stakeMinor, cashOutHundredths, state };
}

/** Whose rows the kept readings are: the host's own. */
const EVIDENCE_WRITER = "host";

/** Time that can wait does: what is read must not depend on how busy the machine is. */
const PATIENT_TIMINGS = { readMs: 30_000, decideMs: 30_000 };

export interface OpenedParts {
  /** with the user's choices in it */
  config: Config;
  choices: UserChoices;
  plugins: PluginSet;
  /** its source is shared: several look through it */
  screen: ScreenSetup;
  virtualDesktop: VirtualDesktop | null;
  watch: ScreenWatch;
  /** gives ids of rounds and numbers of events */
  nextNumber: () => number;
  evidence: Evidence;
  stages: StageWatch;
  /** closes screen, device and whoever watches, once nobody looks any more */
  closeScreen(): Promise<void>;
}

/** A table's plugin as of now: it may be another version tomorrow, or gone. */
export function eyeOf(
  table: Table,
  { plugins, measures }: { plugins: Pick<PluginSet, "existing">; measures?: Measures },
): TableEye {
  const read: TableEye["read"] = ({ crops, ...frame }) => plugins.existing(table.name).readFrame(frame, crops);
  if (!measures) return { table, read };
  return { table, read: (frame) => measures.timed(`reading ${table.name}`, () => read(frame)) };
}

/** Waits, where time can wait, until collectors and recorder have dealt with most of what they were given; else it is dropped and counted. */
export async function caughtUp({ plugins, watch }: Pick<OpenedParts, "plugins" | "watch">): Promise<void> {
  const lags = () => plugins.collectors.some((cell) => cell.queue.waiting > COLLECTOR_LAG_MAX);
  while (lags()) await new Promise((resolve) => setTimeout(resolve, 1));
  await watch.room();
}

/** Opens the one writer of the run's database. */
export function openWriter(
  { settings, config, log }: HostOptions,
  options: Pick<WriterOptions, "clock" | "onCommitted">,
): Promise<Writer> {
  return Writer.open({
    ...options,
    path: join(settings.dataDir, DATABASE_FILE),
    journalPath: join(settings.dataDir, JOURNAL_FILE),
    tables: config.tables.length,
    outbox: outboxOptions(config),
    log: (level, message) => log(level, "writer", message),
  });
}

/** What is looked at to judge how the run is. */
export function openHealth(
  { settings, config, usageOf }: HostOptions,
  { loop, plugins, feed, writer, validation, troubles, extras }: {
    loop: CaptureLoop;
    plugins: PluginSet;
    feed: TableFeed;
    writer: Writer;
    validation: Validation;
    troubles: () => string[];
    extras: () => Partial<HealthView>;
  },
): HealthProbe {
  return new HealthProbe({
    source: config.source,
    usageOf: usageOf ?? readProcessUsage,
    nowMs: () => Date.now(),
    ticks: () => ({ ticks: loop.ticks, lateTicks: loop.lateTicks }),
    plugins: () => plugins.views(),
    // A recording's times are its own.
    tables: () => settings.safeMode || config.source === "replay" ? [] : feed.views(),
    writer: () => writer.view(),
    troubles,
    extras,
    validation: () => validation.view(),
  });
}

/** Has all that waits written, within a deadline: what is not by then waits in the journal. */
export async function drain(writer: Writer, log: Log): Promise<void> {
  const { remaining } = await writer.drain({ deadlineMs: DRAIN_MAX_MS });
  if (remaining > 0) log("warning", "writer", `${remaining} rows wait in the journal for the next start`);
}

/** Finds the plugins and opens the screen; starts nothing. */
export async function openParts(
  { settings, config: written, log, usageOf, measures }: HostOptions,
  { clock, writer, onState }: { clock: Clock; writer: Writer; onState: () => void },
): Promise<OpenedParts> {
  await using opened = new AsyncDisposableStack();
  const { plugins, found, choices } = await openPlugins({
    config: written,
    settings,
    onRows: (plugin, message) => {
      if (measures) noteAges(message, { note: measures.note, nowMs: clock.nowMs() });
      return writer.add(numberRows(plugin, message));
    },
    onState,
    usageOf,
    measures,
    timings: clock instanceof WallClock ? undefined : PATIENT_TIMINGS,
    log,
  });
  opened.use(plugins);
  const config = withChoices(written, { choices, log });
  const bookmakers = new Map(found.map(({ manifest }) => [manifest.name, manifest]));
  const { seed, worldStartMs, popupsAnHour } = settings;
  const screen = await openScreen({ config, clock, bookmakers, seed, worldStartMs, popupsAnHour });
  opened.use(screen.source);
  opened.use(screen.device);
  const watch = await ScreenWatch.open({ config, settings, screen, log });
  const nextNumber = numbersFor({ settings, config, log });
  const evidence = opened.use(
    await Evidence.open({
      folder: join(settings.dataDir, EVIDENCE_FOLDER),
      filesMax: config.evidence.filesMax,
      bytesMax: config.evidence.megabytesMax * 1_000_000,
      nextId: nextNumber,
      store: (row) => writer.add([{ plugin: EVIDENCE_WRITER, seq: row.id, row }]),
      onTrouble: (message) => log("warning", "evidence", message),
    }),
  );
  opened.move();
  const shared = new SharedSource(screen.source, measures);
  return {
    config,
    choices,
    plugins,
    watch,
    nextNumber,
    evidence,
    stages: new StageWatch({ tables: screen.tables, collectors: () => plugins.all(), log }),
    screen: { ...screen, source: shared },
    virtualDesktop: screen.source instanceof VirtualDesktop ? screen.source : null,
    async closeScreen() {
      await watch[Symbol.asyncDispose]();
      await screen.device?.[Symbol.asyncDispose]();
      await shared[Symbol.asyncDispose]();
    },
  };
}
