/** The comparison that a soak is judged by: it must see what was lost, doubled or made up, and nothing else. */
import { deepEqual } from "node:assert/strict";
import { compareFinals } from "./soak_truth.ts";

const DRAWN = [129, 124, 100, 1062, 135, 205, 100, 116, 100, 205, 106];

Deno.test("compareFinals() finds nothing when all from the first one in sight on are stored", () => {
  deepEqual(compareFinals(DRAWN.slice(2, 9), DRAWN), { lost: 0, invented: 0 });
  deepEqual(compareFinals([], DRAWN), { lost: 0, invented: 0 });
});

Deno.test("compareFinals() counts rounds that are missing between stored ones", () => {
  deepEqual(compareFinals(DRAWN.filter((_, at) => at !== 3 && at !== 4), DRAWN), { lost: 2, invented: 0 });
});

Deno.test("compareFinals() counts a round that is stored twice or never was, and goes on behind it", () => {
  deepEqual(compareFinals([129, 124, 100, 100, 1062, 135, 205], DRAWN), { lost: 0, invented: 1 });
  deepEqual(compareFinals([129, 777, 124, 100, 1062], DRAWN), { lost: 0, invented: 1 });
});
