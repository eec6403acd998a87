import assert from "node:assert/strict";
import { findProgress } from "../../../core/calibration/find_progress.ts";
import type { PhaseSample } from "../../../core/calibration/learn_phases.ts";
import { copyCrop } from "../../../core/screen/crop.ts";
import { SKINS } from "../../../core/simulator/skins.ts";
import { LoneTable } from "./virtual_tables.ts";

for (const name of ["soccer", "mozzart"] as const) {
  Deno.test(`findProgress() finds the bar of ${name} and which way it goes when it waits`, async () => {
    await using table = new LoneTable(name);
    const { places: { phase, bar }, barDirection } = SKINS[name], samples: PhaseSample[] = [];
    table.until("flying");
    table.until("waiting", 600);
    for (; table.state.phase === "waiting" && samples.length < 6; table.pass(600)) {
      samples.push({ picture: copyCrop(await table.picture(), { rect: phase }), phase: "waiting" });
    }
    const found = findProgress(samples, [phase.x, phase.y, phase.width, phase.height]);
    assert.ok(found);
    assert.equal(found.direction, barDirection);
    const [x, y, width, height] = found.area;
    assert.ok(x >= bar.x && x + width <= bar.x + bar.width && width > 0.4 * bar.width, `${found.area}`);
    assert.ok(y >= bar.y - 1 && y + height <= bar.y + bar.height + 1, `${found.area}`);
  });
}

Deno.test("findProgress() finds none when nothing moves, or when too few moments are known", async () => {
  await using table = new LoneTable("soccer");
  const { places: { phase } } = SKINS.soccer;
  table.until("waiting", 400);
  const picture = copyCrop(await table.picture(), { rect: phase });
  const still = Array.from({ length: 6 }, (): PhaseSample => ({ picture, phase: "waiting" }));
  assert.equal(findProgress(still, [0, 0, phase.width, phase.height]), null);
  assert.equal(findProgress(still.slice(0, 2), [0, 0, phase.width, phase.height]), null);
  assert.equal(findProgress([], [0, 0, 10, 10]), null);
});
