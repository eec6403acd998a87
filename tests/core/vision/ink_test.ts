import assert from "node:assert/strict";
import type { Picture } from "../../../core/protocol/picture.ts";
import { findPieces } from "../../../core/vision/components.ts";
import { fillMask, findPalette, type Mask } from "../../../core/vision/ink.ts";
import { paint } from "./pictures.ts";

const emptyMask = (): Mask => ({ width: 0, height: 0, ink: new Uint8Array(0) });

/** Flat pixels by the definition: like those to their left and above, three times as heavy on the rim. */
function flatWeight({ width, height, data }: Picture): number {
  const isLike = (one: number, other: number) =>
    [0, 1, 2].every((channel) => Math.abs(data[4 * one + channel] - data[4 * other + channel]) <= 7);
  let weight = 0;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const left = x > 0 ? at - 1 : at + 1, above = y > 0 ? at - width : at + width;
      if (!isLike(at, left) || !isLike(at, above)) continue;
      weight += x === 0 || y === 0 || x === width - 1 || y === height - 1 ? 3 : 1;
    }
  }
  return weight;
}

Deno.test("findPalette() gives each flat colour with its weight when the width is no whole number of vectors", () => {
  for (const width of [21, 22, 23, 24, 25, 60]) {
    const size = { width, height: 19 };
    const picture = paint(size, [["#142030", 0, 0, width, 19], ["#e0e0e0", 5, 4, 8, 9], ["#c01020", 14, 4, 5, 9]]);
    const { areas, extreme } = findPalette(picture);
    assert.equal(areas.length, 3, `width ${width}`);
    assert.deepEqual(areas.map(({ r }) => r >> 5), [0x14 >> 5, 0xe0 >> 5, 0xc0 >> 5]);
    assert.equal(areas.reduce((sum, { weight }) => sum + weight, 0), flatWeight(picture), `width ${width}`);
    assert.equal(extreme.r >> 3, 0xe0 >> 3);
    assert.deepEqual(findPalette(picture), { areas, extreme }, "nothing is left of the time before");
  }
});

Deno.test("fillMask() gives nothing on the grounds, all on the ink, and a share on what lies between", () => {
  const size = { width: 50, height: 10 };
  const picture = paint(size, [
    ["#000000", 0, 0, 10, 10],
    ["#202080", 10, 0, 10, 10],
    ["#ffffff", 20, 0, 10, 10],
    ["#808080", 30, 0, 10, 10],
    ["#00ff00", 40, 0, 10, 10],
  ]);
  const mask = emptyMask(), grounds = [{ r: 0, g: 0, b: 0 }, { r: 32, g: 32, b: 128 }];
  fillMask(picture, { ink: { r: 255, g: 255, b: 255 }, grounds, mask });
  assert.deepEqual([mask.width, mask.height, mask.ink.length], [50, 10, 500]);
  const [dark, blue, white, grey, green] = [5, 15, 25, 35, 45].map((x) => mask.ink[5 * 50 + x]);
  assert.deepEqual([dark, blue, white], [0, 0, 254]);
  assert(grey > 60 && grey < 160, `half white: ${grey}`);
  assert(green < 60, `neither: ${green}`);
});

Deno.test("fillMask() forgets the shares of the time before when there were more colours than it remembers", () => {
  const width = 100, height = 100, data = new Uint8Array(4 * width * height).fill(255);
  for (let at = 0; at < width * height; at++) {
    data[4 * at] = (at % 64) * 4;
    data[4 * at + 1] = (Math.floor(at / 64) % 64) * 4;
    data[4 * at + 2] = Math.floor(at / 4096) * 4;
  }
  const many = { width, height, data }, mask = emptyMask();
  const black = { r: 0, g: 0, b: 0 }, red = { r: 255, g: 0, b: 0 }, green = { r: 0, g: 255, b: 0 };
  fillMask(many, { ink: green, grounds: [black], mask });
  fillMask(many, { ink: red, grounds: [black], mask });
  const again = mask.ink.slice();
  const pure = paint({ width: 8, height: 8 }, [["#000000", 0, 0, 8, 8]]);
  fillMask(pure, { ink: red, grounds: [black], mask });
  fillMask(many, { ink: red, grounds: [black], mask });
  assert.deepEqual(mask.ink.slice(), again);
  assert(again[63] > 200, "red is ink");
  assert.equal(again[63 * 64], 0, "green is none");
});

Deno.test("fillMask() leaves no mask usable that was made before a larger picture came", () => {
  const small = paint({ width: 20, height: 20 }, [["#000000", 0, 0, 20, 20], ["#ffffff", 5, 5, 9, 9]]);
  const white = { r: 255, g: 255, b: 255 }, grounds = [{ r: 0, g: 0, b: 0 }];
  const before = emptyMask(), after = emptyMask();
  fillMask(small, { ink: white, grounds, mask: before });
  findPalette(paint({ width: 1600, height: 1100 }, [["#000000", 0, 0, 1600, 1100]]));
  assert.throws(() => findPieces(before, 128), /outlived/);
  fillMask(small, { ink: white, grounds, mask: after });
  assert.deepEqual(findPieces(after, 128), [{ left: 5, top: 5, right: 13, bottom: 13, count: 81 }]);
});
