/** Every message between the core and a plugin's cell. Whatever comes from a cell is untrusted until `parseCellMessage()` has seen it. */
import { z } from "zod";
import { HostError } from "./errors.ts";
import type { Alarm, HealthNote } from "./alarm.ts";
import { type Bet, type HistoryRound, LADDER_STEPS_MAX, type PlayedBefore } from "./bet.ts";
import { describeIssues, type PluginKind, type TableDescription } from "./manifest.ts";
import type { PhaseColorModel } from "./phase_color_model.ts";
import { FETCH_BODY_BYTES_MAX, type FetchHead, fetchRequest } from "./net.ts";
import type { ColorSample } from "./color_sample.ts";
import { PHASES, READ_METHODS, type Reading, type Region } from "./reading.ts";
import type { PhaseChange, Round } from "./round.ts";
import { collectorRow } from "./rows.ts";
import { TOPICS } from "./topics.ts";

/** Largest message that a plugin may send. */
export const CELL_MESSAGE_BYTES_MAX = 262_144;
export const ROWS_PER_EVENT_MAX = 32;
export const ROWS_PER_MESSAGE_MAX = 1000;
/** Rounds that a strategy is given to play at once. */
export const PLAY_ROUNDS_MAX = 4096;
/** Base64 takes four characters for three bytes. */
const FETCH_BODY_CHARACTERS_MAX = 4 * Math.ceil(FETCH_BODY_BYTES_MAX / 3);

/** What a collector is told. `seq` counts up; an event that comes twice has the same `seq`. */
export type CollectorEvent =
  | { seq: number; topic: "reading"; reading: Reading; roundId: number | null }
  | { seq: number; topic: "phase"; change: PhaseChange }
  | { seq: number; topic: "round"; round: Round }
  | { seq: number; topic: "sample"; sample: ColorSample }
  | { seq: number; topic: "bet"; bet: Bet }
  | { seq: number; topic: "alarm"; alarm: Alarm }
  | { seq: number; topic: "health"; health: HealthNote };

/** Core to cell. `frame` is followed by its crops' RGBA bytes, one after the other. */
export type HostMessage =
  | {
    type: "init";
    plugin: string;
    kind: PluginKind;
    config: Record<string, unknown>;
    table: TableDescription | null;
    /** what was learnt of the table's colours */
    phaseModel?: PhaseColorModel | null;
  }
  | { type: "ping"; id: number }
  | { type: "configure"; config: Record<string, unknown> }
  | {
    type: "frame";
    id: number;
    table: string;
    tick: number;
    takenAtMs: number;
    /** only the regions whose pixels changed since the last frame */
    crops: { region: Region; width: number; height: number }[];
  }
  | { type: "events"; events: CollectorEvent[] }
  | {
    type: "decide";
    id: number;
    table: string;
    nowMs: number;
    stakeMinMinor: number;
    stakeMaxMinor: number;
    /** the table's second bet panel; absent: the first */
    panel?: 2;
    /** oldest first, at most `HISTORY_ROUNDS_MAX` */
    history: HistoryRound[];
    /** what would be answered with these settings instead of those in use; checked against the manifest */
    config?: Record<string, unknown>;
  }
  /**
   * rounds that a strategy is to play, followed by their columns: ends as doubles, multipliers as 32-bit numbers,
   * little endian; `fresh`: nothing was played before but what `before` says
   */
  | {
    type: "play";
    id: number;
    fresh: boolean;
    before?: PlayedBefore;
    table: string;
    stakeMinMinor: number;
    stakeMaxMinor: number;
    bankrollMinor: number | null;
    rounds: number;
  }
  /** which progression is a strategy, with these settings? */
  | {
    type: "probe";
    id: number;
    table: string;
    stakeMinMinor: number;
    stakeMaxMinor: number;
    config: Record<string, unknown>;
  }
  /** the answer to a `fetch`, followed by its body; `head` is null when there is none, and `failure` says why */
  | { type: "fetched"; call: number; head: FetchHead | null; failure: string | null }
  | { type: "stop" };

const id = z.int().nonnegative();
const numberReading = z.strictObject({
  value: z.int().nonnegative().nullable(),
  confidence: z.number().min(0).max(1),
  method: z.enum(READ_METHODS),
  micros: z.number().nonnegative(),
});
export const reading = z.strictObject({
  table: z.string().max(64),
  tick: id,
  takenAtMs: z.int().nonnegative(),
  phase: z.enum(PHASES),
  opinions: z.strictObject({ rules: z.enum(PHASES), model: z.enum(PHASES).nullable() }).optional(),
  progress: z.number().min(0).max(1).nullable(),
  score: numberReading,
  myMoney: numberReading,
  otherCount: numberReading,
  otherMoney: numberReading,
}) satisfies z.ZodType<Reading>;

const ladder = z.array(z.int().positive()).min(1).max(LADDER_STEPS_MAX);
export const decision = z.strictObject({
  betAmounts: ladder,
  autoStops: ladder,
  currentIndex: z.int().min(-1),
}).refine(
  (value) =>
    value.betAmounts.length === value.autoStops.length &&
    value.currentIndex < value.betAmounts.length,
  "as many autoStops as betAmounts, and currentIndex one of them or -1",
);

const nextStep = z.int().nonnegative().max(LADDER_STEPS_MAX - 1);

/** What a cell may say: the reference for the compiled check, which does the work. */
export const cellMessage = z.discriminatedUnion("type", [
  /** what a collector wants to be told: the topics that it has handlers for, of the tables that it names */
  z.strictObject({
    type: z.literal("ready"),
    topics: z.array(z.enum(TOPICS)).max(TOPICS.length).default([]),
    tables: z.array(z.string().max(64)).max(64).nullable().default(null),
  }),
  z.strictObject({ type: z.literal("pong"), id, heapBytes: id, rssBytes: id }),
  z.strictObject({ type: z.literal("reading"), id, reading }),
  z.strictObject({
    type: z.literal("rows"),
    /** every event up to this one is done with */
    upToSeq: id,
    rows: z.array(z.strictObject({ seq: id, row: collectorRow })).max(ROWS_PER_MESSAGE_MAX),
  }),
  z.strictObject({
    type: z.literal("decision"),
    id,
    decision: decision.nullable(),
  }),
  z.strictObject({
    type: z.literal("probed"),
    id,
    /** a step each: stake, cash-out, the step after a won bet and after a lost one; null: it is no progression */
    steps: z.array(z.tuple([z.int().positive(), z.int().positive(), nextStep, nextStep])).max(LADDER_STEPS_MAX)
      .nullable(),
  }),
  z.strictObject({
    type: z.literal("played"),
    id,
    stakes: z.array(z.tuple([z.int().positive(), z.int().positive()])).max(PLAY_ROUNDS_MAX),
    /** base64 of a 16-bit number a round, little endian: 0 for no bet, else 1 + an index of `stakes` */
    codes: z.string().max(4 * Math.ceil(2 * PLAY_ROUNDS_MAX / 3)),
    refused: id,
    refusal: z.string().max(200).nullable(),
    ruinedAt: id.nullable(),
  }),
  z.strictObject({
    type: z.literal("failure"),
    id: id.nullable(),
    message: z.string().max(2000),
  }),
  z.strictObject({
    type: z.literal("log"),
    level: z.enum(["debug", "info", "warning", "error"]),
    message: z.string().max(2000),
  }),
  z.strictObject({
    type: z.literal("fetch"),
    call: id,
    /** its body is base64 */
    request: fetchRequest.extend({ body: z.string().max(FETCH_BODY_CHARACTERS_MAX).nullable() }),
  }),
  z.strictObject({ type: z.literal("stopped") }),
]);
/** Cell to core, once parsed. */
export type CellMessage = z.infer<typeof cellMessage>;

/** The same as a generated function: interpreting the schema takes a row longer than its way to the disk. */
const compiledMessage = z.compile(cellMessage, { strict: true });

/**
 * Parses one message of a cell.
 *
 * @throws {HostError} `bad_message`, naming field, value and what would be right
 */
export function parseCellMessage(json: string): CellMessage {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new HostError(
      "bad_message",
      `Cannot read message: not JSON: ${json.slice(0, 80)}`,
      { cause },
    );
  }
  const result = compiledMessage.safeParse(value);
  if (result.success) return result.data;
  throw new HostError(
    "bad_message",
    `Cannot accept message: ${describeIssues(result.error, value)}`,
  );
}
