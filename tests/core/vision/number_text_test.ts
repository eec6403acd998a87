import assert from "node:assert/strict";
import type { Glyph } from "../../../core/vision/glyph_reader.ts";
import { type NumberFormat, parseNumber } from "../../../core/vision/number_format.ts";
import { parseGlyphs } from "../../../core/vision/number_text.ts";
import type { Writing } from "../../../core/vision/writing.ts";

const HEIGHT = 20, TOP = 10;

/** Glyphs of figures 12 wide with 2 between; a space is a gap of 14; `?` is a letter. */
function typeset(text: string, change: (glyph: Glyph, index: number) => Partial<Glyph> = () => ({})): Glyph[] {
  const glyphs: Glyph[] = [];
  [...text].forEach((character, index) => {
    if (character === " ") return;
    const left = 20 + 14 * index;
    const glyph: Glyph = {
      character,
      left,
      right: left + 11,
      top: TOP,
      bottom: TOP + HEIGHT - 1,
      count: 100,
      confidence: 0.99,
      otherSeparator: 0,
    };
    glyphs.push({ ...glyph, ...change(glyph, index) });
  });
  return glyphs;
}

function valueOf(glyphs: Glyph[], options: Partial<NumberFormat> & { mended?: boolean; crossed?: boolean } = {}) {
  const { kind = "money", locale = "en-US", mended = false, crossed = false } = options;
  const writing: Writing = {
    mask: { width: 400, height: 40, ink: new Uint8Array(400 * 40) },
    line: { top: TOP, base: TOP + HEIGHT - 1, height: HEIGHT, blobs: [], crossed },
    threshold: 128,
    ink: { r: 0, g: 0, b: 0 },
    mended,
  };
  return parseGlyphs(glyphs, { writing, format: { kind, locale }, parse: parseNumber }).value;
}

Deno.test("parseGlyphs() reads figures that are sure, and a currency's sign or word beside money", () => {
  assert.equal(valueOf(typeset("1,234.56")), 123456);
  assert.equal(valueOf(typeset("$12.50")), 1250);
  assert.equal(valueOf(typeset("12.50€")), 1250);
  assert.equal(valueOf(typeset("12.50 ?50")), 1250);
  assert.equal(valueOf(typeset("??8 12.50")), 1250);
  assert.equal(valueOf(typeset("12.50 ???.")), 1250);
  assert.equal(valueOf(typeset("12 345,60"), { locale: { number: "12 345,60", multiplier: "x3.45" } }), 1234560);
});

Deno.test("parseGlyphs() gives no value when one glyph is doubtful", () => {
  const doubtful = typeset("12.50", (_, index) => index === 3 ? { confidence: 0.84 } : {});
  assert.equal(valueOf(doubtful), null);
  const lessSure = typeset("12.50", (_, index) => index === 3 ? { confidence: 0.92 } : {});
  assert.equal(valueOf(lessSure), 1250);
  assert.equal(valueOf(lessSure, { mended: true }), null);
  assert.equal(valueOf(typeset("12.50"), { crossed: true }), null);
});

Deno.test("parseGlyphs() gives no value when a glyph touches an edge of the picture", () => {
  assert.equal(valueOf(typeset("12.50", (_, index) => index === 0 ? { left: 0 } : {})), null);
  assert.equal(valueOf(typeset("12.50", (_, index) => index === 4 ? { right: 399 } : {})), null);
  assert.equal(valueOf(typeset("12.50", (_, index) => index === 1 ? { top: 0 } : {})), null);
  assert.equal(valueOf(typeset("12.50", (_, index) => index === 1 ? { bottom: 39 } : {})), null);
});

Deno.test("parseGlyphs() never drops a figure that was not read", () => {
  assert.equal(valueOf(typeset("?67,707"), { kind: "count" }), null);
  assert.equal(valueOf(typeset("? 67,707"), { kind: "count" }), null);
  assert.equal(valueOf(typeset("1 ?58"), { kind: "count", locale: { number: "1 000", multiplier: "1.00" } }), null);
  assert.equal(valueOf(typeset("1 .?58"), { kind: "count" }), null);
  assert.equal(valueOf(typeset("?0?. 717,23"), { locale: "sr-RS" }), null);
  assert.equal(valueOf(typeset("1 234"), { kind: "count" }), null);
  assert.equal(valueOf(typeset("?1.50"), { kind: "multiplier" }), null);
});

Deno.test("parseGlyphs() lets the structure decide where a point might be a comma", () => {
  const blurred = (share: number) => (glyph: Glyph) => ".,".includes(glyph.character) ? { otherSeparator: share } : {};
  assert.equal(valueOf(typeset("1.234.56", blurred(0.4))), 123456);
  assert.equal(valueOf(typeset("1.234.56", blurred(0))), null);
});
