import assert from "node:assert/strict";
import { createCanvas } from "@napi-rs/canvas";
import type { Picture } from "../../../core/protocol/picture.ts";
import type { NumberFormat } from "../../../core/vision/number_reader.ts";
import { QUESTIONS_MAX, SecondOpinion } from "../../../core/vision/second_opinion.ts";

const FORMAT: NumberFormat = { kind: "multiplier", locale: "en-US" };

/** White on black, in whatever font this machine has: the engine knows them all. */
function write(text: string): Picture {
  const context = createCanvas(220, 70).getContext("2d");
  context.fillStyle = "#101014";
  context.fillRect(0, 0, 220, 70);
  context.fillStyle = "#ffffff";
  context.font = "44px sans-serif";
  context.fillText(text, 30, 52);
  const { data, width, height } = context.getImageData(0, 0, 220, 70);
  return { width, height, data: Uint8Array.from(data) };
}

const candidates = (...values: number[]) => values.map((value) => ({ value, confidence: 0.7 }));

Deno.test("SecondOpinion.ask() gives the candidate that Tesseract agrees with, and none that it does not", async () => {
  await using opinion = new SecondOpinion();
  const picture = write("12.53x");
  const agreed = await opinion.ask(picture, { format: FORMAT, candidates: candidates(1258, 1253) });
  assert.equal(opinion.problem, null);
  assert.deepEqual([agreed.value, agreed.confidence, agreed.method], [1253, 0.7, "tesseract"]);
  const other = await opinion.ask(picture, { format: FORMAT, candidates: candidates(1258, 253) });
  assert.deepEqual([other.value, other.method], [null, "none"]);
});

Deno.test("SecondOpinion.ask() starts no engine when nobody else has an idea, or nothing is written there", async () => {
  await using opinion = new SecondOpinion();
  assert.equal((await opinion.ask(write("12.53x"), { format: FORMAT, candidates: [] })).value, null);
  const unsure = [{ value: 1253, confidence: 0.3 }];
  assert.equal((await opinion.ask(write("12.53x"), { format: FORMAT, candidates: unsure })).value, null);
  assert.equal((await opinion.ask(write(""), { format: FORMAT, candidates: candidates(1253) })).value, null);
  assert.equal(opinion.isRunning, false);
});

Deno.test("SecondOpinion.ask() answers nothing at once when too many wait, and to all when it is closed", async () => {
  const opinion = new SecondOpinion();
  const picture = write("7.77x");
  const asked = Array.from(
    { length: QUESTIONS_MAX },
    () => opinion.ask(picture, { format: FORMAT, candidates: candidates(777) }),
  );
  const late = opinion.ask(picture, { format: FORMAT, candidates: candidates(777) });
  assert.equal((await Promise.race([late, asked[0]])).method, "none");
  await opinion[Symbol.asyncDispose]();
  assert.deepEqual((await Promise.all(asked)).map(({ value }) => value), asked.map(() => null));
  assert.equal((await opinion.ask(picture, { format: FORMAT, candidates: candidates(777) })).value, null);
});

Deno.test("SecondOpinion gives up an engine that is silent too long, and says why", async () => {
  await using opinion = new SecondOpinion({ deadlineMs: 1 });
  const answer = await opinion.ask(write("3.45x"), { format: FORMAT, candidates: candidates(345) });
  assert.equal(answer.value, null);
  assert.equal(opinion.problem, "no answer in 1 ms");
  assert.equal(opinion.isRunning, false);
});

Deno.test("SecondOpinion stops an engine that nobody asks any more", async () => {
  await using opinion = new SecondOpinion({ idleMs: 1 });
  assert.equal((await opinion.ask(write("3.45x"), { format: FORMAT, candidates: candidates(345) })).value, 345);
  assert.equal(opinion.isRunning, true);
  const { promise, resolve } = Promise.withResolvers<void>();
  // Set later and as long, it fires later.
  setTimeout(resolve, 1);
  await promise;
  assert.equal(opinion.isRunning, false);
});
