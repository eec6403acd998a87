/** One quota: who is slowed down, and who for too long. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { Pace } from "../../../core/cells/pace.ts";

const paceOf = (perSecond: number, slowedMsMax = 1000) => new Pace({ what: "messages", perSecond, slowedMsMax }, 0);

Deno.test("Pace.take() lets a second's worth pass at once, and has one more wait", () => {
  const pace = paceOf(100);
  deepEqual(pace.take(100, 0), { waitMs: 0, begins: null, tooLong: null });
  deepEqual(pace.take(1, 0), { waitMs: 10, begins: "its quota of 100 messages a second", tooLong: null });
});

Deno.test("Pace.take() says once that a quota is gone over, until it was quiet for a second", () => {
  const pace = paceOf(10);
  const taken = [[10, 0], [1, 1], [1, 2], [0, 5000], [30, 9000]] as const;
  deepEqual(taken.map(([count, atMs]) => pace.take(count, atMs).begins !== null), [false, true, false, false, true]);
});

Deno.test("Pace.take() says that it was too much for too long when whoever is slowed down goes on all the same", () => {
  for (const slowedMsMax of [1000, 30_000]) {
    const pace = paceOf(100, slowedMsMax);
    let nowMs = 0, tooLong: string | null = null;
    // Twice as many as allowed, and it waits as it is told to.
    while (nowMs < 60_000 && tooLong === null) {
      const verdict = pace.take(20, nowMs);
      nowMs += Math.max(100, verdict.waitMs);
      tooLong = verdict.tooLong;
    }
    equal(tooLong, "its quota of 100 messages a second");
    ok(Math.abs(nowMs - slowedMsMax) < 2500, `${nowMs} ms`);
  }
});

Deno.test("Pace.take() never finds too much in what keeps to the quota", () => {
  const pace = paceOf(2000);
  for (let nowMs = 0; nowMs < 60_000; nowMs += 100) equal(pace.take(200, nowMs).waitMs, 0);
});
