import assert from "node:assert/strict";
import { WallClock } from "../../../core/clock.ts";
import { FinalOpinion } from "../../../core/host/final_opinion.ts";
import type { Picture } from "../../../core/protocol/picture.ts";
import type { NumberReading, Phase, Reading } from "../../../core/protocol/reading.ts";
import type { ScreenSource } from "../../../core/screen/screen_source.ts";
import { describeSkin } from "../../../core/simulator/describe_skin.ts";
import { SKINS } from "../../../core/simulator/skins.ts";
import { placeTable } from "../../../core/tables/table.ts";

const PICTURE: Picture = { width: 40, height: 20, data: new Uint8Array(3200).fill(9) };
const NOTHING: NumberReading = { value: null, confidence: 0, method: "none", micros: 0 };
const ANSWER: NumberReading = { value: 253, confidence: 0.7, method: "tesseract", micros: 5 };

function reading(phase: Phase, { score = NOTHING, tick = 1 }: { score?: NumberReading; tick?: number } = {}): Reading {
  const numbers = { score, myMoney: NOTHING, otherCount: NOTHING, otherMoney: NOTHING };
  return { table: "soccer", tick, takenAtMs: 200 * tick, phase, progress: null, ...numbers };
}

function setUp() {
  const screen = { width: 960, height: 540 } as ScreenSource;
  const table = placeTable({ name: "soccer", title: "soccer", description: describeSkin(SKINS.soccer) }, {
    window: { x: 0, y: 0, width: 960, height: 540 },
    screen,
  });
  const { promise, resolve } = Promise.withResolvers<NumberReading>();
  const given: Reading[] = [];
  const finals = new FinalOpinion({
    clock: new WallClock(),
    tables: [table],
    opinion: { ask: () => promise, [Symbol.asyncDispose]: () => Promise.resolve() },
    onReading: (one) => given.push(one),
  });
  return { finals, given, resolve };
}

Deno.test("FinalOpinion.ask() gives the newest reading of the crash with the final that was read after all", async () => {
  const { finals, given, resolve } = setUp();
  finals.observe(reading("crashed", { tick: 7 }));
  const asked = finals.ask("soccer", PICTURE);
  finals.observe(reading("crashed", { tick: 8 }));
  resolve(ANSWER);
  await asked;
  assert.deepEqual(given, [reading("crashed", { tick: 8, score: ANSWER })]);
});

Deno.test("FinalOpinion.ask() gives nothing when there is no answer, or it comes too late", async () => {
  const silent = setUp();
  silent.finals.observe(reading("crashed"));
  silent.resolve(NOTHING);
  await silent.finals.ask("soccer", PICTURE);
  assert.deepEqual(silent.given, []);
  for (const next of [reading("waiting"), reading("crashed", { score: { ...ANSWER, method: "cnn" } })]) {
    const { finals, given, resolve } = setUp();
    finals.observe(reading("crashed"));
    const asked = finals.ask("soccer", PICTURE);
    finals.observe(next);
    resolve(ANSWER);
    await asked;
    assert.deepEqual(given, [], next.phase);
  }
});
