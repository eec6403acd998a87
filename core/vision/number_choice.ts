/** Chooses between what the glyph stage and the line stage say. Zero wrong comes before more right. */
import type { ReadMethod } from "../protocol/reading.ts";
import type { Box } from "./components.ts";
import { type LineValue, openSidesOf } from "./line_value.ts";
import type { NumberFormat } from "./number_format.ts";
import type { NumberText } from "./number_text.ts";

/** A value with the stage that it is believed for; null when none is. */
export interface NumberChoice {
  value: number | null;
  confidence: number;
  method: Extract<ReadMethod, "glyphs" | "cnn" | "none">;
}

/**
 * Why sure glyphs may not be the number: a part of it may be hidden, or is if what hardly shows is a cover, or it is one sign
 * that may be no figure.
 */
export type Suspicion = "none" | "hidden" | "faint" | "lone";

/** Surer glyphs are not held against anything: on plain writing the line stage costs many times as much. */
export const GLYPHS_ALONE_MIN = 0.95, MENDED_ALONE_MIN = 0.98;
/** A line that nothing supports must be this sure; surer where no decimals say that the number is whole. */
export const LINE_ALONE_MIN = 0.9, COUNT_ALONE_MIN = 0.96, LONE_FIGURE_MIN = 0.99;
/** And this sure where a part of it may be hidden. */
const LINE_HIDDEN_MIN = 0.97;
/** A line this sure of another value makes sure glyphs doubtful. */
const CONTRADICTION_MIN = 0.6;
/** A line this sure of the same value clears sure glyphs of a suspicion. */
const CONFIRMATION_MIN: Record<Suspicion, number> = { none: 0, hidden: 0.97, faint: 0.6, lone: 0.9 };
/** Glyphs this sure of another value make a sure line doubtful. */
const GLYPHS_CONTRADICTION_MIN = 0.5;
/** Two that agree may each be less sure. */
const AGREED_LINE_MIN = 0.7, AGREED_GLYPHS_MIN = 0.4;

/** What one stage says, as who looks for what may be wrong with it needs it. */
export interface Claim {
  value: number;
  box?: Box;
  open?: { left: boolean; right: boolean };
  /** read as a whole: nothing says that there are figures all the way */
  asLine?: boolean;
}

/** Asks the line stage only where the glyph stage is not sure enough, or under suspicion. */
export function chooseNumber(
  glyphs: NumberText,
  { suspicion, readLine, format }: {
    suspicion: (claim: Claim) => Suspicion;
    readLine: () => LineValue;
    format: NumberFormat;
  },
): NumberChoice {
  const { value } = glyphs;
  if (value === null) return chooseLine(glyphs, { line: readLine(), suspicion, format });
  const suspected = suspicion({ ...glyphs, value });
  const least = glyphs.mended ? MENDED_ALONE_MIN : GLYPHS_ALONE_MIN;
  if (suspected === "none" && glyphs.confidence >= least) return believe(glyphs, "glyphs");
  const line = readLine();
  const doubtful = suspected === "none"
    ? isContradicted(value, line)
    : line.value !== value || line.confidence < CONFIRMATION_MIN[suspected];
  return doubtful ? withhold(line) : believe(glyphs, "glyphs");
}

function chooseLine(
  glyphs: NumberText,
  { line, suspicion, format }: { line: LineValue; suspicion: (claim: Claim) => Suspicion; format: NumberFormat },
): NumberChoice {
  const { value, confidence } = line;
  if (value === null) return withhold(glyphs);
  const { doubtful } = glyphs;
  if (doubtful !== undefined && doubtful !== value && glyphs.confidence >= GLYPHS_CONTRADICTION_MIN) {
    return withhold(line);
  }
  const claims: Claim[] = [{ value, box: line.box, open: openSidesOf(line.text, format), asLine: true }];
  if (doubtful !== undefined) claims.push({ ...glyphs, value: doubtful });
  const suspected = claims.map(suspicion);
  const agreed = doubtful === value && glyphs.confidence >= AGREED_GLYPHS_MIN;
  const least = suspected.includes("hidden")
    ? LINE_HIDDEN_MIN
    : suspected.includes("lone")
    ? LONE_FIGURE_MIN
    : agreed
    ? AGREED_LINE_MIN
    : format.kind === "count"
    ? COUNT_ALONE_MIN
    : LINE_ALONE_MIN;
  return confidence >= least ? believe(line, "cnn") : withhold(line);
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
