/** Hides a part of a line, behind something or past the crop's edge, such that what is left is not the number. */
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Picture } from "../../protocol/picture.ts";
import { type Colors, css, randomColor } from "./line_styles.ts";
import type { Placing } from "./line_placing.ts";
import { pick, type Random } from "./sketches.ts";

/** How a line is hidden, and what is left to spell. */
export interface Hidden {
  label: string;
  style: "covered" | "cut";
  paint(context: SKRSContext2D, colors: Colors): void;
  /** what is left of the picture */
  kept: { left: number; top: number; width: number; height: number };
}

/** A glyph is hidden from this share of its width on; a smaller part is left alone or hidden further. */
const HIDDEN_MIN = 0.35, SEEN_MAX = 0.06;
const TRIES_MAX = 30;

/** Hides a part that holds at least one sign of the number. */
export function hideGlyphs(placing: Placing, random: Random): Hidden | null {
  const way = random();
  if (way < 0.15) return cutFlat(placing, random);
  for (let i = 0; i < TRIES_MAX; i++) {
    const hidden = way < 0.45 ? cutSide(placing, random) : cover(placing, random);
    if (hidden) return hidden;
  }
  return null;
}

/** Above or below so much is missing that figures become others. */
function cutFlat({ text, y, figure, width, height }: Placing, random: Random): Hidden {
  const share = 0.2 + random() * 0.4, upper = random() < 0.5;
  const top = upper ? Math.round(y - figure * (1 - share)) : 0;
  const bottom = upper ? height : Math.max(2, Math.round(y - figure * share));
  return {
    label: text.figures.replace(/\S+/g, "#"),
    style: "cut",
    paint: () => {},
    kept: { left: 0, top, width, height: bottom - top },
  };
}

function cutSide(placing: Placing, random: Random): Hidden | null {
  const { glyphs, width, height } = placing;
  const glyph = pick(random, glyphs), leftSide = random() < 0.5;
  const edge = Math.round(glyph.left + (0.15 + 0.7 * random()) * (glyph.right - glyph.left));
  const [left, right] = leftSide ? [edge, width] : [0, edge];
  const label = labelWithout(placing, { seen: (from, to) => Math.min(to, right) - Math.max(from, left), gone: "" });
  if (label === null || right - left < 0.5 * placing.figure) return null;
  return {
    label,
    style: "cut",
    paint: () => {},
    kept: { left, top: 0, width: right - left, height },
  };
}

function cover(placing: Placing, random: Random): Hidden | null {
  const { figure, height, y, glyphs } = placing;
  const size = figure * (0.4 + random() * random() * 5);
  const first = glyphs[0].left, last = glyphs[glyphs.length - 1].right;
  const [left, right] = random() < 0.4
    ? flush(glyphs, { random, size })
    : anywhere(first - 0.5 * size + random() * (last - first), size);
  const bare = random() < 0.2;
  const label = labelWithout(placing, {
    seen: (from, to) => (to - from) - Math.max(0, Math.min(to, right) - Math.max(from, left)),
    gone: "#",
  });
  if (label === null) return null;
  // Where nothing is left of what it hides, and it looks as what lies behind, nobody can know.
  if (bare && !glyphs.some((glyph) => isPart(glyph, { left, right }))) return null;
  const top = random() < 0.6 ? -2 : y - figure * (0.9 + 0.3 * random());
  const bottom = random() < 0.6 ? height + 2 : y + figure * 0.3 * random();
  const fill = bare ? null : css(randomColor(random), random() < 0.8 ? 1 : 0.93);
  const rim = !bare && random() < 0.4 ? css(randomColor(random)) : null;
  return {
    label,
    style: "covered",
    paint: (context, { ground }) => {
      context.fillStyle = fill ?? css(ground);
      context.fillRect(left, top, right - left, bottom - top);
      if (!rim) return;
      context.strokeStyle = rim;
      context.strokeRect(left, top, right - left, bottom - top);
    },
    kept: { left: 0, top: 0, width: placing.width, height },
  };
}

function anywhere(left: number, size: number): [number, number] {
  return [left, left + size];
}

/** A cover that begins or ends between two glyphs. */
function flush(glyphs: Placing["glyphs"], { random, size }: { random: Random; size: number }): [number, number] {
  const at = 1 + Math.floor(random() * Math.max(1, glyphs.length - 1));
  if (at >= glyphs.length) return [0, 0];
  const edge = glyphs[at - 1].right + random() * Math.max(0, glyphs[at].left - glyphs[at - 1].right);
  return random() < 0.5 ? [edge - size - 9 * random() * size, edge] : [edge, edge + size + 9 * random() * size];
}

function isPart(glyph: Placing["glyphs"][number], { left, right }: { left: number; right: number }): boolean {
  const hidden = Math.min(glyph.right, right) - Math.max(glyph.left, left), width = glyph.right - glyph.left;
  return hidden > HIDDEN_MIN * width && hidden < 0.9 * width;
}

/** The label with a sign for what is hidden; null when a glyph is neither hidden nor whole, or all are whole. */
function labelWithout(
  { text, glyphs }: Placing,
  { seen, gone }: { seen: (from: number, to: number) => number; gone: "" | "#" },
): string | null {
  let spelt = "", next = 0, hidden = false;
  const { before, figures, behind } = text;
  const written = before + figures + behind;
  for (let at = 0; at < written.length; at++) {
    if (written[at] === " ") {
      spelt += " ";
      continue;
    }
    const { left, right } = glyphs[next++];
    const share = 1 - Math.max(0, seen(left, right)) / Math.max(0.5, right - left);
    const inside = at >= before.length && at < before.length + figures.length;
    if (share > SEEN_MAX && share < HIDDEN_MIN) return null;
    if (share <= SEEN_MAX) spelt += inside ? signOf(written[at]) : /[$€]/.test(written[at]) ? "$" : "?";
    else if (share >= 0.995) spelt += gone;
    else spelt += "#";
    if (inside && share >= HIDDEN_MIN) hidden = true;
  }
  if (!hidden || !spelt.includes("#")) return null;
  return spelt.replace(/[# ]*#[# ]*/g, "#").replace(/\?+/g, "?").trim();
}

function signOf(character: string): string {
  if (/[xX×]/.test(character)) return "x";
  return /[\d.,]/.test(character) ? character : /[$€]/.test(character) ? "$" : "?";
}

/** What is left of a picture whose line was hidden. */
export function keep({ data, width }: Picture, { left, top, width: columns, height: rows }: Hidden["kept"]): Picture {
  const part = new Uint8Array(4 * columns * rows);
  for (let y = 0; y < rows; y++) {
    const from = 4 * ((top + y) * width + left);
    part.set(data.subarray(from, from + 4 * columns), 4 * y * columns);
  }
  return { width: columns, height: rows, data: part };
}
