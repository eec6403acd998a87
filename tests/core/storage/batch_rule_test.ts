/** The batch rule and the buffer's marks, at their numbers. */
import { deepEqual } from "node:assert/strict";
import { bufferLevel, flushMs, flushRows } from "../../../core/storage/batch_rule.ts";

Deno.test("flushRows() is ten rows a table, ten at least and a hundred at most", () => {
  deepEqual([0, 1, 2, 5, 10, 11, 40].map(flushRows), [10, 10, 20, 50, 100, 100, 100]);
});

Deno.test("flushMs() is 3 s less 0.3 s a table, half a second at least", () => {
  deepEqual([0, 1, 4, 8, 9, 40].map(flushMs), [3000, 2700, 1800, 600, 500, 500]);
});

Deno.test("bufferLevel() changes at 5,000 and 8,000 rows", () => {
  deepEqual([0, 4999, 5000, 7999, 8000, 10_000].map(bufferLevel), [
    "normal",
    "normal",
    "warning",
    "warning",
    "critical",
    "critical",
  ]);
});
