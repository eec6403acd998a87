/** Every wait ends in one of answer, failure and deadline, and leaves no timer behind. */
import { equal, rejects } from "node:assert/strict";
import { before } from "../../core/deadline.ts";

const LONG_MS = 600_000;

Deno.test("before() gives the answer, or its failure, and leaves no timer when either is there", async () => {
  equal(await before(LONG_MS, { action: "wait", answer: Promise.resolve(7) }), 7);
  const failure = new Error("no");
  await rejects(before(LONG_MS, { action: "wait", answer: Promise.reject(failure) }), failure);
});

Deno.test("before() ends with `deadline`, saying what was waited for and how long, when there is no answer", async () => {
  const never = new Promise<never>(() => {});
  await rejects(before(5, { action: "read the table", answer: never }), {
    code: "deadline",
    message: "Cannot read the table: no answer in 5 ms",
  });
});
