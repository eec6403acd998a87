/** A core in miniature: starts the cell whose bundle is named, tells its process's id, and waits to be killed. */
import { Cell } from "../../../core/cells/cell.ts";

const [bundleFile, spin] = Deno.args;
const cell = await Cell.spawn({ grant: { bundleFile }, onMessage: () => tell(), onNoise: () => {} });
cell.send({ type: "init", plugin: "tested", kind: "strategy", config: {}, table: null });

function tell(): void {
  if (spin === "spin") {
    const question = { table: "spin", nowMs: 0, stakeMinMinor: 1, stakeMaxMinor: 2, history: [] };
    cell.request({ type: "decide", ...question }, { deadlineMs: 60_000 }).catch(() => {});
  }
  console.log(cell.pid);
}
