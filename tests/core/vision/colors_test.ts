import assert from "node:assert/strict";
import { channelDistance, parseColor } from "../../../core/vision/colors.ts";

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
