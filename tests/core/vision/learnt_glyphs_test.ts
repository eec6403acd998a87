import assert from "node:assert/strict";
import {
  CELLS_ACROSS,
  CELLS_DOWN,
  findNearest,
  glyphDistance,
  type GlyphPicture,
  packGlyphs,
  unpackGlyphs,
} from "../../../core/vision/learnt_glyphs.ts";

function glyph(character: string, ink: (column: number, row: number) => number, width = 0.5): GlyphPicture {
  const cells = Uint8Array.from(
    { length: CELLS_ACROSS * CELLS_DOWN },
    (_, cell) => ink(cell % CELLS_ACROSS, Math.floor(cell / CELLS_ACROSS)),
  );
  return { character, cells, width, height: 1, drop: -0.25 };
}

const ONE = glyph("1", (column) => column > 4 && column < 8 ? 15 : 0, 0.25);
const SEVEN = glyph("7", (_, row) => row < 4 ? 15 : 3);

Deno.test("unpackGlyphs() gives back what packGlyphs() was given", () => {
  assert.deepEqual(unpackGlyphs(packGlyphs([ONE, SEVEN])), [ONE, SEVEN]);
});

Deno.test("unpackGlyphs() leaves out what is cut short", () => {
  const { characters, glyphs } = packGlyphs([ONE, SEVEN]);
  assert.deepEqual(unpackGlyphs({ characters, glyphs: glyphs.slice(0, 200) }), [ONE]);
  assert.deepEqual(unpackGlyphs({ characters, glyphs: "" }), []);
});

Deno.test("findNearest() tells how far the next other character is; a point and a comma are one kind", () => {
  const point = glyph(".", () => 15, 0.1), comma = glyph(",", () => 14, 0.1);
  const nearest = findNearest(point, [ONE, SEVEN, point, comma]);
  assert.equal(nearest?.character, ".");
  assert.equal(nearest?.distance, 0);
  assert.ok(nearest.otherDistance >= Math.min(glyphDistance(point, ONE), glyphDistance(point, SEVEN)));
  assert.equal(findNearest(point, []), null);
});
