/** Which odds are of value: by hand, and of markets whose truth is known. */
import assert from "node:assert/strict";
import { lawModel, thresholdOf } from "../../../core/research/crash_outcomes.ts";
import { type Market, SignalFinder, type SignalRules } from "../../../core/research/signal_finder.ts";

const RULES: SignalRules = { valueMin: 0.03, othersMin: 2, maxAgeMs: 300_000, devig: "multiplicative" };

function market(table: string, odds: Record<string, number>, takenAtMs = 1_000): Market {
  const outcomes = Object.entries(odds).map(([name, one]) => ({ name, oddsThousandths: Math.round(one * 1000) }));
  return { table, event: "Red - Blue", market: "h2h", takenAtMs, outcomes };
}

/** Two bookmakers who both say 50 : 50. */
function evens(finder: SignalFinder): void {
  finder.add(market("first", { Red: 1.9, Blue: 1.9 }));
  finder.add(market("second", { Red: 1.95, Blue: 1.95 }));
}

Deno.test("SignalFinder.add() finds odds above the others' consensus, and says value and stake", () => {
  const finder = new SignalFinder(RULES);
  evens(finder);
  assert.deepEqual(finder.add(market("third", { Red: 2.2, Blue: 1.6 })), [{
    ...{ table: "third", event: "Red - Blue", market: "h2h", selection: "Red", atMs: 1_000, oddsThousandths: 2_200 },
    ...{ probability: 0.5, from: "consensus", value: 0.10000000000000009, kelly: 0.0833333333333334 },
  }]);
});

Deno.test("SignalFinder.add() tells the same odds once, other odds again, and the same again after they were gone", () => {
  const finder = new SignalFinder(RULES);
  evens(finder);
  const found = [2.2, 2.2, 2.3, 1.9, 2.3].map((odds) => finder.add(market("third", { Red: odds, Blue: 1.6 })).length);
  assert.deepEqual(found, [1, 0, 1, 0, 1]);
});

const NOTHING: [why: string, others: Market[], offered: Market][] = [
  ["too few others", [market("first", { Red: 1.9, Blue: 1.9 })], market("third", { Red: 2.2, Blue: 1.6 })],
  [
    "odds that are too old",
    [market("first", { Red: 1.9, Blue: 1.9 }), market("second", { Red: 1.9, Blue: 1.9 }, -300_000)],
    market("third", { Red: 2.2, Blue: 1.6 }),
  ],
  [
    "other outcomes",
    [market("first", { Red: 1.9, Blue: 1.9 }), market("second", { Red: 1.9, Green: 1.9 })],
    market("third", { Red: 2.2, Blue: 1.6 }),
  ],
  [
    "another's margin that is none",
    [market("first", { Red: 1.9, Blue: 1.9 }), market("second", { Red: 2.4, Blue: 2.4 })],
    market("third", { Red: 2.2, Blue: 1.6 }),
  ],
  [
    "value below the least",
    [market("first", { Red: 1.9, Blue: 1.9 }), market("second", { Red: 1.9, Blue: 1.9 })],
    market("third", { Red: 2.05, Blue: 1.6 }),
  ],
  [
    "value too good to be true",
    [market("first", { Red: 1.9, Blue: 1.9 }), market("second", { Red: 1.9, Blue: 1.9 })],
    market("third", { Red: 22, Blue: 1.01 }),
  ],
];

for (const [why, others, offered] of NOTHING) {
  Deno.test(`SignalFinder.add() finds nothing with ${why}`, () => {
    const finder = new SignalFinder(RULES);
    for (const other of others) finder.add(other);
    assert.deepEqual(finder.add(offered), []);
  });
}

Deno.test("SignalFinder.add() finds nothing in a market that is over", () => {
  const finder = new SignalFinder(RULES);
  evens(finder);
  const over = market("third", { Red: 2.2, Blue: 1.6 });
  over.outcomes = over.outcomes.map((outcome) => ({ ...outcome, result: "won" }));
  assert.deepEqual(finder.add(over), []);
});

Deno.test("lawModel() says 0.97 / m for its own tables, so that fair odds of a crash game are never of value", () => {
  const finder = new SignalFinder({ ...RULES, valueMin: 0 }, lawModel(["mozzart"]));
  const crash = (odds: number, selection: string, event = "mozzart"): Market => ({
    ...{ table: "x", event, market: "multiplier", takenAtMs: 1 },
    outcomes: [{ name: selection, oddsThousandths: Math.round(odds * 1000) }],
  });
  assert.deepEqual(finder.add(crash(2, ">= 2.00")), []);
  const [better] = finder.add(crash(2.2, ">= 2.00x"));
  assert.deepEqual([better.from, better.probability, better.value.toFixed(3)], ["law", 0.485, "0.067"]);
  assert.deepEqual(finder.add(crash(2.2, ">= 2.00", "elsewhere")), []);
});

Deno.test("thresholdOf() reads what it knows and nothing else", () => {
  assert.deepEqual([">= 2.00", ">=2.5x", ">= 10"].map(thresholdOf), [200, 250, 1000]);
  assert.deepEqual(["2.00", ">= 1.00", ">= 2.001", "> 2", ">= 1e3", ""].map(thresholdOf), Array(6).fill(null));
});
