/** Runs: what is taken out of two pictures makes the second of the first, and nothing else is applied. */
import { deepEqual, equal, throws } from "node:assert/strict";
import { applyRuns, pixelsOf, RunBuffer, takeRuns } from "../../../core/recording/pixel_runs.ts";
import { Random } from "../../../core/simulator/random.ts";

Deno.test("takeRuns() gives runs that applyRuns() makes the second picture of, whatever changed", () => {
  const random = new Random("runs");
  for (let round = 0; round < 300; round++) {
    const size = random.between(1, 50);
    const before = Uint32Array.from({ length: size }, () => random.between(0, 2));
    const after = before.map((value) => random.between(0, 3) === 0 ? random.uint32() : value);
    const kept = before.slice(), buffer = new RunBuffer();
    const changed = takeRuns(kept, after, buffer);
    equal(changed, before.some((value, index) => value !== after[index]));
    deepEqual(kept, after);
    const played = before.slice();
    applyRuns(played, buffer.taken());
    deepEqual(played, after);
  }
});

Deno.test("takeRuns() takes one run of all that changed side by side, and none of what did not", () => {
  const buffer = new RunBuffer();
  takeRuns(Uint32Array.of(1, 2, 3, 4, 5), Uint32Array.of(1, 7, 8, 4, 9), buffer);
  deepEqual([...buffer.taken()], [1, 2, 7, 8, 1, 1, 9]);
  buffer.clear();
  equal(takeRuns(Uint32Array.of(1), Uint32Array.of(1), buffer), false);
  equal(buffer.length, 0);
});

Deno.test("RunBuffer keeps what it holds when it grows", () => {
  const buffer = new RunBuffer();
  takeRuns(new Uint32Array(3), Uint32Array.of(5, 6, 7), buffer);
  buffer.reserve(1_000_000);
  deepEqual([...buffer.taken()], [0, 3, 5, 6, 7]);
});

Deno.test("applyRuns() refuses runs that reach outside the picture or their own end", () => {
  for (const runs of [[0, 4, 1, 1, 1, 1], [3, 1, 9], [0, 2, 1], [0, 0], [4_294_967_295, 1, 1], [1]]) {
    throws(() => applyRuns(new Uint32Array(3), Uint32Array.from(runs)), { code: "storage" }, String(runs));
  }
});

Deno.test("pixelsOf() gives the same pixels when the bytes do not lie aligned", () => {
  const bytes = Uint8Array.of(9, 1, 2, 3, 4, 5, 6, 7, 8);
  deepEqual(pixelsOf(bytes.subarray(1)), pixelsOf(bytes.slice(1)));
});
