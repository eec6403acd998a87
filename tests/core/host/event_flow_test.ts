/** Ten thousand events a second to six cells for a second; `AVIATOR_FLOW_SECONDS=10` lets them flow longer. */
import assert from "node:assert/strict";
import { PluginWorkshop } from "../cells/plugin_fixture.ts";
import { EVENTS_PER_SECOND, runFlow } from "./event_flow.ts";

const SECONDS = Number(Deno.env.get("AVIATOR_FLOW_SECONDS") ?? 1);

Deno.test("EventBus carries ten thousand events a second to six cells in order and loses no round", async () => {
  await using workshop = new PluginWorkshop();
  const flow = await runFlow(workshop, SECONDS);
  assert.equal(flow.rounds, SECONDS * EVENTS_PER_SECOND / 2);
  for (const { rounds, readings, coalesced, dropped, disorder } of flow.cells) {
    assert.deepEqual([rounds, disorder, dropped], [flow.rounds, 0, 0]);
    assert.equal(readings + coalesced, flow.readings, "each reading is told or replaced by a newer one");
  }
});
