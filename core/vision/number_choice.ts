/** Chooses between what the glyph stage and the line stage say. Zero wrong comes before more right. */
import type { ReadMethod } from "../protocol/reading.ts";
import type { LineValue } from "./line_value.ts";
import type { NumberFormat } from "./number_format.ts";
import type { NumberText } from "./number_text.ts";

/** A value with the stage that it is believed for; null when none is. */
export interface NumberChoice {
  value: number | null;
  confidence: number;
  method: Extract<ReadMethod, "glyphs" | "cnn" | "none">;
}

/** Why sure glyphs may not be the number: a part of it may be hidden, or it is one sign that may be no figure. */
export type Suspicion = "none" | "hidden" | "lone";

/** Surer glyphs are not held against anything: on plain writing the line stage costs many times as much. */
export const GLYPHS_ALONE_MIN = 0.97;
/** A line that nothing supports must be this sure; surer where no decimals say that the number is whole. */
export const LINE_ALONE_MIN = 0.9, COUNT_ALONE_MIN = 0.94, LONE_FIGURE_MIN = 0.99;
/** A line this sure of another value makes sure glyphs doubtful. */
const CONTRADICTION_MIN = 0.6;
/** A line this sure of the same value clears sure glyphs of a suspicion. */
const CONFIRMATION_MIN: Record<Suspicion, number> = { none: 0, hidden: 0.97, lone: 0.6 };
/** Glyphs this sure of another value make a sure line doubtful. */
const GLYPHS_CONTRADICTION_MIN = 0.5;
/** Two that agree may each be less sure. */
const AGREED_LINE_MIN = 0.7, AGREED_GLYPHS_MIN = 0.4;

/** Asks the line stage only where the glyph stage is not sure enough, or under suspicion. */
export function chooseNumber(
  glyphs: NumberText,
  { suspicion, readLine, format }: { suspicion: () => Suspicion; readLine: () => LineValue; format: NumberFormat },
): NumberChoice {
  const suspected = glyphs.value === null ? "none" : suspicion();
  const sure = glyphs.value !== null && glyphs.confidence >= GLYPHS_ALONE_MIN;
  if (sure && suspected === "none") return believe(glyphs, "glyphs");
  const line = readLine();
  if (glyphs.value !== null) {
    const doubtful = suspected === "none"
      ? isContradicted(glyphs.value, line)
      : line.value !== glyphs.value || line.confidence < CONFIRMATION_MIN[suspected];
    return doubtful ? withhold(line) : believe(glyphs, "glyphs");
  }
  return chooseLine(glyphs, { line, format });
}

function chooseLine(
  glyphs: NumberText,
  { line, format: { kind } }: { line: LineValue; format: NumberFormat },
): NumberChoice {
  if (line.value === null) return withhold(glyphs);
  const alone = kind !== "count" ? LINE_ALONE_MIN : line.value < 10 ? LONE_FIGURE_MIN : COUNT_ALONE_MIN;
  if (glyphs.doubtful === line.value) {
    const agreed = line.confidence >= AGREED_LINE_MIN && glyphs.confidence >= AGREED_GLYPHS_MIN;
    return agreed || line.confidence >= alone ? believe(line, "cnn") : withhold(line);
  }
  const contradicted = glyphs.doubtful !== undefined && glyphs.confidence >= GLYPHS_CONTRADICTION_MIN;
  return line.confidence >= alone && !contradicted ? believe(line, "cnn") : withhold(line);
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
