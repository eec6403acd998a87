import assert from "node:assert/strict";
import { createCanvas } from "@napi-rs/canvas";
import type { Picture } from "../../../core/protocol/picture.ts";
import { eraseCurve } from "../../../core/vision/curve.ts";
import { fillMask, type Mask } from "../../../core/vision/ink.ts";

const WIDTH = 240, HEIGHT = 80;
const RED = { r: 229, g: 5, b: 57 }, GROUND = { r: 16, g: 16, b: 32 }, TINT = { r: 101, g: 12, b: 42 };

/** A red curve with a tinted area below it, and a red upright bar that it crosses. */
function draw({ tint }: { tint: boolean }): Picture {
  const context = createCanvas(WIDTH, HEIGHT).getContext("2d");
  context.fillStyle = "#101020";
  context.fillRect(0, 0, WIDTH, HEIGHT);
  const way = (end: boolean) => {
    context.beginPath();
    context.moveTo(0, HEIGHT - 4);
    context.quadraticCurveTo(150, HEIGHT - 8, 230, 12);
    if (end) context.lineTo(230, HEIGHT);
    if (end) context.lineTo(0, HEIGHT);
  };
  context.fillStyle = "#650c2a";
  way(true);
  if (tint) context.fill();
  context.strokeStyle = context.fillStyle = "#e50539";
  context.lineWidth = 3;
  way(false);
  context.stroke();
  context.fillRect(150, 15, 10, 55);
  const { data } = context.getImageData(0, 0, WIDTH, HEIGHT);
  return { width: WIDTH, height: HEIGHT, data: Uint8Array.from(data) };
}

function maskOf(picture: Picture): Mask {
  const mask: Mask = { width: 0, height: 0, ink: new Uint8Array(0) };
  fillMask(picture, { ink: RED, grounds: [GROUND, TINT], mask });
  return mask;
}

function inkIn({ ink }: Mask, [from, to]: [from: number, to: number]): number {
  let count = 0;
  for (let y = 0; y < HEIGHT; y++) for (let x = from; x < to; x++) if (ink[y * WIDTH + x] >= 128) count++;
  return count;
}

Deno.test("eraseCurve() erases the curve and keeps what it crosses when the area below is tinted", () => {
  const picture = draw({ tint: true }), mask = maskOf(picture);
  const beside = inkIn(mask, [40, 140]), bar = inkIn(mask, [150, 160]);
  assert(beside > 200 && bar > 500, `${beside}, ${bar}`);
  assert.equal(eraseCurve(picture, { mask, ground: GROUND, tint: TINT }), true);
  assert.equal(inkIn(mask, [40, 140]), 0);
  assert(inkIn(mask, [151, 159]) >= 8 * 53, "the bar is whole");
});

Deno.test("eraseCurve() leaves the mask alone when nothing below the curve is tinted", () => {
  const picture = draw({ tint: false }), mask = maskOf(picture), before = mask.ink.slice();
  assert.equal(eraseCurve(picture, { mask, ground: GROUND, tint: TINT }), false);
  assert.deepEqual(mask.ink.slice(), before);
});

Deno.test("eraseCurve() refuses a mask that is not the kernel's, or of another picture", () => {
  const picture = draw({ tint: true }), mask = maskOf(picture);
  const options = { ground: GROUND, tint: TINT };
  assert.throws(() => eraseCurve(picture, { mask: { ...mask, ink: mask.ink.slice() }, ...options }), /kernel/);
  assert.throws(() => eraseCurve({ ...picture }, { mask, ...options }), /kernel/);
});
