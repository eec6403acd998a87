/**
 * All that a plugin may import, as `@aviator/sdk`. A plugin's module has one default export: what one of the three
 * `define…` functions returns. It runs in a worker of its own without any permission that it was not granted.
 */
import type { Alarm, HealthNote } from "../protocol/alarm.ts";
import type { Bet, Decision, HistoryRound } from "../protocol/bet.ts";
import type { ColorSample } from "../protocol/color_sample.ts";
import type { TableDescription } from "../protocol/manifest.ts";
import type { PhaseColorModel } from "../protocol/phase_color_model.ts";
import type { Reading } from "../protocol/reading.ts";
import type { PhaseChange, Round } from "../protocol/round.ts";
import type { CollectorRow } from "../protocol/rows.ts";
import { type TableFrame, TableReader } from "../vision/table_reader.ts";

export type { Alarm, AlarmKind, HealthNote } from "../protocol/alarm.ts";
export type { Bet, BetState, Decision, HistoryRound } from "../protocol/bet.ts";
export type { Channels, ColorSample, RegionColors } from "../protocol/color_sample.ts";
export type { TableDescription } from "../protocol/manifest.ts";
export type { PhaseColorModel } from "../protocol/phase_color_model.ts";
export type { Picture } from "../protocol/picture.ts";
export type { NumberReading, Phase, Reading, Region } from "../protocol/reading.ts";
export type { PhaseChange, Round } from "../protocol/round.ts";
export type { CollectorRow } from "../protocol/rows.ts";
export { type TableFrame, TableReader } from "../vision/table_reader.ts";
export { betsInARow, type DecidedBet, lastDecidedBet } from "./history.ts";

/** A plugin's configuration: already checked against the JSON Schema in its manifest, defaults filled in. */
export type Config = Record<string, unknown>;

type Awaitable<T> = T | Promise<T>;

/** What a request may say, as in the web's own `fetch`, and how long it may take. */
export interface FetchOptions {
  /** GET unless told */
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  headers?: Record<string, string> | Headers;
  /** 128 KB at most */
  body?: string | Uint8Array<ArrayBuffer> | URLSearchParams | null;
  /** until the whole answer is there; 10,000 unless told, 20,000 at most */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/**
 * Fetches from a host that the manifest asks for and the user has granted. The program sends the request for the plugin and
 * hands back the whole answer, 1 MB at most; redirects are followed on the same host only. It rejects with a TypeError that
 * says why when the host was not granted, lies on a private network, or does not answer.
 */
export type Fetch = (url: string | URL | Request, options?: FetchOptions) => Promise<Response>;

/** Reads one table. It lives as long as its worker. */
export interface BookmakerReader {
  /** Reads all five regions; a region without a new crop has not changed. `table`, `tick`, `takenAtMs` are the frame's. */
  read(frame: TableFrame): Awaitable<Reading>;
}

/** What a bookmaker is given when it is made. */
export interface BookmakerContext {
  name: string;
  table: TableDescription;
  config: Config;
  /** what `train phase` learnt of the table, for `TableReader`; null or absent: nothing */
  phaseModel?: PhaseColorModel | null;
}

/** What a bookmaker plugin exports. */
export interface BookmakerDefinition {
  kind: "bookmaker";
  /** `name` is the plugin's name, which is its table's too. */
  create(context: BookmakerContext): BookmakerReader;
}

/**
 * Turns what happens on all tables into rows. It is sent only what it has a handler for when it is made, of the tables that
 * it names; no rows: nothing to store. Events come in the order in which they happened.
 */
export interface Collector {
  /** The tables that it wants to hear of; absent: all. Alarms and health are about the whole program and always come. */
  readonly tables?: readonly string[];
  /** Each reading of each table, 5 a second; `roundId` is null before the first round. */
  onReading?(reading: Reading, context: { roundId: number | null }): Awaitable<CollectorRow[] | void>;
  /** Each change of a table's phase. */
  onPhase?(change: PhaseChange): Awaitable<CollectorRow[] | void>;
  /** Each finished round. */
  onRound?(round: Round): Awaitable<CollectorRow[] | void>;
  /** The colours of each table's regions, twice a second; the first to be left out when there is too much to do. */
  onSample?(sample: ColorSample): Awaitable<CollectorRow[] | void>;
  /** Each new state of each bet: requested, placed, won, lost, and what else `bet.state` can be; money in minor units. */
  onBet?(bet: Bet): Awaitable<CollectorRow[] | void>;
  /** What a user should hear of at once, and that it is over: betting halted, a plugin or table out of action, wrong money. */
  onAlarm?(alarm: Alarm): Awaitable<CollectorRow[] | void>;
  /** How the program is, every ten seconds. */
  onHealth?(health: HealthNote): Awaitable<CollectorRow[] | void>;
}

/** What a collector is given when it is made. */
export interface CollectorContext {
  config: Config;
  fetch: Fetch;
}

/** What a collector plugin exports. */
export interface CollectorDefinition {
  kind: "collector";
  /** without `fetch`, as in a test, whatever is fetched is refused */
  create(context: { config: Config; fetch?: Fetch }): Collector;
}

/** What a strategy may look at besides the history. */
export interface StrategyContext {
  table: string;
  /** epoch milliseconds */
  nowMs: number;
  /** the table's limits, minor units */
  stakeMinMinor: number;
  stakeMaxMinor: number;
  /** the bet is for the table's second panel, and the history holds that panel's bets; absent: the first */
  panel?: 2;
  config: Config;
}

/** What a strategy plugin exports. */
export interface StrategyDefinition {
  kind: "strategy";
  decide(history: readonly HistoryRound[], context: StrategyContext): Decision | null;
}

/** What a plugin's module exports as its default. */
export type PluginDefinition = BookmakerDefinition | CollectorDefinition | StrategyDefinition;

/**
 * Defines a bookmaker plugin that reads its table by code of its own.
 *
 * @param definition `create` is called once, with the table that the manifest describes
 * @returns the module's default export
 * @throws {TypeError} when `create` is not a function
 * @example A reader that looks closer where the usual one is unsure
 * ```ts
 * import assert from "node:assert/strict";
 * import { defineBookmaker, TableReader } from "@aviator/sdk";
 *
 * const plugin = defineBookmaker({
 *   create({ name, table }) {
 *     const usual = new TableReader(table, name);
 *     return {
 *       read(frame) {
 *         const reading = usual.read(frame);
 *         // A number that nobody is sure of is no number.
 *         const value = reading.score.confidence < 0.5 ? null : reading.score.value;
 *         return { ...reading, score: { ...reading.score, value } };
 *       },
 *     };
 *   },
 * });
 * assert.equal(plugin.kind, "bookmaker");
 * ```
 */
export function defineBookmaker(definition: Omit<BookmakerDefinition, "kind">): BookmakerDefinition {
  requireFunction(definition.create, "create");
  return { kind: "bookmaker", create: definition.create };
}

/**
 * Defines a collector plugin.
 *
 * @param definition `create` is called once and after each change of the configuration
 * @returns the module's default export
 * @throws {TypeError} when `create` is not a function
 * @example A collector of phase changes
 * ```ts
 * import assert from "node:assert/strict";
 * import { defineCollector } from "@aviator/sdk";
 *
 * const plugin = defineCollector({
 *   create: () => ({ onPhase: (change) => [{ kind: "phase", ...change }] }),
 * });
 * const change = { table: "soccer", roundId: 7, from: "waiting", to: "flying", atMs: 1000 } as const;
 * assert.deepEqual(plugin.create({ config: {} }).onPhase?.(change), [{ kind: "phase", ...change }]);
 * ```
 * @example A collector that tells a web address of each high round; its manifest asks for `"net": ["hooks.example.org:443"]`
 * ```ts
 * import assert from "node:assert/strict";
 * import { defineCollector } from "@aviator/sdk";
 *
 * const plugin = defineCollector({
 *   create: ({ fetch }) => ({
 *     onRound(round) {
 *       if (round.multiplier < 1000) return;
 *       const body = JSON.stringify({ table: round.table, multiplier: round.multiplier / 100 });
 *       // Not awaited: rows and rounds do not wait for a stranger's server.
 *       fetch("https://hooks.example.org/high", { method: "POST", body, timeoutMs: 5000 })
 *         .catch((error) => console.warn(error.message));
 *     },
 *   }),
 * });
 * const sent: string[] = [];
 * const fetch = (url: string | URL | Request) => (sent.push(String(url)), Promise.resolve(new Response("ok")));
 * const round = { id: 7, table: "soccer", startedAtMs: 0, endedAtMs: 9000, multiplier: 1250 };
 * await plugin.create({ config: {}, fetch }).onRound?.({ ...round, players: null, playersMoneyMinor: null });
 * assert.deepEqual(sent, ["https://hooks.example.org/high"]);
 * ```
 * @example A collector that says what each settled bet on one table brought
 * ```ts
 * import assert from "node:assert/strict";
 * import { defineCollector } from "@aviator/sdk";
 *
 * const said: string[] = [];
 * const plugin = defineCollector({
 *   create: () => ({
 *     tables: ["soccer"],
 *     onBet(bet) {
 *       if (bet.payoutMinor !== null) said.push(`${bet.state} ${(bet.payoutMinor - bet.stakeMinor) / 100}`);
 *     },
 *     onAlarm(alarm) {
 *       if (alarm.raised) said.push(alarm.message);
 *     },
 *   }),
 * });
 * const collector = plugin.create({ config: {} });
 * const asked = { table: "soccer", strategy: "flat", mode: "paper", requestedAtMs: 0, reason: "", roundId: 7 } as const;
 * const money = { stakeMinor: 1000, cashOutHundredths: 200, payoutMinor: 2000 };
 * await collector.onBet?.({ ...asked, ...money, id: 1, state: "won", placedAtMs: 500, settledAtMs: 9000 });
 * await collector.onAlarm?.({ kind: "halt", raised: true, about: "", message: "betting is halted", atMs: 9000 });
 * assert.deepEqual(said, ["won 10", "betting is halted"]);
 * ```
 */
export function defineCollector(
  definition: { create(context: CollectorContext): Collector },
): CollectorDefinition {
  requireFunction(definition.create, "create");
  return { kind: "collector", create: (context) => definition.create({ fetch: fetchNothing, ...context }) };
}

/** The `fetch` of a collector that runs by itself, outside the program. */
function fetchNothing(): Promise<Response> {
  return Promise.reject(new TypeError("Cannot fetch: no host was granted"));
}

/**
 * Defines a strategy plugin: a pure function that keeps nothing between calls, so the same code runs in backtest, on paper and live.
 *
 * @param definition `decide` gets the last 100 rounds at most, oldest first, each with the strategy's own bet on it if it made one;
 * it returns a ladder and the step to bet next, or null for no bet
 * @returns the module's default export
 * @throws {TypeError} when `decide` is not a function
 * @example One unit at 2.00x after every round below 1.50x
 * ```ts
 * import assert from "node:assert/strict";
 * import { defineStrategy } from "@aviator/sdk";
 *
 * const plugin = defineStrategy({
 *   decide(history, { stakeMinMinor }) {
 *     const last = history.at(-1);
 *     if (!last || last.multiplier >= 150) return null;
 *     return { betAmounts: [stakeMinMinor], autoStops: [200], currentIndex: 0 };
 *   },
 * });
 * const context = { table: "soccer", nowMs: 0, stakeMinMinor: 1000, stakeMaxMinor: 100_000, config: {} };
 * const round = { roundId: 1, multiplier: 120, endedAtMs: 0, bet: null };
 * assert.deepEqual(plugin.decide([round], context), { betAmounts: [1000], autoStops: [200], currentIndex: 0 });
 * assert.equal(plugin.decide([{ ...round, multiplier: 150 }], context), null);
 * ```
 */
export function defineStrategy(definition: Omit<StrategyDefinition, "kind">): StrategyDefinition {
  requireFunction(definition.decide, "decide");
  return { kind: "strategy", decide: definition.decide };
}

/**
 * The bookmaker of a manifest without `entry`: reads the table by its description alone.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { declaredTable } from "@aviator/sdk";
 *
 * assert.equal(declaredTable.kind, "bookmaker");
 * ```
 */
export const declaredTable: BookmakerDefinition = /* @__PURE__ */ defineBookmaker({
  create: ({ name, table, phaseModel }) => new TableReader(table, name, { phaseModel }),
});

function requireFunction(value: unknown, name: string): void {
  if (typeof value !== "function") throw new TypeError(`Cannot define a plugin: ${name} is ${typeof value}`);
}
