/** Virtual time: it stands still while anybody works, and jumps from sleeper to sleeper in order. */
import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { VirtualClock, WallClock } from "../../core/clock.ts";

const START_MS = 1_700_000_000_000;
const newClock = () => new VirtualClock({ startMs: START_MS, speed: Infinity });

Deno.test("VirtualClock wakes sleepers in the order of their ends, each at its own moment", async () => {
  const clock = newClock();
  const seen: [string, number][] = [];
  const nap = (name: string, ms: number) =>
    clock.work(async () => {
      await clock.sleep(ms);
      seen.push([name, clock.nowMs() - START_MS]);
    });
  await Promise.all([nap("late", 300), nap("soon", 100), nap("tie a", 200), nap("tie b", 200)]);
  deepEqual(seen, [["soon", 100], ["tie a", 200], ["tie b", 200], ["late", 300]]);
});

Deno.test("VirtualClock stands still while a task works, however long that takes", async () => {
  const clock = newClock();
  let woke = 0;
  const sleeper = clock.work(async () => {
    await clock.sleep(50);
    woke = clock.nowMs();
  });
  await clock.work(async () => {
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
    equal(woke, 0);
    equal(clock.nowMs(), START_MS);
  });
  await sleeper;
  equal(woke, START_MS + 50);
});

Deno.test("VirtualClock lets a task start others and sleep between", async () => {
  const clock = newClock();
  const total = await clock.work(async () => {
    let sum = 0;
    for (let index = 0; index < 1_000; index++) {
      sum += await clock.work(async () => {
        await clock.sleep(1);
        return 1;
      });
    }
    return sum;
  });
  equal(total, 1_000);
  equal(clock.nowMs(), START_MS + 1_000);
});

Deno.test("VirtualClock waits for each of several tasks inside one", async () => {
  const clock = newClock();
  await clock.work(async () => {
    await Promise.all([10, 30, 20].map((ms) => clock.work(() => clock.sleep(ms))));
    equal(clock.nowMs(), START_MS + 30);
    let napped = false;
    const nap = clock.work(() => clock.sleep(5)).then(() => napped = true);
    await clock.work(async () => {
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
      equal(napped, false);
    });
    await nap;
  });
  equal(clock.nowMs(), START_MS + 35);
});

Deno.test("VirtualClock wakes an aborted sleeper early", async () => {
  const clock = newClock();
  const stop = new AbortController();
  await clock.work(async () => {
    const nap = clock.work(() => clock.sleep(1_000_000, stop.signal));
    stop.abort();
    await nap;
    equal(clock.nowMs(), START_MS);
  });
});

Deno.test("VirtualClock keeps to its speed", async () => {
  const clock = new VirtualClock({ startMs: START_MS, speed: 100 });
  const began = performance.now();
  await clock.work(() => clock.sleep(5_000));
  equal(performance.now() - began >= 48, true);
  equal(clock.nowMs(), START_MS + 5_000);
});

Deno.test("VirtualClock refuses a speed that is none, and a sleep outside work", () => {
  throws(() => new VirtualClock({ startMs: 0, speed: 0 }), RangeError);
  throws(() => new VirtualClock({ startMs: 0, speed: NaN }), RangeError);
});

Deno.test("sleep() outside work() is an error, not a hang", async () => {
  await rejects(async () => await newClock().sleep(10), /outside work/);
});

Deno.test("WallClock sleeps at least as long as asked, and less when aborted", async () => {
  const clock = new WallClock();
  const began = clock.nowMs();
  await clock.work(() => clock.sleep(20));
  equal(clock.nowMs() - began >= 19, true);
  const stop = new AbortController();
  const nap = clock.sleep(60_000, stop.signal);
  stop.abort();
  await nap;
  equal(clock.nowMs() - began < 30_000, true);
});
