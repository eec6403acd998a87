/**
 * Promise: an answer of a plugin in its cell takes at most half as long as a round trip over Python's `multiprocessing.Queue`,
 * and a collector deals with at least three times as many events a second.
 *
 * `deno run -A tests/bench/cell_bench.ts [--peers DIR]`; the peer is `queue_rtt.py` in that folder or in `AVIATOR_PEERS`.
 */
import { deepEqual, equal } from "node:assert/strict";
import { parseArgs } from "node:util";
import type { CollectorEvent } from "../../core/protocol/cell_messages.ts";
import { PluginWorkshop, question, RecordedCell, roundEvent } from "../core/cells/plugin_fixture.ts";
import { tellFigure } from "./figures.ts";
import { program } from "../e2e/programs.ts";

const ROUND_TRIPS = 3000, EVENTS = 40_000, TURNS = 3, WARM_UP_TURNS = 5;
const ROUND_TRIP_RATIO_MAX = 1 / 2, RATE_RATIO_MIN = 3;
/** No hurry: a busy machine is not to end the cell. */
const PATIENT = { timings: {} };

const STRATEGY = `import { defineStrategy } from "@aviator/sdk";
export default defineStrategy({
  decide: (history) => ({ betAmounts: [history.length], autoStops: [200], currentIndex: 0 }),
});\n`;
const COLLECTOR = `import { defineCollector } from "@aviator/sdk";
let rounds = 0;
export default defineCollector({
  create: () => ({ onRound: (round) => ++rounds % ${EVENTS} === 0 ? [{ kind: "round", ...round }] : [] }),
});\n`;

/** Median of one question and its answer, microseconds. */
async function roundTripMicros(cell: RecordedCell): Promise<number> {
  const round = { roundId: 123, multiplier: 345, endedAtMs: 1_700_000_000_000, bet: null };
  const asked = { ...question(), nowMs: 1_700_000_000_000, history: [round] };
  const micros: number[] = [];
  for (let trip = 0; trip < ROUND_TRIPS; trip++) {
    const startMs = performance.now();
    const decision = await cell.plugin.decide(asked);
    micros.push((performance.now() - startMs) * 1000);
    if (trip === 0) deepEqual(decision, { betAmounts: [1], autoStops: [200], currentIndex: 0 });
  }
  return median(micros);
}

/** Events a second that a collector deals with, from the first given to the last acknowledged. */
async function eventsPerSecond(cell: RecordedCell, firstSeq: number): Promise<number> {
  const events: CollectorEvent[] = Array.from({ length: EVENTS }, (_, index) => roundEvent(firstSeq + index));
  const rowsBefore = cell.rows.length;
  const startMs = performance.now();
  cell.plugin.deliver(events);
  await cell.until(() => cell.rows.length > rowsBefore);
  const rate = EVENTS / (performance.now() - startMs) * 1000;
  equal(cell.rows.at(-1)?.seq, firstSeq + EVENTS - 1, "the row belongs to the last event");
  return rate;
}

interface Peer {
  micros: number;
  perSecond: number;
}

async function measurePeer(peers: string): Promise<Peer> {
  const args = [`${peers}/queue_rtt.py`, "--round-trips", String(ROUND_TRIPS), "--messages", String(EVENTS)];
  const { success, stdout, stderr } = await new Deno.Command(program("python3"), { args }).output();
  const text = new TextDecoder();
  equal(success, true, text.decode(stderr));
  const result = JSON.parse(text.decode(stdout));
  return { micros: result.roundTripUs.p50, perSecond: result.oneWayPerSecond };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

const { values: { peers } } = parseArgs({
  options: { peers: { type: "string", default: Deno.env.get("AVIATOR_PEERS") } },
});
await using workshop = new PluginWorkshop();
await using strategy = await workshop.start({ kind: "strategy", name: "asked", source: STRATEGY }, PATIENT);
await using collector = await workshop.start({ kind: "collector", name: "told", source: COLLECTOR }, PATIENT);
// Both sides are compiled only after some thousand calls; a program that runs for hours is.
for (let turn = 0; turn < WARM_UP_TURNS; turn++) await roundTripMicros(strategy);
await eventsPerSecond(collector, 0);
const micros: number[] = [], rates: number[] = [], theirs: Peer[] = [];
// In turns: what else the machine does meets both.
for (let turn = 1; turn <= TURNS; turn++) {
  micros.push(await roundTripMicros(strategy));
  rates.push(await eventsPerSecond(collector, turn * EVENTS));
  if (peers) theirs.push(await measurePeer(peers));
}
const tripRatio = peers ? median(micros) / median(theirs.map((peer) => peer.micros)) : null;
const rateRatio = peers ? median(rates) / median(theirs.map((peer) => peer.perSecond)) : null;
console.log(JSON.stringify({
  bench: "cell",
  roundTripMicros: Number(median(micros).toFixed(1)),
  eventsPerSecond: Math.round(median(rates)),
  roundTripRatio: tripRatio && Number(tripRatio.toFixed(2)),
  roundTripGoal: ROUND_TRIP_RATIO_MAX,
  rateRatio: rateRatio && Number(rateRatio.toFixed(2)),
  rateGoal: RATE_RATIO_MIN,
}));
const beside = "multiprocessing.Queue";
const bound = "a question crosses three threads each way, the core's, the cell's and the plugin's worker, which has " +
  "other permissions than its cell; each hand-over waits for its turn on the processor";
if (tripRatio !== null) {
  const step = "core and plugin, a question and its answer";
  tellFigure({ step, value: tripRatio, unit: "ratio", atMost: ROUND_TRIP_RATIO_MAX, beside, bound });
}
if (rateRatio !== null) {
  tellFigure({ step: "events to a plugin", value: rateRatio, unit: "ratio", atLeast: RATE_RATIO_MIN, beside });
}
