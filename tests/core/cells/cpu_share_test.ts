/** Shares of processors, and when they are too much. */
import assert from "node:assert/strict";
import { CPU_OVER_MS_MAX, CpuShare } from "../../../core/cells/cpu_share.ts";
import { PluginWorkshop, QUICK } from "./plugin_fixture.ts";

/** Uses `share` processors from `fromMs` for `ms`; says when that was too much. */
function use(cpu: CpuShare, { share, ms }: { share: number; ms: number }): number | null {
  for (let at = 250; at <= ms; at += 250) if (cpu.isGreedy(at * share, at)) return at;
  return null;
}

Deno.test("CpuShare says that a cell is greedy when it has used more than a plugin can need for too long", () => {
  const cpu = new CpuShare(0);
  const atMs = use(cpu, { share: 2, ms: 60_000 });
  assert.equal(cpu.share, 2);
  assert.ok(atMs !== null && atMs > CPU_OVER_MS_MAX && atMs <= CPU_OVER_MS_MAX + 1000, String(atMs));
});

Deno.test("CpuShare lets a cell keep one processor busy for ever", () => {
  assert.equal(use(new CpuShare(0), { share: 1.4, ms: 600_000 }), null);
});

Deno.test("CpuShare begins anew when a cell was calm in between", () => {
  const cpu = new CpuShare(0);
  let cpuMs = 0;
  for (let second = 1; second <= 100; second++) {
    cpuMs += second % 7 === 0 ? 0 : 2000;
    assert.equal(cpu.isGreedy(cpuMs, second * 1000), false, String(second));
  }
});

Deno.test("PluginCell ends a plugin that keeps more processors busy than one plugin can need", async () => {
  await using workshop = new PluginWorkshop();
  const source =
    `import { defineStrategy } from "@aviator/sdk"; export default defineStrategy({ decide: () => null });`;
  const startMs = performance.now();
  await using cell = await workshop.start({ kind: "strategy", source }, {
    timings: { ...QUICK, cpuOverMsMax: 500, restartDelaysMs: [60_000] },
    usageOf: () => Promise.resolve({ rssBytes: 1, cpuMs: 3 * (performance.now() - startMs) }),
  });
  // It may be ended while it starts.
  await cell.until(() => cell.states.includes("crashed"));
  assert.match(cell.views.find(({ state }) => state === "crashed")!.reason, /it uses \d\.\d processors, 1\.5 at most$/);
});
