/** A table's own rate: learnt from its flights whatever it is, and not from a few misread scores. */
import { equal, ok } from "node:assert/strict";
import { scoreAt } from "../../../core/tables/flight_curve.ts";
import { fitGrowth, GROWTH_PER_SECOND, GrowthRate } from "../../../core/tables/growth_rate.ts";

/** A flight's frames, five a second. */
function flight(perSecond: number, seconds: number) {
  return Array.from({ length: seconds * 5 }, (_, index) => ({
    atMs: 1_000 + index * 200,
    hundredths: scoreAt(1_000, 1_000 + index * 200, { perSecond }),
  }));
}

Deno.test("fitGrowth() finds rate and take-off of any flight to one in a hundred, a quarter of its scores misread", () => {
  for (const perSecond of [0.03, 0.06, 0.1, 0.2]) {
    const points = flight(perSecond, 12);
    points.forEach((point, index) => {
      if (index % 4 === 2) point.hundredths *= 10;
    });
    const fit = fitGrowth(points)!;
    ok(Math.abs(fit.perSecond / perSecond - 1) < 0.01, `${perSecond}: ${fit.perSecond}`);
    ok(Math.abs(fit.takenOffMs - 1_000) < 120, `${perSecond}: ${fit.takenOffMs}`);
  }
});

Deno.test("fitGrowth() gives nothing of two points, a standing score or an impossible rate", () => {
  equal(fitGrowth(flight(0.06, 12).slice(0, 2)), null);
  equal(fitGrowth(flight(0.06, 4).map((point) => ({ ...point, hundredths: 150 }))), null);
  equal(fitGrowth(flight(0.6, 12)), null);
});

Deno.test("GrowthRate has the usual rate until flights have shown another, and then that one", () => {
  const rate = new GrowthRate();
  equal(rate.perSecond, GROWTH_PER_SECOND);
  equal(rate.known, false);
  rate.learn(flight(0.1, 2));
  equal(rate.perSecond, GROWTH_PER_SECOND, "too short to tell");
  rate.learn(flight(0.1, 10));
  ok(Math.abs(rate.perSecond - 0.1) < 0.002, `${rate.perSecond}`);
  equal(rate.known, true);
  for (let index = 0; index < 3; index++) rate.learn(flight(0.1, 10));
  rate.learn(flight(0.15, 8));
  ok(Math.abs(rate.perSecond - 0.1) < 0.002, "one flight does not overrule four");
});

Deno.test("GrowthRate learns from scattered scores nothing", () => {
  const rate = new GrowthRate();
  rate.learn(flight(0.1, 10).map((point, index) => ({ ...point, atMs: point.atMs + (index * 977) % 1_400 })));
  equal(rate.known, false);
});

Deno.test("GrowthRate takes its rate over a restart from stored rounds, not from those of the history strip", () => {
  const round = (source: "seen" | "history") => ({
    ...{ id: 1, table: "t", startedAtMs: 0, endedAtMs: Math.round(Math.log(3) / 0.1 * 1000), multiplier: 300 },
    ...{ players: null, playersMoneyMinor: null, source },
  });
  const rate = new GrowthRate();
  rate.restore([round("history"), round("history")]);
  equal(rate.known, false);
  rate.restore([round("seen")]);
  ok(Math.abs(rate.perSecond - 0.1) < 0.001);
});
