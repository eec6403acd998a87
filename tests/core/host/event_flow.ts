/** Ten thousand events a second from many tables through the bus to six collectors in real cells, and what became of them. */
import { EventBus } from "../../../core/host/event_bus.ts";
import { makeReading, type PluginWorkshop, type RecordedCell } from "../cells/plugin_fixture.ts";

export const EVENTS_PER_SECOND = 10_000;
const CELLS = 6, TABLES = 250;
const STEP_MS = 5;
const DRAIN_MS_MAX = 30_000;

/** Counts what it is told, and what comes in another order than it happened in its table; says so at the end. */
const COLLECTOR = `import { defineCollector } from "@aviator/sdk";
const last = new Map();
let rounds = 0, readings = 0, disorder = 0;
function note(table, at) {
  if ((last.get(table) ?? -1) >= at) disorder += 1;
  last.set(table, at);
}
export default defineCollector({ create: () => ({
  onReading: (reading) => { readings += 1; note(reading.table, reading.takenAtMs); },
  onRound: (round) => { rounds += 1; note(round.table, round.endedAtMs); },
  onHealth: () => console.log(JSON.stringify({ rounds, readings, disorder })),
}) });\n`;

/** One collector's part. */
export interface CellFlow {
  rounds: number;
  readings: number;
  coalesced: number;
  dropped: number;
  /** events that came before one that had happened earlier in their table */
  disorder: number;
}

export interface Flow {
  perSecond: number;
  rounds: number;
  readings: number;
  /** most events that waited for any collector, in each tenth of the run */
  waiting: number[];
  /** milliseconds from the last event to the last answer */
  drainMs: number;
  cells: CellFlow[];
}

/** Lets events flow for so long. */
export async function runFlow(workshop: PluginWorkshop, seconds: number): Promise<Flow> {
  const starts = Array.from(
    { length: CELLS },
    (_, number) => workshop.start({ kind: "collector", name: `flow-${number}`, source: COLLECTOR }, { timings: {} }),
  );
  const cells = await Promise.all(starts);
  await using _ended = { [Symbol.asyncDispose]: () => endAll(cells) };
  let seq = 0;
  const bus = new EventBus({
    sinks: cells.map(({ plugin }) => plugin),
    nextNumber: () => seq += 1,
    nowMs: () => performance.now(),
  });
  const { waiting, perSecond } = await pump(bus, { cells, seconds });
  const endedAtMs = performance.now();
  while (performance.now() - endedAtMs < DRAIN_MS_MAX && waitingOf(cells) > 0) await nextTurn(1);
  const drainMs = performance.now() - endedAtMs;
  const health = { atMs: 0, ok: true, problems: [], lateTicks: 0, queuedRows: 0, coreRssBytes: 0 };
  bus.publish("host", [{ topic: "health", health }]);
  const told = await Promise.all(cells.map(countsOf));
  const { round: { published: rounds }, reading: { published: readings } } = bus.counts;
  return { perSecond, rounds, readings, waiting, drainMs, cells: told };
}

async function pump(bus: EventBus, { cells, seconds }: { cells: RecordedCell[]; seconds: number }) {
  const total = seconds * EVENTS_PER_SECOND, waiting: number[] = Array(10).fill(0);
  const startMs = performance.now();
  let sent = 0;
  while (sent < total) {
    const due = Math.min(total, Math.ceil((performance.now() - startMs) * EVENTS_PER_SECOND / 1000));
    for (; sent < due; sent++) publish(bus, sent);
    const tenth = Math.min(9, Math.floor(sent * 10 / total));
    waiting[tenth] = Math.max(waiting[tenth], waitingOf(cells));
    await nextTurn(STEP_MS);
  }
  return { waiting, perSecond: Math.round(sent / (performance.now() - startMs) * 1000) };
}

/** Readings and rounds in turns, the tables one after the other: 20 of each a second and table, as their rates allow. */
function publish(bus: EventBus, number: number): void {
  const table = `table-${Math.floor(number / 2) % TABLES}`;
  if (number % 2 === 0) {
    const reading = { ...makeReading({ table, score: 1234 }), takenAtMs: number };
    return bus.publish(table, [{ topic: "reading", reading, roundId: 7 }]);
  }
  const times = { startedAtMs: 0, endedAtMs: number, players: 4, playersMoneyMinor: 5000 };
  bus.publish(table, [{ topic: "round", round: { id: number, table, multiplier: 345, ...times } }]);
}

function waitingOf(cells: RecordedCell[]): number {
  return Math.max(...cells.map(({ plugin }) => plugin.queue.waiting));
}

async function countsOf(cell: RecordedCell): Promise<CellFlow> {
  await cell.until(() => cell.logs.length > 0);
  const { reading, round } = cell.plugin.queue.topics;
  const told = JSON.parse(cell.logs[0].slice("info ".length));
  return { ...told, coalesced: reading.coalesced, dropped: reading.dropped + round.dropped };
}

async function endAll(cells: RecordedCell[]): Promise<void> {
  await Promise.all(cells.map((cell) => cell[Symbol.asyncDispose]()));
}

function nextTurn(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
