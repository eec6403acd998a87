import { equal } from "node:assert/strict";
import { isEnough, OVERLOOKED_CHANCE, verdictBy } from "../../../core/research/verdict_rule.ts";

const NONE = { edge: 0, noEdge: 0, beatsLaw: false };

Deno.test("verdictBy() says edge from the very evidence on that the try's chance asks for", () => {
  const edge = -Math.log(0.005);
  equal(verdictBy({ ...NONE, edge }, 0.005), "edge");
  equal(verdictBy({ ...NONE, edge: edge - 1e-9 }, 0.005), "undecided");
  equal(verdictBy({ ...NONE, edge: 1e9 }, 0), "undecided", "a try without a chance shows nothing");
});

Deno.test("verdictBy() says no edge when that is ruled out, unless what came does better than the law, and edge before it", () => {
  const noEdge = -Math.log(OVERLOOKED_CHANCE);
  equal(verdictBy({ ...NONE, noEdge }, 0.005), "no edge");
  equal(verdictBy({ ...NONE, noEdge: noEdge - 1e-9 }, 0.005), "undecided");
  equal(verdictBy({ ...NONE, noEdge, beatsLaw: true }, 0.005), "undecided");
  equal(verdictBy({ edge: 100, noEdge, beatsLaw: false }, 0.005), "edge");
  equal(isEnough(noEdge), true);
  equal(isEnough(noEdge - 1e-9), false);
});
