/** Pop-ups over virtual tables: about as many as asked, never two at once, the same for a seed. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { popupsOf } from "../../../core/simulator/popups.ts";

const some = (options: { seed: number; table: string; anHour: number }, count: number) =>
  popupsOf({ startMs: 1_000_000, ...options }).take(count).toArray();

Deno.test("popupsOf() comes to about as many an hour as asked, each of some seconds, one after the other", () => {
  for (const anHour of [1, 12, 60]) {
    const popups = some({ seed: 3, table: "soccer", anHour }, 2_000);
    let before = 1_000_000;
    for (const { fromMs, toMs } of popups) {
      ok(fromMs - before >= 1_800_000 / anHour - 1 && toMs - fromMs >= 3_000 && toMs - fromMs <= 20_000);
      before = toMs;
    }
    // They stay for a while themselves, so that there are a bit fewer.
    const meanMs = (before - 1_000_000) / popups.length, stayMs = 11_500;
    ok(Math.abs(meanMs - stayMs - 3_600_000 / anHour) < 0.03 * 3_600_000 / anHour, `${anHour} an hour: ${meanMs} ms`);
  }
});

Deno.test("popupsOf() gives the same moments for the same seed, others for another table", () => {
  const options = { seed: 3, table: "soccer", anHour: 12 };
  deepEqual(some(options, 20), some(options, 20));
  equal(
    some(options, 20).some(({ fromMs }, at) => fromMs === some({ ...options, table: "mozzart" }, 20)[at].fromMs),
    false,
  );
});
