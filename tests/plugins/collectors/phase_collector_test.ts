/** The phase collector in a real cell. */
import assert from "node:assert/strict";
import { PluginWorkshop } from "../../core/cells/plugin_fixture.ts";

Deno.test("phase-collector writes one row for each phase change", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.startBundled("collectors/phase-collector");
  const change = { table: "soccer", from: "waiting", to: "flying", atMs: 5000, roundId: 7 } as const;
  cell.plugin.deliver([{ seq: 1, topic: "phase", change }, {
    seq: 2,
    topic: "phase",
    change: { ...change, roundId: null },
  }]);
  await cell.until(() => cell.rows.length === 2);
  assert.deepEqual(cell.rows, [
    { seq: 1, row: { kind: "phase", ...change } },
    { seq: 2, row: { kind: "phase", ...change, roundId: null } },
  ]);
});
