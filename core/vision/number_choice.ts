/** Chooses between what the glyph stage and the line stage say. Zero wrong comes before more right. */
import type { ReadMethod } from "../protocol/reading.ts";
import type { LineValue } from "./line_value.ts";
import type { NumberText } from "./number_text.ts";

/** A value with the stage that it is believed for; null when none is. */
export interface NumberChoice {
  value: number | null;
  confidence: number;
  method: Extract<ReadMethod, "glyphs" | "cnn" | "none">;
}

/** Surer glyphs are not held against anything: on plain writing the line stage costs many times as much. */
export const GLYPHS_ALONE_MIN = 0.97;
/** A line that nothing supports must be this sure. */
export const LINE_ALONE_MIN = 0.985;
/** A line this sure of another value makes sure glyphs doubtful. */
const CONTRADICTION_MIN = 0.6;
/** A line this sure of the same value says that nothing of it is hidden. */
const CONFIRMATION_MIN = 0.5;
/** Glyphs this sure of another value make a sure line doubtful. */
const GLYPHS_CONTRADICTION_MIN = 0.5;
/** Two that agree may each be less sure. */
const AGREED_LINE_MIN = 0.75, AGREED_GLYPHS_MIN = 0.4;

/**
 * Asks the line stage only where the glyph stage is not sure enough.
 *
 * @param options `isHidden`: whether a part of what the glyphs say may be hidden; then the line stage must say the same
 */
export function chooseNumber(
  glyphs: NumberText,
  { isHidden, readLine }: { isHidden: () => boolean; readLine: () => LineValue },
): NumberChoice {
  const hidden = glyphs.value !== null && isHidden();
  if (glyphs.value !== null && !hidden && glyphs.confidence >= GLYPHS_ALONE_MIN) return believe(glyphs, "glyphs");
  const line = readLine();
  if (glyphs.value !== null) {
    const doubtful = hidden ? !isConfirmed(glyphs.value, line) : isContradicted(glyphs.value, line);
    return doubtful ? withhold(line) : believe(glyphs, "glyphs");
  }
  if (line.value === null) return withhold(glyphs);
  if (glyphs.doubtful === line.value) {
    const agreed = line.confidence >= AGREED_LINE_MIN && glyphs.confidence >= AGREED_GLYPHS_MIN;
    return agreed || line.confidence >= LINE_ALONE_MIN ? believe(line, "cnn") : withhold(line);
  }
  const contradicted = glyphs.doubtful !== undefined && glyphs.confidence >= GLYPHS_CONTRADICTION_MIN;
  return line.confidence >= LINE_ALONE_MIN && !contradicted ? believe(line, "cnn") : withhold(line);
}

function isConfirmed(value: number, line: LineValue): boolean {
  return line.value === value && line.confidence >= CONFIRMATION_MIN;
}

function isContradicted(value: number, line: LineValue): boolean {
  return line.value !== null && line.value !== value && line.confidence >= CONTRADICTION_MIN;
}

function believe({ value, confidence }: NumberText | LineValue, method: "glyphs" | "cnn"): NumberChoice {
  return { value, confidence: Math.min(1, confidence), method };
}

function withhold({ confidence }: { confidence: number }): NumberChoice {
  return { value: null, confidence: Math.min(1, confidence) / 2, method: "none" };
}
