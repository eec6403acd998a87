/** What is measured of modules: quantiles against sorted calls, bounds, minutes, and days of them. */
import assert from "node:assert/strict";
import { LatencyHistogram } from "../../../core/ops/latency_histogram.ts";
import { Measures, MODULES_MAX, OTHER_MODULES } from "../../../core/ops/measures.ts";
import { MinuteLog } from "../../../core/ops/minute_log.ts";
import { MINUTES_KEPT, SERIES_MAX } from "../../../core/protocol/performance.ts";
import { Random } from "../../../core/simulator/random.ts";

function uniform(seed: number): () => number {
  const random = new Random(String(seed));
  return () => random.uint32() / 2 ** 32;
}

Deno.test("LatencyHistogram.quantile() is within 5 % of the sorted calls' when they spread over six powers of ten", () => {
  const random = uniform(11);
  const calls = Array.from({ length: 20_000 }, () => 10 ** (6 * random() - 2)).sort((a, b) => a - b);
  const histogram = new LatencyHistogram();
  for (const ms of calls) histogram.add(ms);
  for (const share of [0.01, 0.5, 0.95, 0.99, 1]) {
    const truth = calls[Math.ceil(share * calls.length) - 1], found = histogram.quantile(share)!;
    assert.ok(Math.abs(found / truth - 1) < 0.05, `${share}: ${found}, not ${truth}`);
  }
});

Deno.test("LatencyHistogram.add() leaves out what is no time, and has no quantile of nothing", () => {
  const histogram = new LatencyHistogram();
  for (const ms of [NaN, -1]) histogram.add(ms);
  assert.deepEqual([histogram.count, histogram.quantile(0.5)], [0, null]);
  for (const ms of [0, 1e12]) histogram.add(ms);
  assert.deepEqual([histogram.count, histogram.quantile(1)! > 1e6], [2, true]);
});

Deno.test("Measures.timed() notes a call that fails and hands its failure on", async () => {
  const measures = new Measures();
  await assert.rejects(measures.timed("disk", () => Promise.reject(new Error("full")), { isWait: true }), /full/);
  measures.note("disk", { ms: 4, isWait: true });
  const { calls, failures, ioWaitMs, totalMs } = measures.figures().disk;
  assert.deepEqual([calls, failures, ioWaitMs === totalMs], [2, 1, true]);
});

Deno.test("Measures.takeMinute() tells the minute's means once", () => {
  const measures = new Measures();
  for (const ms of [1, 3]) measures.note("server", { ms });
  assert.deepEqual([...measures.takeMinute()], [["server", 2]]);
  assert.deepEqual([...measures.takeMinute()], []);
});

Deno.test("Measures.note() counts modules past its limit together", () => {
  const measures = new Measures();
  for (let module = 0; module <= MODULES_MAX + 9; module += 1) measures.note(`plugin ${module}`, { ms: 1 });
  const figures = measures.figures();
  assert.deepEqual([Object.keys(figures).length, figures[OTHER_MODULES].calls], [MODULES_MAX + 1, 10]);
});

Deno.test("MinuteLog.add() keeps a day, fills holes with null, and lets go of names that a day has not seen", () => {
  const log = new MinuteLog();
  log.add(0, new Map([["old", 1]]));
  for (let minute = 1; minute <= MINUTES_KEPT; minute += 1) log.add(minute, new Map([["new", minute + 0.123456]]));
  const { atMs, values } = log.series();
  assert.deepEqual([atMs.length, atMs[0], Object.keys(values)], [MINUTES_KEPT, 1, ["new"]]);
  assert.equal(values.new.at(-1), 1440);
  const again = new MinuteLog(log.series());
  again.add(9_999, new Map([["late", 2]]));
  assert.deepEqual(again.series().values.late.slice(-2), [null, 2]);
  assert.equal(again.series().values.new.at(-1), null);
});

Deno.test("MinuteLog.add() takes no more names than its limit", () => {
  const log = new MinuteLog();
  log.add(1, new Map(Array.from({ length: SERIES_MAX + 5 }, (_, name) => [`series ${name}`, 1])));
  assert.equal(Object.keys(log.series().values).length, SERIES_MAX);
});
