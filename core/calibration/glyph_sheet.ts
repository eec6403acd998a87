/** Draws a table's learnt glyphs as one picture, a row a character, for whoever wants to see what was learnt. */
import { createCanvas } from "@napi-rs/canvas";
import type { LearntWriting } from "../protocol/manifest.ts";
import { CELLS_ACROSS, CELLS_DOWN, type GlyphPicture, unpackGlyphs } from "../vision/learnt_glyphs.ts";

const CELL = 4, GAP = 8, LABEL = 28;

/** A PNG file's bytes. */
export function drawGlyphSheet(writing: LearntWriting): Uint8Array<ArrayBuffer> {
  const rows = Object.entries(Object.groupBy(unpackGlyphs(writing), (glyph) => glyph.character)).sort();
  const most = Math.max(1, ...rows.map(([, glyphs]) => glyphs?.length ?? 0));
  const canvas = createCanvas(
    LABEL + GAP + most * (CELLS_ACROSS * CELL + GAP),
    GAP + Math.max(1, rows.length) * (CELLS_DOWN * CELL + GAP),
  );
  const context = canvas.getContext("2d");
  context.fillStyle = "#20242a";
  context.fillRect(0, 0, canvas.width, canvas.height);
  rows.forEach(([character, glyphs], row) => {
    const y = GAP + row * (CELLS_DOWN * CELL + GAP);
    context.fillStyle = "#9ad1ff";
    context.font = "24px sans-serif";
    context.fillText(character, GAP, y + CELLS_DOWN * CELL * 0.6);
    glyphs?.forEach((glyph, index) =>
      drawGlyph(context, glyph, { x: LABEL + GAP + index * (CELLS_ACROSS * CELL + GAP), y })
    );
  });
  return Uint8Array.from(canvas.toBuffer("image/png"));
}

/** The cells in the glyph's own proportions: a point is small and stands low. */
function drawGlyph(
  context: { fillStyle: unknown; fillRect(x: number, y: number, width: number, height: number): void },
  { cells, width, height, drop }: GlyphPicture,
  { x, y }: { x: number; y: number },
): void {
  const figure = CELLS_DOWN * CELL * 0.85,
    cellWidth = width * figure / CELLS_ACROSS,
    cellHeight = height * figure / CELLS_DOWN;
  const top = y + figure * (1 + drop) - height * figure;
  context.fillStyle = "#14171b";
  context.fillRect(x, y, CELLS_ACROSS * CELL, CELLS_DOWN * CELL);
  cells.forEach((ink, cell) => {
    if (ink === 0) return;
    const level = Math.round(ink * 17);
    context.fillStyle = `rgb(${level}, ${level}, ${level})`;
    const column = cell % CELLS_ACROSS, row = Math.floor(cell / CELLS_ACROSS);
    context.fillRect(x + column * cellWidth, top + row * cellHeight, cellWidth + 0.3, cellHeight + 0.3);
  });
}
