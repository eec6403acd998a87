/**
 * Promise: 10,000 events a second go through the bus to six collectors in their cells for ten seconds, all of them in
 * order, and no queue grows.
 *
 * `deno run -A tests/bench/event_bench.ts [--seconds N]`
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { parseArgs } from "node:util";
import { PluginWorkshop } from "../core/cells/plugin_fixture.ts";
import { tellFigure } from "./figures.ts";
import { EVENTS_PER_SECOND, runFlow } from "../core/host/event_flow.ts";

const OLD_EVENTS_PER_SECOND = 1_000;
const { values } = parseArgs({ options: { seconds: { type: "string", default: "10" }, peers: { type: "string" } } });
await using workshop = new PluginWorkshop();
const flow = await runFlow(workshop, Number(values.seconds));
const lost = flow.cells.map(({ coalesced, dropped, disorder }) => coalesced + dropped + disorder);
const half = flow.waiting.length / 2;
const [early, late] = [flow.waiting.slice(0, half), flow.waiting.slice(half)].map((peaks) => Math.max(...peaks));
console.log(JSON.stringify({
  ...{ bench: "event", eventsPerSecond: flow.perSecond, deliveriesPerSecond: flow.perSecond * flow.cells.length },
  ...{ peakWaiting: flow.waiting, drainMs: Math.round(flow.drainMs), lost },
}));
deepEqual(lost, flow.cells.map(() => 0));
for (const { rounds, readings } of flow.cells) equal(rounds + readings, flow.rounds + flow.readings);
ok(late <= Math.max(2 * early, EVENTS_PER_SECOND / 10), `the queue grows: ${early} waited at most, then ${late}`);
tellFigure({
  ...{ step: "events through the bus to six collectors", value: flow.perSecond, unit: "events/s" },
  ...{ atLeast: EVENTS_PER_SECOND * 0.99, beside: `ten times the old system's ${OLD_EVENTS_PER_SECOND}` },
});
console.log(`event: ${late} events waited at most in the second half, ${early} in the first`);
