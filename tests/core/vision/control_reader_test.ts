import assert from "node:assert/strict";
import type { Picture } from "../../../core/protocol/picture.ts";
import { readField, readPlayButton, readSwitch } from "../../../core/vision/control_reader.ts";
import { readNumber } from "../../../core/vision/number_reader.ts";
import { loadFrame, loadLabels, paint } from "./pictures.ts";

const COLORS = { bet: "#28a909", cancel: "#cb011a", cashOut: "#d07206" };
const SIZE = { width: 120, height: 50 };

Deno.test("readPlayButton() tells the button's three faces apart, writing and all", () => {
  for (const [name, color] of Object.entries(COLORS)) {
    const button = paint(SIZE, [["#101010", 0, 0, 120, 50], [color, 5, 5, 110, 40], ["#ffffff", 30, 15, 50, 20]]);
    assert.equal(readPlayButton(button, COLORS), name);
  }
});

Deno.test("readPlayButton() gives unknown when no face covers enough", () => {
  assert.equal(readPlayButton(paint(SIZE, [["#101010", 0, 0, 120, 50]]), COLORS), "unknown");
  assert.equal(readPlayButton({ width: 0, height: 0, data: new Uint8Array(0) }, COLORS), "unknown");
});

Deno.test("readSwitch() says on only when the colour for on is there", () => {
  assert.equal(readSwitch(paint(SIZE, [["#28a909", 0, 0, 120, 50], ["#ffffff", 60, 5, 40, 40]]), "#28a909"), "on");
  assert.equal(readSwitch(paint(SIZE, [["#444444", 0, 0, 120, 50], ["#ffffff", 5, 5, 40, 40]]), "#28a909"), "off");
});

Deno.test("readField() reads on when a caret follows the text", async () => {
  const { picture, value, locale } = await readableMoney();
  const size = { width: picture.width + 30, height: picture.height };
  const ground = [...picture.data.subarray(0, 3)].map((channel) => channel.toString(16).padStart(2, "0")).join("");
  const field = paint(size, [[`#${ground}`, 0, 0, size.width, size.height]]);
  for (let y = 0; y < picture.height; y++) {
    field.data.set(picture.data.subarray(4 * y * picture.width, 4 * (y + 1) * picture.width), 4 * y * size.width);
  }
  const ink = picture.data[0] < 128 ? 255 : 0;
  for (let y = 2; y < size.height - 2; y++) {
    field.data.fill(ink, 4 * (y * size.width + picture.width + 8), 4 * (y * size.width + picture.width + 8) + 3);
  }
  assert.equal(readField(field, { kind: "money", locale }), value);
});

Deno.test("readField() gives null when the field is empty", () => {
  const empty = paint(SIZE, [["#ffffff", 0, 0, 120, 50], ["#000000", 10, 10, 1, 30]]);
  assert.equal(readField(empty, { kind: "money", locale: "en-US" }), null);
  assert.equal(readField(empty, { kind: "multiplier", locale: "en-US" }), null);
});

async function readableMoney(): Promise<{ picture: Picture; value: number; locale: string }> {
  for (const { image, locale, truth, text } of await loadLabels()) {
    if (typeof truth.myMoney !== "number" || !/^[\d.,]+$/.test(text)) continue;
    const picture = await loadFrame(image);
    const { value } = readNumber(picture, { kind: "money", locale });
    if (value === truth.myMoney) return { picture, value, locale };
  }
  throw new Error("no frame of plain money");
}
