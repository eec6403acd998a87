import assert from "node:assert/strict";
import type { Picture } from "../../../core/protocol/picture.ts";
import { type NumberFormat, readNumber } from "../../../core/vision/number_reader.ts";
import { seededRandom } from "../../../core/vision/training/random.ts";
import { loadFrame, loadLabels, paint } from "./pictures.ts";

const KINDS: Record<string, NumberFormat["kind"]> = { score: "multiplier", myMoney: "money", otherCount: "count" };
const FORMATS: NumberFormat[] = Object.values(KINDS).map((kind) => ({ kind, locale: "en-US" }));

function assertNoValue(picture: Picture, what: string) {
  for (const format of FORMATS) assert.equal(readNumber(picture, format).value, null, `${what}, ${format.kind}`);
}

Deno.test("readNumber() reads at least 8 of 10 frames in fonts that it never saw, and none wrong", async () => {
  let readable = 0, right = 0;
  for (const { image, locale, truth, text } of await loadLabels()) {
    const [region, value] = Object.entries(truth)[0];
    const reading = readNumber(await loadFrame(image), { kind: KINDS[region], locale });
    if (reading.value !== null) {
      assert.equal(reading.value, value, `${image}: ${text}`);
      assert(reading.method === "glyphs" || reading.method === "cnn");
      assert(reading.confidence > 0.8 && reading.confidence <= 1);
    } else assert.equal(reading.method, "none");
    if (value !== null) readable++;
    if (value !== null && reading.value === value) right++;
  }
  assert(right >= 0.8 * readable, `${right} of ${readable}`);
});

Deno.test("readNumber() gives no value when the picture is plain, tiny, or lies about its size", () => {
  for (const color of ["#000000", "#ffffff", "#e50539"]) {
    for (const [width, height] of [[200, 60], [1, 1], [1, 60], [200, 1], [4, 6]]) {
      assertNoValue(paint({ width, height }, [[color, 0, 0, width, height]]), `${color} ${width}x${height}`);
    }
  }
  assertNoValue({ width: 200, height: 60, data: new Uint8Array(12) }, "too few bytes");
  assertNoValue({ width: 0, height: 0, data: new Uint8Array(0) }, "no pixel");
});

Deno.test("readNumber() gives no value when the picture is noise", () => {
  const random = seededRandom(5);
  for (let round = 0; round < 40; round++) {
    const width = 60 + Math.floor(random() * 200), height = 20 + Math.floor(random() * 60);
    const levels = [2, 4, 256][round % 3], block = 1 + Math.floor(random() * 6);
    const shades = Uint8Array.from({ length: 4096 }, () => Math.floor(random() * levels) * 255 / (levels - 1));
    const data = new Uint8Array(4 * width * height).fill(255);
    for (let at = 0; at < width * height; at++) {
      const cell = Math.floor(at % width / block) * 61 + Math.floor(at / width / block) * 67;
      for (let channel = 0; channel < 3; channel++) {
        data[4 * at + channel] = shades[(cell + (levels === 256 ? channel * 1021 : 0)) % 4096];
      }
    }
    assertNoValue({ width, height, data }, `noise ${round}`);
  }
});

Deno.test("readNumber() gives no value when bars and boxes stand where figures would", () => {
  const size = { width: 120, height: 40 };
  assertNoValue(paint(size, [["#101010", 0, 0, 120, 40], ["#ffffff", 50, 10, 3, 20]]), "one bar");
  assertNoValue(
    paint(size, [["#101010", 0, 0, 120, 40], ["#ffffff", 40, 10, 14, 20], ["#ffffff", 60, 10, 14, 20]]),
    "two boxes",
  );
});
