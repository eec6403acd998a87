/**
 * Pictures on which nothing is written: no reader may fail, and none may give a value. 400 by default, more with AVIATOR_FUZZ:
 * `AVIATOR_FUZZ=10000 deno test -A tests/core/vision/fuzz_test.ts`.
 */
import assert from "node:assert/strict";
import type { Picture } from "../../../core/protocol/picture.ts";
import { diagnoseNumber } from "../../../core/vision/diagnosis.ts";
import { type NumberFormat, readNumber, readTypedNumber } from "../../../core/vision/number_reader.ts";
import { classifyPhase } from "../../../core/vision/phase_model.ts";
import { readPhase } from "../../../core/vision/phase_reader.ts";
import { seededRandom } from "../../../core/vision/training/random.ts";
import { describeSkin } from "../../../core/simulator/describe_skin.ts";
import { SKIN_NAMES, SKINS } from "../../../core/simulator/skins.ts";

const COUNT = Number(Deno.env.get("AVIATOR_FUZZ") ?? 400);
const TABLES = SKIN_NAMES.map((name) => describeSkin(SKINS[name]));
const random = seededRandom(20_251_008);
const below = (limit: number) => Math.floor(random() * limit);
type Size = { width: number; height: number };

function fill({ width, height }: Size, byteAt: (index: number) => number): Picture {
  const data = new Uint8Array(4 * width * height);
  for (let index = 0; index < data.length; index++) data[index] = index % 4 === 3 ? 255 : byteAt(index);
  return { width, height, data };
}

function oneColor(size: Size): Picture {
  const color = [below(256), below(256), below(256)];
  return fill(size, (index) => color[index % 4]);
}

const usual = (): Size => ({ width: 8 + below(260), height: 6 + below(70) });
const tiny = (): Size => ({ width: below(9), height: below(9) });

/** What a picture may be; each may come at any size but the last two. */
const KINDS: Record<string, () => Picture> = {
  noise: () => fill(usual(), () => below(256)),
  faintNoise: () => fill(usual(), () => 20 + below(12)),
  grain: () => fill(usual(), () => random() < 0.02 ? 255 : 10),
  black: () => fill(usual(), () => 0),
  white: () => fill(usual(), () => 255),
  oneColor: () => oneColor(usual()),
  ramp: () => {
    const size = usual();
    return fill(size, (index) => (index / (4 * size.width * size.height)) * 255);
  },
  stripes: () => {
    const size = usual(), step = 1 + below(12);
    return fill(size, (index) => (index >> 2) % size.width % (2 * step) < step ? 240 : 15);
  },
  squares: () => {
    const size = usual(), step = 2 + below(20);
    return fill(size, (index) => {
      const x = (index >> 2) % size.width, y = Math.floor((index >> 2) / size.width);
      return (Math.floor(x / step) + Math.floor(y / step)) % 2 === 0 ? 230 : 20;
    });
  },
  transparent: () => {
    const size = usual();
    return { ...size, data: new Uint8Array(4 * size.width * size.height) };
  },
  tiny: () => fill(tiny(), () => below(256)),
  truncated: () => {
    const whole = fill(usual(), () => below(256));
    return { ...whole, data: whole.data.subarray(0, below(whole.data.length)) };
  },
  odd: () => {
    const whole = fill(usual(), () => random() < 0.1 ? 255 : 0), shifted = new Uint8Array(whole.data.length + 1);
    shifted.set(whole.data, 1);
    return { ...whole, data: shifted.subarray(1) };
  },
};
const FORMATS: NumberFormat[] = [
  { kind: "multiplier", locale: "en-US" },
  { kind: "money", locale: "sr-RS" },
  { kind: "count", locale: { number: "12 345,60", multiplier: "x3.45" } },
];

function check(picture: Picture, name: string): void {
  for (const format of FORMATS) {
    const { value, confidence, method } = readNumber(picture, format);
    assert.deepEqual({ value, method }, { value: null, method: "none" }, `${name}: ${format.kind} ${confidence}`);
  }
  assert.equal(readTypedNumber(picture, FORMATS[1]), null, name);
  for (const table of TABLES) assert.equal(readPhase(picture, { table }).phase, "unknown", name);
  const { phase } = classifyPhase(picture);
  assert(phase === null || phase === "unknown", `${name}: phase ${phase}`);
}

Deno.test("readNumber(), readPhase() and classifyPhase() give no value when nothing is written", () => {
  const kinds = Object.entries(KINDS);
  for (let index = 0; index < COUNT; index++) {
    const [kind, draw] = kinds[index % kinds.length];
    const picture = draw();
    check(picture, `picture ${index}, ${kind} of ${picture.width}x${picture.height}`);
    if (index % 40 === 0) assert.equal(diagnoseNumber(picture, FORMATS[0]).reading.value, null);
  }
});

Deno.test("readNumber(), readPhase() and classifyPhase() give no value when the picture is huge, a line, or empty", () => {
  for (const [width, height] of [[4000, 1001], [2000, 400], [5000, 6], [6, 5000], [20_000, 1], [1, 20_000], [0, 0]]) {
    for (const byte of [() => 0, () => 255, () => below(256)]) {
      check(fill({ width, height }, byte), `${width}x${height}`);
    }
  }
});
