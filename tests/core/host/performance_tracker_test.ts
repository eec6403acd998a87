/** The tracker against a real data folder: what it keeps over runs, what it says, and what a full disk does to it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { PerformanceTracker } from "../../../core/host/performance_tracker.ts";
import { Measures } from "../../../core/ops/measures.ts";
import { PERFORMANCE_FILE, readPerformance } from "../../../core/ops/performance_file.ts";
import type { PageChange, PageState } from "../../../core/protocol/page.ts";
import { RUNS_KEPT } from "../../../core/protocol/performance.ts";
import type { Measure } from "../../../core/protocol/rows.ts";
import { GeneratedHost } from "../server/generated_host.ts";
import { bet } from "../storage/fixtures.ts";

class Bench implements Disposable {
  readonly dataDir = Deno.makeTempDirSync({ prefix: "aviator-performance-" });
  readonly host = new GeneratedHost({ rounds: 8 });
  readonly logs: string[] = [];
  readonly measures = new Measures();
  readonly figures: Measure[] = [];
  nowMs = 1_000;

  async open(measures = this.measures): Promise<PerformanceTracker> {
    const tracker = await PerformanceTracker.open({
      ...{ dataDir: this.dataDir, measures, nowMs: () => this.nowMs },
      state: () => this.host.state(),
      figures: () => Promise.resolve(this.figures),
      log: (level, source, message) => this.logs.push(`${level} ${source}: ${message}`),
    });
    tracker.follow((listener) => this.host.subscribe(listener));
    return tracker;
  }

  /** One look at health, with these figures. */
  look(change: Partial<PageState["health"]> = {}): void {
    Object.assign(this.host.stateOf.health, change);
    this.host.tell({ type: "health", health: structuredClone(this.host.stateOf.health) } as PageChange);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.dataDir, { recursive: true });
  }
}

Deno.test("PerformanceTracker gathers processes, writer, arbiter and collectors' own figures by the minute", async () => {
  using bench = new Bench();
  await using tracker = await bench.open();
  const { writer } = bench.host.stateOf.health;
  bench.look({ cpuShare: 0.5, loopGapMs: 7, writer: { ...writer, batches: writer.batches + 4, averageBatchMs: 2 } });
  const placed = bet(1, { state: "placed", placedAtMs: bet(1).requestedAtMs + 180 });
  for (const change of [placed, placed, bet(2, { state: "failed" })]) bench.host.tell({ type: "bet", bet: change });
  bench.figures.push({ id: 1, table: "odds", name: "hit_rate", value: 0.6, atMs: 1 });
  await tracker.endMinute();
  const { runs, minutes } = tracker.view();
  assert.deepEqual([runs[0].modules.arbiter.calls, runs[0].modules.arbiter.maxMs], [2, 180]);
  assert.equal(runs[0].modules.arbiter.failures, 1);
  assert.equal(runs[0].modules.writer.calls, 4);
  const { name } = bench.host.stateOf.plugins.find(({ state }) => state === "running")!;
  assert.ok(runs[0].modules.core.rssBytes! > 0 && runs[0].modules[`plugin ${name}`].rssBytes! > 0);
  const last = (name: string) => minutes.values[name]?.at(-1);
  assert.deepEqual([last("program.cpu"), last("core.gap"), last("odds.hitRate")], [0.5, 7, 0.6]);
  await tracker.endMinute();
  assert.equal(tracker.view().minutes.values["odds.hitRate"].at(-1), null);
});

Deno.test("PerformanceTracker keeps earlier runs and their minutes, and no more runs than it may", async () => {
  using bench = new Bench();
  for (let run = 0; run < RUNS_KEPT + 3; run += 1) {
    bench.nowMs += 60_000;
    await using tracker = await bench.open(new Measures());
    await tracker.endMinute();
  }
  const { runs, minutes } = await readPerformance(bench.dataDir);
  assert.deepEqual([runs.length, minutes.atMs.length], [RUNS_KEPT, RUNS_KEPT + 3]);
  assert.ok(runs[0].startedAtMs > runs[1].startedAtMs);
});

Deno.test("PerformanceTracker says once that a figure is unusual, keeps it, and says when it is over", async () => {
  using bench = new Bench();
  await using tracker = await bench.open();
  const minutes = async (count: number, ms: number) => {
    for (let minute = 0; minute < count; minute += 1) {
      bench.nowMs += 60_000;
      bench.measures.note("server", { ms: ms + minute % 3 / 10 });
      await tracker.endMinute();
    }
  };
  await minutes(65, 2);
  await minutes(6, 20);
  await minutes(6, 2);
  assert.deepEqual(bench.logs, [
    "warning performance: server.meanMs is 20.1, 9.6 times the usual (2.1)",
    "info performance: server.meanMs is as usual again",
  ]);
  assert.deepEqual((await readPerformance(bench.dataDir)).anomalies.map(({ series }) => series), ["server.meanMs"]);
});

Deno.test("PerformanceTracker goes on in memory and says so when its file cannot be written", async () => {
  using bench = new Bench();
  await using tracker = await bench.open();
  await Deno.mkdir(join(bench.dataDir, PERFORMANCE_FILE));
  await tracker.endMinute();
  assert.match(tracker.warnings().join(), /performance\.json cannot be written/);
  await Deno.remove(join(bench.dataDir, PERFORMANCE_FILE));
  await tracker.endMinute();
  assert.deepEqual([tracker.warnings(), tracker.view().minutes.atMs.length], [[], 2]);
});

Deno.test("PerformanceTracker keeps a file aside that it cannot use, and says so", async () => {
  using bench = new Bench();
  await Deno.writeTextFile(join(bench.dataDir, PERFORMANCE_FILE), '{"version":9}');
  await using tracker = await bench.open();
  assert.match(bench.logs.join(), /Cannot use .*performance\.json.*kept as/);
  await tracker.endMinute();
  assert.equal((await readPerformance(bench.dataDir)).runs.length, 1);
});
