/** What the API accepts and answers: the schemas that check requests are the ones the OpenAPI document is made from. */
import { z } from "@hono/zod-openapi";
import { type Bet, BET_CAUSES, BET_MODES, BET_STATES } from "../protocol/bet.ts";
import { contentHash, GRANTERS } from "../protocol/grant.ts";
import { PLUGIN_KINDS } from "../protocol/manifest.ts";
import {
  type BettingView,
  CELL_STATES,
  type HealthView,
  type PageState,
  type PluginDetails,
  type PluginView,
  type TableView,
  type WriterView,
} from "../protocol/page.ts";
import { PHASES, READ_METHODS } from "../protocol/reading.ts";
import { type Round, ROUND_SOURCES } from "../protocol/round.ts";
import { EVIDENCE_REGIONS, type EvidenceReading } from "../protocol/rows.ts";
import { forwardingView } from "../protocol/forwarding.ts";
import type { ValidationView } from "../protocol/validation.ts";
import { TOPICS } from "../protocol/topics.ts";
import { touchDay } from "../protocol/touch.ts";

const LIST_LIMIT_MAX = 1000;
export const LIST_LIMIT_DEFAULT = 200;
const HALT_REASON_CHARS_MAX = 200;

const count = z.int().nonnegative();
const timeMs = count.openapi({ description: "epoch milliseconds" });
const money = z.int().openapi({ description: "minor units" });
const multiplier = z.int().min(100).openapi({ description: "hundredths" });
const share = z.number().min(0);

/** A whole positive number in a query: plain digits only. */
export const queryNumber = z.string().regex(/^[1-9]\d{0,15}$/, "a whole number, 1 or more").transform(Number);

export const listQuery = z.strictObject({
  table: z.string().min(1).max(64).optional(),
  limit: queryNumber.pipe(z.int().max(LIST_LIMIT_MAX)).optional(),
  beforeId: queryNumber.optional(),
});

export const pluginParams = z.strictObject({ name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "a plugin's name") });
export const noBody = z.strictObject({}).openapi("Nothing");
export const haltBody = z.strictObject({
  reason: z.string().min(1).max(HALT_REASON_CHARS_MAX).optional(),
}).openapi("Halt");
export const errorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) }).openapi("Error");

export const round = z.object({
  id: count,
  table: z.string(),
  startedAtMs: timeMs,
  endedAtMs: timeMs,
  multiplier,
  players: count.nullable(),
  playersMoneyMinor: money.nullable(),
  source: z.enum(ROUND_SOURCES).optional().openapi({ description: "absent: seen" }),
}).openapi("Round") satisfies z.ZodType<Round>;

export const readingParams = z.strictObject({ id: queryNumber });

export const evidenceReading = z.object({
  id: count,
  table: z.string(),
  region: z.enum(EVIDENCE_REGIONS),
  atMs: timeMs,
  value: z.int().nullable(),
  confidence: z.number().min(0).max(1),
  method: z.enum(READ_METHODS),
  why: z.string(),
  picture: z.string().nullable().openapi({ description: "its file; null when none was kept" }),
}).openapi("Reading") satisfies z.ZodType<EvidenceReading>;

export const bet = z.object({
  id: count,
  table: z.string(),
  strategy: z.string(),
  mode: z.enum(BET_MODES),
  stakeMinor: money,
  cashOutHundredths: multiplier,
  requestedAtMs: timeMs,
  state: z.enum(BET_STATES),
  reason: z.string(),
  cause: z.enum(BET_CAUSES).optional().openapi({ description: "why it is not what was asked for; absent: it is" }),
  roundId: count.nullable(),
  placedAtMs: timeMs.nullable(),
  settledAtMs: timeMs.nullable(),
  payoutMinor: money.nullable(),
  balanceMinor: money.nullable().optional().openapi({ description: "before the first click; absent: not known" }),
  panel: z.union([z.literal(1), z.literal(2)]).optional().openapi({ description: "absent: the first" }),
}).openapi("Bet") satisfies z.ZodType<Bet>;

const tableView = z.object({
  table: z.string(),
  title: z.string(),
  phase: z.enum(PHASES),
  progress: z.number().min(0).max(1).nullable(),
  score: z.int().nullable().openapi({ description: "hundredths" }),
  confidence: z.number().min(0).max(1),
  balanceMinor: money.nullable(),
  profitMinor: money,
  currency: z.string(),
  players: count.nullable(),
  playersMoneyMinor: money.nullable(),
  roundId: count.nullable(),
  roundsSeen: count,
  recent: z.array(multiplier),
  strategy: z.string().nullable(),
  mode: z.enum(BET_MODES).nullable(),
  trouble: z.string(),
  phaseAccuracy: z.object({
    compared: count,
    agreement: share.nullable(),
    judged: count,
    rules: share.nullable(),
    model: share.nullable(),
  }).optional(),
  takenAtMs: timeMs,
}).openapi("Table") satisfies z.ZodType<TableView>;

const pluginView = z.object({
  name: z.string(),
  title: z.string(),
  kind: z.enum(PLUGIN_KINDS),
  version: z.string(),
  state: z.enum(CELL_STATES),
  reason: z.string(),
  restarts: count,
  rssBytes: count,
  cpuShare: share,
  messagesIn: count,
  messagesOut: count,
  permissions: z.array(z.object({ net: z.array(z.string()), reason: z.string() })),
  hash: z.string(),
  approvedBy: z.enum(GRANTERS).nullable(),
  approvedAtMs: timeMs.nullable(),
  events: z.array(z.object({
    topic: z.enum(TOPICS),
    ...{ delivered: count, waiting: count, dropped: count, coalesced: count },
  })).optional().openapi({ description: "a collector's events by topic, where there were any" }),
}).openapi("Plugin") satisfies z.ZodType<PluginView>;

export const attachBody = z.strictObject({
  table: z.string().min(1).max(64),
  mode: z.enum(BET_MODES).default("paper"),
}).openapi("Attach");
export const detachBody = z.strictObject({ table: z.string().min(1).max(64) }).openapi("Detach");

export const approveBody = z.strictObject({
  hash: contentHash.openapi({ description: "of the content that was shown; another one is refused" }),
  hosts: z.array(z.string().max(300)).max(256).openapi({ description: "that were shown; other ones are refused" }),
  by: z.enum(["page", "cli"]).optional(),
}).openapi("Approve");

export const pluginSettings = z.record(z.string().max(100), z.unknown())
  .openapi("PluginSettings", { description: "all of a plugin's settings, as its manifest describes them" });

export const pluginDetails = z.object({
  plugin: pluginView,
  description: z.string(),
  folder: z.string(),
  quotas: z.record(z.string(), z.number()).openapi({ description: "limits by name, with the unit last" }),
  settingsSchema: z.record(z.string(), z.unknown()).openapi({ description: "JSON Schema; empty: it has no settings" }),
  settings: pluginSettings,
  settingsFrom: z.enum(["user", "config"]),
  touches: z.array(touchDay).openapi({ description: "newest day first" }),
  log: z.array(z.object({
    atMs: timeMs,
    level: z.enum(["debug", "info", "warning", "error"]),
    message: z.string(),
  })),
}).openapi("PluginDetails") satisfies z.ZodType<PluginDetails>;

export const bettingView = z.object({
  state: z.enum(["active", "reducing", "halted"]),
  reason: z.string(),
  armedUntilMs: timeMs.nullable(),
  queued: count,
  profitTodayMinor: money,
  openBets: count,
}).openapi("Betting") satisfies z.ZodType<BettingView>;

const writerView = z.object({
  rowsWritten: count,
  rowsPerSecond: z.number(),
  batches: count,
  averageBatchRows: z.number(),
  averageBatchMs: z.number(),
  queuedRows: count,
  peakQueuedRows: count,
  journalRows: count,
  rejectedRows: count,
  warnings: count,
  errors: count,
  level: z.enum(["normal", "warning", "critical", "journal"]),
  shed: z.array(z.object({ plugin: z.string(), kind: z.string(), rows: count })).optional(),
  trouble: z.string(),
}).openapi("Writer") satisfies z.ZodType<WriterView>;

const validationView = z.object({
  missedRounds: count,
  filledRounds: count,
  refusedScores: count,
  repairedScores: count,
  withheldNumbers: count,
  evidenceKept: count,
  evidenceSuppressed: count,
  sameGame: z.array(z.object({ tables: z.tuple([z.string(), z.string()]), compared: count, disagreed: count })),
}).openapi("Validation") satisfies z.ZodType<ValidationView>;

const healthView = z.object({
  ok: z.boolean(),
  problems: z.array(z.string()),
  startedAtMs: timeMs,
  nowMs: timeMs,
  source: z.enum(["virtual", "desktop", "replay"]),
  ticks: count,
  lateTicks: count,
  coreRssBytes: count,
  totalRssBytes: count,
  cpuShare: share,
  loopGapMs: z.number(),
  writer: writerView,
  validation: validationView.optional(),
  forwarding: forwardingView.optional(),
}).openapi("Health") satisfies z.ZodType<HealthView>;

export const pageState = z.object({
  tables: z.array(tableView),
  plugins: z.array(pluginView),
  betting: bettingView,
  health: healthView,
}).openapi("State") satisfies z.ZodType<PageState>;
