/** Each save ends in exactly one of committed, refused, deadline, closed. */
import { deepEqual, equal, rejects } from "node:assert/strict";
import { BETS_WAITING_MAX, BetSaver } from "../../../core/storage/bet_saver.ts";
import { bet, FakeTimers } from "./fixtures.ts";

function open() {
  const timers = new FakeTimers();
  const posted: number[] = [];
  const state = { trouble: "" };
  const trouble = () => state.trouble;
  const saver = new BetSaver({ post: (job) => posted.push(job.id), timers, deadlineMs: 2000, trouble });
  return { timers, posted, saver, state };
}

Deno.test("save() resolves when its own bet is committed", async () => {
  const { saver, timers, state } = open();
  const first = saver.save(bet(1), 0), second = saver.save(bet(2), 0);
  saver.onSaved(2);
  await second;
  timers.pass(2000);
  await rejects(first, { code: "storage", message: "Cannot save bet 1: not committed within 2000 ms" });
  const third = saver.save(bet(3), 0);
  state.trouble = "the disk is full";
  timers.pass(2000);
  await rejects(third, { message: "Cannot save bet 3: not committed within 2000 ms; the disk is full" });
});

Deno.test("save() rejects when the database refuses the bet", async () => {
  const { saver } = open();
  const saving = saver.save(bet(1), 0);
  saver.onRefused(1, "Cannot save bet 1: another one");
  await rejects(saving, { code: "storage", message: /another one/ });
});

Deno.test("save() rejects past its deadline, and a late commit is no error", async () => {
  const { saver, timers } = open();
  const saving = saver.save(bet(1), 0);
  timers.pass(1999);
  timers.pass(1);
  await rejects(saving, { code: "storage" });
  saver.onSaved(1);
});

Deno.test("save() takes 1,000 waiting bets and refuses the next", async () => {
  const { saver, posted } = open();
  const all = Array.from({ length: BETS_WAITING_MAX }, (_, at) => saver.save(bet(at), 0));
  await rejects(saver.save(bet(1000), 0), { code: "storage", message: /1000 already wait/ });
  equal(posted.length, 1000);
  saver.onSaved(1);
  const next = saver.save(bet(1001), 0);
  saver.close();
  const ended = await Promise.allSettled([...all, next]);
  deepEqual(ended.map((one) => one.status), ["fulfilled", ...Array(1000).fill("rejected")]);
});

Deno.test("repost() sends again what is not answered, in order", async () => {
  const { saver, posted } = open();
  const saving = [1, 2, 3].map((id) => saver.save(bet(id), 0));
  saver.onSaved(2);
  saver.repost();
  deepEqual(posted, [1, 2, 3, 1, 3]);
  saver.onSaved(1);
  saver.onSaved(3);
  await Promise.all(saving);
});
