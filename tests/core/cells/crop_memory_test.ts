/** No change of a table's pixels is lost on its way to the plugin. */
import assert from "node:assert/strict";
import { CropMemory } from "../../../core/cells/crop_memory.ts";
import type { Region } from "../../../core/protocol/reading.ts";

function crops(...entries: [Region, number][]) {
  return new Map(
    entries.map(([region, value]) => [region, { width: 1, height: 1, data: new Uint8Array(4).fill(value) }]),
  );
}

function seen(memory: CropMemory): [Region, number][] {
  return [...memory.take()].map(([region, { data }]) => [region, data[0]]);
}

Deno.test("CropMemory hands out each change once, as it was when it came", () => {
  const memory = new CropMemory();
  const frame = crops(["score", 1], ["phase", 2]);
  memory.keep(frame);
  frame.get("score")!.data.fill(9);
  assert.deepEqual(seen(memory), [["score", 1], ["phase", 2]]);
  assert.deepEqual(seen(memory), []);
});

Deno.test("CropMemory adds what a failed frame could not deliver to the next", () => {
  const memory = new CropMemory();
  memory.keep(crops(["score", 1], ["phase", 2]));
  memory.giveBack(memory.take().keys());
  memory.keep(crops(["score", 3]));
  assert.deepEqual(seen(memory), [["score", 3], ["phase", 2]]);
});

Deno.test("CropMemory hands out everything again to a new worker", () => {
  const memory = new CropMemory();
  memory.keep(crops(["score", 1]));
  memory.take();
  memory.forgetSeen();
  assert.deepEqual(seen(memory), [["score", 1]]);
});
