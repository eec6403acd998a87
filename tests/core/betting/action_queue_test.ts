import assert from "node:assert/strict";
import { ActionQueue, ACTIONS_WAITING_MAX, LATER_MS_MAX } from "../../../core/betting/action_queue.ts";
import { fastClock } from "./fixtures.ts";

const URGENT = { urgent: true }, LATER = { urgent: false };

Deno.test("run() runs one action at a time, urgent ones in order, then the others", async () => {
  const clock = fastClock(), queue = new ActionQueue({ clock }), done: string[] = [];
  let running = 0;
  const action = (name: string) => async () => {
    assert.equal(++running, 1);
    await clock.sleep(10);
    done.push(name);
    running--;
  };
  await Promise.all([
    queue.run(action("first"), URGENT),
    queue.run(action("late"), LATER),
    queue.run(action("second"), URGENT),
    queue.run(action("third"), URGENT),
  ]);
  assert.deepEqual(done, ["first", "second", "third", "late"]);
});

Deno.test("run() lets 100 actions wait and refuses one more", async () => {
  const clock = fastClock(), queue = new ActionQueue({ clock }), gate = Promise.withResolvers<void>();
  let done = 0;
  const action = async () => {
    await gate.promise;
    done++;
  };
  const all = [queue.run(action, URGENT)];
  for (let count = 0; count < ACTIONS_WAITING_MAX; count++) all.push(queue.run(action, URGENT));
  assert.equal(queue.waiting, 100);
  assert.throws(() => queue.run(action, URGENT), { code: "queue_full", message: /100 already wait/ });
  gate.resolve();
  await Promise.all(all);
  await queue.idle();
  assert.equal(done, 101);
});

Deno.test("run() gives a failure to its caller alone", async () => {
  const queue = new ActionQueue({ clock: fastClock() });
  const failed = queue.run(() => Promise.reject(new Error("no")), URGENT);
  const next = queue.run(() => Promise.resolve(2), URGENT);
  await assert.rejects(failed, /no/);
  assert.equal(await next, 2);
});

Deno.test("abort() reaches the running action and none of the next", async () => {
  const clock = fastClock(), queue = new ActionQueue({ clock }), gate = Promise.withResolvers<void>();
  const aborted = async (signal: AbortSignal) => {
    await gate.promise;
    return signal.aborted;
  };
  const first = queue.run(aborted, URGENT), second = queue.run(aborted, URGENT);
  queue.abort("stop");
  gate.resolve();
  assert.deepEqual(await Promise.all([first, second]), [true, false]);
});

Deno.test("run() lets what is not urgent wait 20 s for what is, and no longer", async () => {
  const clock = fastClock(), queue = new ActionQueue({ clock }), done: string[] = [];
  const action = (name: string) => async () => {
    await clock.sleep(5_000);
    done.push(name);
  };
  const urgent = Array.from({ length: 8 }, (_, index) => queue.run(action(`urgent ${index}`), URGENT));
  await Promise.all([...urgent, queue.run(action("late"), { ...LATER, lane: "other" })]);
  assert.equal(done.indexOf("late"), LATER_MS_MAX / 5_000);
});
