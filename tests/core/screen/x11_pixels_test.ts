import { deepEqual, equal, throws } from "node:assert/strict";
import { PIXEL_BLOCK_BYTES, PixelMemory } from "../../../core/screen/x11_pixels.ts";

Deno.test("toRgba() swaps red and blue and fills alpha of the first bytes when told how many", () => {
  const memory = new PixelMemory(1000);
  equal(memory.bytes.length, 65_536);
  const before = memory.bytes.map((_, index) => (index * 37 + (index >> 8)) & 255);
  for (const blocks of [1, 2, 7, 1024]) {
    memory.bytes.set(before);
    memory.toRgba(blocks * PIXEL_BLOCK_BYTES);
    const expected = before.map((byte, index) => {
      if (index >= blocks * PIXEL_BLOCK_BYTES) return byte;
      return [before[index + 2], byte, before[index - 2], 255][index % 4];
    });
    deepEqual(memory.bytes, expected);
  }
});

Deno.test("toRgba() changes nothing when there is nothing to convert, and refuses more than there is", () => {
  const memory = new PixelMemory(65_537);
  equal(memory.bytes.length, 131_072);
  memory.toRgba(0);
  equal(memory.bytes.some((byte) => byte !== 0), false);
  throws(() => memory.toRgba(131_136), RangeError);
});
