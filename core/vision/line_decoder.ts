/** Spells what a line network's frames say: the likeliest texts with their probabilities. Knows nothing of numbers. */
import { LINE_CLASSES, LINE_SIGNS } from "./line_shapes.ts";

/** A text that the frames may spell. */
export interface Spelling {
  text: string;
  /** 0 to 1, over all ways to spell it */
  chance: number;
}

/** The likeliest spellings, and where in the picture the likeliest signs stand. */
export interface DecodedLine {
  spellings: Spelling[];
  /** frames of the first and the last sign; -1: none */
  firstFrame: number;
  lastFrame: number;
  /** frames of the first and the last sign that a number is written with; -1: none */
  firstFigure: number;
  lastFigure: number;
}

const FIGURE_SIGNS = "0123456789.,x";
const SPELLINGS_MAX = 8;
/** Signs less likely in a frame are not followed. */
const CHANCE_MIN = 0.002;

interface Prefix {
  text: string;
  /** probability that it ends in nothing, and in its last sign */
  closed: number;
  open: number;
}

/**
 * Searches the likeliest spellings, frame by frame.
 *
 * @param logits `[frame][class]`
 */
export function decodeLine(logits: Float32Array): DecodedLine {
  const frames = logits.length / LINE_CLASSES, chances = new Float64Array(LINE_CLASSES);
  let prefixes: Prefix[] = [{ text: "", closed: 1, open: 0 }];
  let firstFrame = -1, lastFrame = -1, firstFigure = -1, lastFigure = -1;
  for (let frame = 0; frame < frames; frame++) {
    const best = softmax(logits.subarray(frame * LINE_CLASSES, (frame + 1) * LINE_CLASSES), chances);
    if (best !== 0) {
      if (firstFrame < 0) firstFrame = frame;
      lastFrame = frame;
    }
    if (best !== 0 && FIGURE_SIGNS.includes(LINE_SIGNS[best - 1])) {
      if (firstFigure < 0) firstFigure = frame;
      lastFigure = frame;
    }
    prefixes = extend(prefixes, chances);
  }
  const spellings = prefixes.map(({ text, closed, open }) => ({ text, chance: closed + open }));
  return { spellings, firstFrame, lastFrame, firstFigure, lastFigure };
}

/** Fills `chances`; the likeliest class. */
function softmax(logits: Float32Array, chances: Float64Array): number {
  let best = 0, sum = 0;
  for (let i = 1; i < LINE_CLASSES; i++) if (logits[i] > logits[best]) best = i;
  for (let i = 0; i < LINE_CLASSES; i++) sum += chances[i] = Math.exp(logits[i] - logits[best]);
  for (let i = 0; i < LINE_CLASSES; i++) chances[i] /= sum;
  return best;
}

function extend(prefixes: readonly Prefix[], chances: Float64Array): Prefix[] {
  const next = new Map<string, Prefix>();
  const at = (text: string): Prefix => {
    let prefix = next.get(text);
    if (!prefix) next.set(text, prefix = { text, closed: 0, open: 0 });
    return prefix;
  };
  for (const { text, closed, open } of prefixes) {
    const all = closed + open, same = at(text);
    same.closed += all * chances[0];
    const last = LINE_SIGNS.indexOf(text.slice(-1) || "\0") + 1;
    if (last > 0) same.open += open * chances[last];
    for (let sign = 1; sign <= LINE_SIGNS.length; sign++) {
      if (chances[sign] < CHANCE_MIN) continue;
      at(text + LINE_SIGNS[sign - 1]).open += (sign === last ? closed : all) * chances[sign];
    }
  }
  const found = [...next.values()];
  if (found.length === 1) return found;
  return found.sort((one, other) => other.closed + other.open - one.closed - one.open).slice(0, SPELLINGS_MAX);
}
