/** What the page shows: copies of the host's state, sent whole once and then as changes. */
import type { Bet, BetMode } from "./bet.ts";
import type { Divergence } from "./divergence.ts";
import type { ForwardingView } from "./forwarding.ts";
import type { Granter } from "./grant.ts";
import type { JobView } from "./job.ts";
import type { ArmingConfirmation, ArmingOffer, LeaseTerms, LeaseView } from "./lease.ts";
import type { PluginKind } from "./manifest.ts";
import type { Phase } from "./reading.ts";
import type { LedgerControls } from "./bet_story.ts";
import type { Round } from "./round.ts";
import type { StrategyRisk } from "./risk.ts";
import type { RoundFilter, RoundStatistics, RoundStatisticsQuery } from "./round_statistics.ts";
import type { EvidenceReading } from "./rows.ts";
import type { ValidationView } from "./validation.ts";
import type { Topic, TopicCounts } from "./topics.ts";
import type { TouchDay } from "./touch.ts";

export const CELL_STATES = [
  "starting",
  "running",
  "unresponsive",
  "paused",
  "stopping",
  "stopped",
  "crashed",
  "restarting",
  "quarantined",
  "refused",
  /** asks for something that nobody has approved */
  "waiting",
  /** switched off by the user, over restarts too */
  "disabled",
] as const;
export type CellState = (typeof CELL_STATES)[number];

export interface TableView {
  table: string;
  title: string;
  phase: Phase;
  /** share of the waiting phase that has passed */
  progress: number | null;
  /** hundredths */
  score: number | null;
  /** lowest confidence of what was read, 0 to 1 */
  confidence: number;
  balanceMinor: number | null;
  /** profit of this run's settled bets, minor units */
  profitMinor: number;
  currency: string;
  players: number | null;
  playersMoneyMinor: number | null;
  roundId: number | null;
  roundsSeen: number;
  /** last multipliers, oldest first, hundredths, 30 at most */
  recent: number[];
  strategy: string | null;
  mode: BetMode | null;
  /** why this table is not being read right now; empty when it is */
  trouble: string;
  /** how far the rules and the learnt colours of its phases can be trusted; absent where no colours were learnt */
  phaseAccuracy?: PhaseAccuracy;
  takenAtMs: number;
}

/** Shares of 0 to 1; null before anything was counted. */
export interface PhaseAccuracy {
  /** readings in which both told a phase */
  compared: number;
  /** in which both told the same */
  agreement: number | null;
  /** readings of finished rounds */
  judged: number;
  /** of those that rules or model told a phase of, the share that the round confirms */
  rules: number | null;
  model: number | null;
}

export interface PluginView {
  name: string;
  title: string;
  kind: PluginKind;
  version: string;
  state: CellState;
  /** why it is in that state, empty when all is well */
  reason: string;
  restarts: number;
  rssBytes: number;
  cpuShare: number;
  messagesIn: number;
  messagesOut: number;
  permissions: { net: string[]; reason: string }[];
  /** of the folder's content: what an approval is for */
  hash: string;
  /** whose approval counts; null where none does or none is needed */
  approvedBy: Granter | null;
  /** 0 for the lock file's */
  approvedAtMs: number | null;
  /** a collector's events by topic, where there were any */
  events?: (TopicCounts & { topic: Topic })[];
}

/** One line that a plugin logged, made inert. */
export interface PluginLogLine {
  atMs: number;
  level: "debug" | "info" | "warning" | "error";
  message: string;
}

/** All that there is to know of one plugin. */
export interface PluginDetails {
  plugin: PluginView;
  description: string;
  folder: string;
  /** limits that hold for it, by name with the unit last */
  quotas: Record<string, number>;
  /** JSON Schema of its settings, as its manifest says; empty where it has none */
  settingsSchema: Record<string, unknown>;
  /** its settings as they are in use, defaults filled in */
  settings: Record<string, unknown>;
  /** where they come from: set on the page or by a command, or the configuration and the manifest's defaults */
  settingsFrom: "user" | "config";
  /** newest day first */
  touches: TouchDay[];
  /** oldest first */
  log: PluginLogLine[];
}

export interface BettingView {
  state: "active" | "reducing" | "halted";
  /** the one reason for that state */
  reason: string;
  /** when arming for live bets ends; null when not armed */
  armedUntilMs: number | null;
  queued: number;
  profitTodayMinor: number;
  openBets: number;
}

export interface HealthView {
  ok: boolean;
  problems: string[];
  startedAtMs: number;
  nowMs: number;
  source: "virtual" | "desktop" | "replay";
  ticks: number;
  lateTicks: number;
  coreRssBytes: number;
  /** core and cells */
  totalRssBytes: number;
  /** share of one processor, core and cells */
  cpuShare: number;
  loopGapMs: number;
  writer: WriterView;
  validation?: ValidationView;
  /** absent where nothing is forwarded */
  forwarding?: ForwardingView;
}

export interface WriterView {
  rowsWritten: number;
  rowsPerSecond: number;
  batches: number;
  averageBatchRows: number;
  averageBatchMs: number;
  queuedRows: number;
  peakQueuedRows: number;
  journalRows: number;
  rejectedRows: number;
  warnings: number;
  errors: number;
  level: "normal" | "warning" | "critical" | "journal";
  /** rows given up because neither database nor disk took them, by plugin and kind; absent: none */
  shed?: { plugin: string; kind: string; rows: number }[];
  /** lasting trouble with the database, empty when there is none */
  trouble: string;
}

export interface PageState {
  tables: TableView[];
  plugins: PluginView[];
  betting: BettingView;
  health: HealthView;
}

/**
 * Server to page over the WebSocket; `seq` counts up, a gap means that the page must connect anew.
 *
 * A page that comes back names the `stream` and the last `seq` that it has, and `missed` holds the rounds and bets since;
 * null where that is not known any more, or another run has begun: then it loads its lists anew.
 */
export type PageMessage =
  | { type: "state"; seq: number; stream: string; state: PageState; missed: PageEvent[] | null }
  | { type: "tables"; seq: number; tables: TableView[] }
  | { type: "plugins"; seq: number; plugins: PluginView[] }
  | { type: "betting"; seq: number; betting: BettingView }
  | { type: "health"; seq: number; health: HealthView }
  | { type: "jobs"; seq: number; jobs: JobView[] }
  | { type: "round"; seq: number; round: Round }
  | { type: "bet"; seq: number; bet: Bet };

/** What must not be lost on the way to a page. */
export type PageEvent = { type: "round"; round: Round } | { type: "bet"; bet: Bet };

/** What the server needs of the host; nothing on the hot path waits for it. */
export interface PageHost {
  state(): PageState;
  /** Tells of every change; returns a function that ends it. */
  subscribe(listener: (change: PageChange) => void): () => void;
  rounds(query: RoundFilter & { limit: number; beforeId?: number }): Promise<Round[]>;
  roundStatistics(query: RoundStatisticsQuery): Promise<RoundStatistics>;
  bets(
    query: { table?: string; limit: number; beforeId?: number },
  ): Promise<Bet[]>;
  /** Reads that were not simply believed, newest first. */
  readings(query: { table?: string; limit: number; beforeId?: number }): Promise<EvidenceReading[]>;
  /** @throws {HostError} `refused` when there is no picture of that reading, or no longer */
  readingPicture(id: number): Promise<Uint8Array<ArrayBuffer>>;
  halt(reason: string): Promise<void>;
  resume(): Promise<void>;
  disarm(): Promise<void>;
  readonly money: MoneyControls;
  readonly plugins: PluginControls;
  readonly strategies: StrategyControls;
  readonly ledger: LedgerControls;
}

/** What may be risked, and by whom. All of it throws {HostError} `refused` naming what is not there or not allowed. */
export interface MoneyControls {
  /**
   * What a strategy would risk at a table, with these settings instead of those in use.
   *
   * @throws {HostError} `bad_config` when they do not fit its manifest
   */
  preview(strategy: string, asked: { table: string; settings?: Record<string, unknown> }): Promise<StrategyRisk>;
  leases(): LeaseView[];
  /** How bets by clicks of the last hours differ from the same bets on paper. */
  divergence(hours: number): Promise<Divergence[]>;
  /** Gives the strategy that plays a table a lease in the place of its old one, over restarts too. */
  grantLease(table: string, terms: LeaseTerms): Promise<void>;
  /** Ends the lease of the strategy that plays a table at once, over restarts too. */
  revokeLease(table: string): Promise<void>;
  /** The first step of arming: what will be risked, and a code for the second. */
  offerArming(minutes: number): Promise<ArmingOffer>;
  /** The second step. */
  arm(confirmation: ArmingConfirmation): Promise<void>;
}

/** Who plays which table. All of it throws {HostError} `refused` naming what is not there or not allowed. */
export interface StrategyControls {
  /** Has a strategy play a table, over restarts too, in the place of whoever plays it. */
  attach(strategy: string, place: { table: string; mode: BetMode }): Promise<void>;
  /** Has nobody play a table, over restarts too; a bet that is open is settled all the same. */
  detach(table: string): Promise<void>;
}

/** What the user decides about plugins. All of it throws {HostError} `refused` for a plugin that is not there. */
export interface PluginControls {
  /** Switches a plugin on or off, over restarts too. */
  setEnabled(name: string, enabled: boolean): Promise<void>;
  /**
   * Allows a plugin what it asks for and starts it.
   *
   * @throws {HostError} `refused` when its folder no longer holds what `hash` names
   */
  approve(name: string, approval: { hash: string; hosts: readonly string[]; by: Granter }): Promise<void>;
  /** Ends a plugin at once and forgets its approval. */
  revoke(name: string): Promise<void>;
  /**
   * Sets all of a plugin's settings, over restarts too; a running plugin gets them at once.
   *
   * @throws {HostError} `bad_config` when they do not fit its manifest; those in use stay
   */
  configure(name: string, settings: Record<string, unknown>): Promise<void>;
  /** Asks nothing of a plugin until `resume()`. */
  pause(name: string): Promise<void>;
  /** Ends a pause; starts a plugin anew that crashed too often. */
  resume(name: string): Promise<void>;
  details(name: string): PluginDetails;
}

type WithoutSeq<T> = T extends unknown ? Omit<T, "seq"> : never;
export type PageChange = WithoutSeq<Exclude<PageMessage, { type: "state" }>>;
