import assert from "node:assert/strict";
import { channelDistance, hexOf, hueOf, parseColor } from "../../../core/vision/colors.ts";

Deno.test("parseColor() gives three channels", () => {
  assert.deepEqual(parseColor("#e50539"), { r: 0xe5, g: 0x05, b: 0x39 });
});

Deno.test("parseColor() throws a RangeError when the text is no colour", () => {
  for (const text of ["", "e50539", "#e5053", "#e5053966", "red", "#gggggg"]) {
    assert.throws(() => parseColor(text), RangeError);
  }
});

Deno.test("channelDistance() gives the largest difference of a channel", () => {
  assert.equal(channelDistance(Uint8Array.of(9, 9, 9, 9, 10, 20, 30, 255), 4, { r: 12, g: 15, b: 50 }), 20);
});

Deno.test("hexOf() spells what parseColor() parses, rounded", () => {
  for (const text of ["#000000", "#28a909", "#ffffff"]) assert.equal(hexOf(parseColor(text)), text);
  assert.equal(hexOf({ r: 0.6, g: 15.4, b: 254.9 }), "#010fff");
});

Deno.test("hueOf() gives degrees, and 0 for greys", () => {
  const hue = (text: string) => Math.round(hueOf(parseColor(text)).hue);
  assert.deepEqual(["#ff0000", "#ffff00", "#00ff00", "#0000ff", "#ff00ff", "#808080"].map(hue), [
    0,
    60,
    120,
    240,
    300,
    0,
  ]);
  assert.equal(hueOf(parseColor("#c02020")).saturation, 0xa0);
});
