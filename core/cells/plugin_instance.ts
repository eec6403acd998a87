/** One plugin's definition at work: turns each message of the core into a call, and what comes back into an answer. Runs in the worker. */
import type { CellMessage, CollectorEvent, HostMessage } from "../protocol/cell_messages.ts";
import type { Picture } from "../protocol/picture.ts";
import type { Region } from "../protocol/reading.ts";
import type { Topic } from "../protocol/topics.ts";
import { chosenStake, outsideTable } from "../betting/bet_rules.ts";
import { probeProgression } from "../research/probe_progression.ts";
import type { NextStep } from "../research/progression.ts";
import { StrategyPlay } from "../betting/strategy_play.ts";
import { playedMessage, unpackRounds } from "./play_wire.ts";
import type { BookmakerDefinition, Collector, CollectorDefinition, Fetch, StrategyDefinition } from "../sdk/sdk.ts";

type InitMessage = Extract<HostMessage, { type: "init" }>;
type FrameMessage = Extract<HostMessage, { type: "frame" }>;
type EventsMessage = Extract<HostMessage, { type: "events" }>;
type DecideMessage = Extract<HostMessage, { type: "decide" }>;
type ProbeMessage = Extract<HostMessage, { type: "probe" }>;
type PlayMessage = Extract<HostMessage, { type: "play" }>;

/** Answers what its kind of plugin is sent. */
export interface PluginInstance {
  (message: HostMessage, bytes: Uint8Array): Promise<CellMessage[]>;
  /** what a collector wants to be told, by the handlers that it has when it starts */
  interest?: { topics: Topic[]; tables: string[] | null };
}

const HANDLERS = {
  bet: "onBet",
  alarm: "onAlarm",
  round: "onRound",
  phase: "onPhase",
  health: "onHealth",
  reading: "onReading",
  sample: "onSample",
} as const satisfies Record<Topic, keyof Collector>;

/** Rows in one message, but for the last event's. */
const ROWS_PER_MESSAGE = 500;

/**
 * Starts a plugin's definition.
 *
 * @throws {TypeError} when the module's default export is not of the kind that its manifest says
 */
export function createInstance(
  definition: unknown,
  { init, fetch }: { init: InitMessage; fetch: Fetch },
): PluginInstance {
  const found = (definition as { kind?: unknown } | null | undefined)?.kind;
  if (found !== init.kind) {
    throw new TypeError(`Cannot start ${init.plugin}: its default export is ${found ?? "none"}, not a ${init.kind}`);
  }
  if (init.kind === "bookmaker") return bookmaker(definition as BookmakerDefinition, init);
  if (init.kind === "collector") return collector(definition as CollectorDefinition, { config: init.config, fetch });
  return strategy(definition as StrategyDefinition, init);
}

function bookmaker(definition: BookmakerDefinition, init: InitMessage): PluginInstance {
  const create = (config: Record<string, unknown>) =>
    definition.create({ name: init.plugin, table: init.table!, config, phaseModel: init.phaseModel });
  let reader = create(init.config);
  return async (message, bytes) => {
    if (message.type === "configure") reader = create(message.config);
    if (message.type !== "frame") return [];
    const { id, tick, takenAtMs } = message;
    const reading = await reader.read({ tick, takenAtMs, crops: cutCrops(message, bytes) });
    return [{ type: "reading", id, reading }];
  };
}

function collector(
  definition: CollectorDefinition,
  { config, fetch }: { config: Record<string, unknown>; fetch: Fetch },
): PluginInstance {
  let instance = definition.create({ config, fetch });
  const answer: PluginInstance = async (message) => {
    if (message.type === "configure") instance = definition.create({ config: message.config, fetch });
    return message.type === "events" ? await collect(instance, message) : [];
  };
  answer.interest = interestOf(instance);
  return answer;
}

function interestOf(instance: Collector): { topics: Topic[]; tables: string[] | null } {
  const topics = (Object.keys(HANDLERS) as Topic[]).filter((topic) => typeof instance[HANDLERS[topic]] === "function");
  return { topics, tables: instance.tables ? [...instance.tables] : null };
}

function strategy(definition: StrategyDefinition, init: InitMessage): PluginInstance {
  let config = freeze(init.config), play: StrategyPlay | null = null;
  return async (message, bytes) => {
    if (message.type === "configure") config = freeze(message.config);
    if (message.type === "play") {
      play = message.fresh || play === null ? startPlay(definition, { message, config }) : play;
      return [playedMessage(message.id, play.play(unpackRounds(bytes, message.rounds)))];
    }
    if (message.type === "probe") return [await probe(definition, message)];
    if (message.type !== "decide") return [];
    const { id, history } = message;
    const inUse = message.config === undefined ? config : freeze(message.config);
    const decision = await definition.decide(freeze(history), { ...contextOf(message), config: inUse });
    return [{ type: "decision", id, decision }];
  };
}

/** A progression that bets each time, for the table's limits; what is more than that is none. */
async function probe(
  definition: StrategyDefinition,
  { id, config: given, ...message }: ProbeMessage,
): Promise<CellMessage> {
  const config = freeze(given);
  let betsAlways = true;
  const { progression } = await probeProgression((history) => {
    const nowMs = history.at(-1)?.endedAtMs ?? 0;
    const decision = definition.decide(freeze(history), { ...contextOf({ ...message, nowMs }), config });
    const stake = chosenStake(decision);
    betsAlways &&= stake !== null && outsideTable(stake, message) === null;
    return Promise.resolve(decision);
  }, { proofRounds: 0 });
  const next = (step: NextStep) => typeof step === "number" ? step : 0;
  const steps = progression?.map(({ stakeMinor, cashOutHundredths, onWin, onLoss }) =>
    [stakeMinor, cashOutHundredths, next(onWin), next(onLoss)] as [number, number, number, number]
  );
  return { type: "probed", id, steps: steps && betsAlways ? steps : null };
}

function startPlay(
  definition: StrategyDefinition,
  { message, config }: { message: PlayMessage; config: Record<string, unknown> },
): StrategyPlay {
  const { table, stakeMinMinor, stakeMaxMinor, bankrollMinor, before } = message;
  const decide = (...asked: Parameters<StrategyDefinition["decide"]>) => definition.decide(...asked);
  return new StrategyPlay({ decide, table, range: { stakeMinMinor, stakeMaxMinor }, config, bankrollMinor, before });
}

/** A strategy that changes what it is given would not be the same in a backtest: it is told at once. */
function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}

function contextOf(message: Omit<DecideMessage, "type" | "id" | "history">) {
  const { table, nowMs, stakeMinMinor, stakeMaxMinor, panel } = message;
  return { table, nowMs, stakeMinMinor, stakeMaxMinor, ...(panel === 2 ? { panel } : {}) };
}

/** An event whose handler throws is reported and done with: else it would come again for ever. */
async function collect(instance: Collector, { events }: EventsMessage): Promise<CellMessage[]> {
  const messages: Extract<CellMessage, { type: "rows" }>[] = [];
  for (const event of events) {
    let message = messages.at(-1);
    if (!message || message.rows.length >= ROWS_PER_MESSAGE) {
      messages.push(message = { type: "rows", upToSeq: event.seq, rows: [] });
    }
    message.upToSeq = event.seq;
    try {
      const rows = rowsOf(instance, event);
      // Most handlers answer at once, and there are many events: a needless wait each would show.
      for (const row of (rows instanceof Promise ? await rows : rows) ?? []) message.rows.push({ seq: event.seq, row });
    } catch (error) {
      console.error(`event ${event.seq} (${event.topic}) failed:`, error);
    }
  }
  return messages;
}

function rowsOf(instance: Collector, event: CollectorEvent) {
  if (event.topic === "reading") return instance.onReading?.(event.reading, { roundId: event.roundId });
  if (event.topic === "phase") return instance.onPhase?.(event.change);
  if (event.topic === "sample") return instance.onSample?.(event.sample);
  if (event.topic === "bet") return instance.onBet?.(event.bet);
  if (event.topic === "alarm") return instance.onAlarm?.(event.alarm);
  if (event.topic === "health") return instance.onHealth?.(event.health);
  return instance.onRound?.(event.round);
}

function cutCrops(message: FrameMessage, bytes: Uint8Array): Map<Region, Picture> {
  let at = 0;
  return new Map(message.crops.map(({ region, width, height }) => {
    const data = bytes.subarray(at, at += 4 * width * height);
    return [region, { width, height, data }];
  }));
}
