/** The rules of one bet, at their edges. */
import assert from "node:assert/strict";
import { chosenStake, outsideTable, payoutOf, wins, wrongNumbers } from "../../../core/betting/bet_rules.ts";

Deno.test("payoutOf() rounds down and is exact beyond 2^53", () => {
  assert.equal(payoutOf({ stakeMinor: 999, cashOutHundredths: 101 }), 1_008);
  assert.equal(payoutOf({ stakeMinor: 9_007_199_254_740_99, cashOutHundredths: 999 }), 8_998_192_055_486_249);
});

Deno.test("payoutOf() agrees with whole numbers without limit, on both sides of 2^53", () => {
  const stakes = [1, 7, 1000, 99_999, 90_071_992_547_409, 90_071_992_547_410, 2 ** 53 - 1];
  for (const stakeMinor of stakes) {
    for (const cashOutHundredths of [101, 199, 220, 9_999, 100_000_000]) {
      const exact = BigInt(stakeMinor) * BigInt(cashOutHundredths) / 100n;
      assert.equal(payoutOf({ stakeMinor, cashOutHundredths }), Number(exact), `${stakeMinor} at ${cashOutHundredths}`);
    }
  }
});

Deno.test("wins() pays on the very crash point and not one hundredth above it", () => {
  assert.equal(wins(250, { cashOutHundredths: 250 }), true);
  assert.equal(wins(249, { cashOutHundredths: 250 }), false);
});

Deno.test("chosenStake() takes the step that the decision stands on, and none below 0", () => {
  const ladder = { betAmounts: [10, 20], autoStops: [200, 300] };
  assert.deepEqual(chosenStake({ ...ladder, currentIndex: 1 }), { stakeMinor: 20, cashOutHundredths: 300 });
  assert.equal(chosenStake({ ...ladder, currentIndex: -1 }), null);
  assert.equal(chosenStake(null), null);
});

Deno.test("wrongNumbers() and outsideTable() name what is wrong, and take the limits themselves", () => {
  const range = { stakeMinMinor: 100, stakeMaxMinor: 200 };
  for (const stakeMinor of [100, 200]) assert.equal(outsideTable({ stakeMinor }, range), null);
  for (const stakeMinor of [99, 201]) {
    assert.match(outsideTable({ stakeMinor }, range)!, /outside the table's 100 to 200/);
  }
  for (const cashOutHundredths of [101, 100_000_000]) {
    assert.equal(wrongNumbers({ stakeMinor: 1, cashOutHundredths }), null);
  }
  for (const cashOutHundredths of [100, 100_000_001, 150.5, NaN]) {
    assert.match(wrongNumbers({ stakeMinor: 1, cashOutHundredths })!, /cash-out/);
  }
  for (const stakeMinor of [0, -0, -1, 1.5, NaN, 2 ** 53]) {
    assert.match(wrongNumbers({ stakeMinor, cashOutHundredths: 200 })!, /stake/);
  }
});
