/** The colour collector in a real cell. */
import assert from "node:assert/strict";
import type { ColorSample } from "../../../core/protocol/color_sample.ts";
import { PluginWorkshop } from "../../core/cells/plugin_fixture.ts";

const SAMPLE: ColorSample = {
  table: "soccer",
  takenAtMs: 5000,
  phase: "flying",
  regions: [
    { region: "score", mean: [1, 2, 3], deviation: [0.5, 0, 7.25] },
    { region: "phase", mean: [20, 50, 127.5], deviation: [10, 50, 127.5] },
  ],
};

Deno.test("rgb-collector takes samples and writes one row a region, and another collector takes none", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.startBundled("collectors/rgb-collector");
  await using other = await workshop.startBundled("collectors/phase-collector");
  assert.deepEqual([cell.plugin.takesSamples, other.plugin.takesSamples], [true, false]);
  cell.plugin.deliver([{ seq: 1, topic: "sample", sample: SAMPLE }]);
  await cell.until(() => cell.rows.length === 2);
  const { regions, ...common } = SAMPLE;
  assert.deepEqual(cell.rows, regions.map((region) => ({ seq: 1, row: { kind: "sample", ...common, ...region } })));
});

Deno.test("rgb-collector writes the regions that its settings name when they name some", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.startBundled("collectors/rgb-collector", { config: { regions: ["phase"] } });
  cell.plugin.deliver([{ seq: 1, topic: "sample", sample: SAMPLE }]);
  await cell.until(() => cell.rows.length === 1);
  assert.equal(cell.rows[0].row.kind === "sample" && cell.rows[0].row.region, "phase");
});
