/** Learns which colours a table's stage has. Refuses a stage whose colours do not stay the same from frame to frame. */
import type { Picture } from "../protocol/picture.ts";
import { Palette, type PaletteDescription } from "../vision/palette.ts";
import type { PhaseSample } from "./learn_phases.ts";

/** Largest difference of a channel from a colour of the palette, 0 to 255. */
const TOLERANCE = 24;
const COLORS_MAX = 32;
/** Five bits a channel, as `Palette` tells colours apart. */
const SHADES = 32, SHADE_LEVELS = 8;
/** What so few of all pixels have is no colour of the table's. */
const SHARE_LEFT = 0.002;
/** Writing in a colour that no example had, such as that of a high multiplier, takes up less of a stage than this. */
const STRANGE_LEAST = 0.12, STRANGE_SPARE = 0.03;
/** A stage of which so much is strange in frames that were not learnt from, has no palette. */
const STRANGE_MOST = 0.25;
/** Each frame is kept out once. */
const FOLDS = 4;
const FRAMES_MIN = 8;

/**
 * Learns a palette from stages that are surely not covered: those whose phase is known.
 *
 * @returns colours, and the share of strange pixels from which on something covers the stage; null where there are too few
 * frames, or where those kept out of learning have too many colours of their own
 */
export function learnPalette(samples: readonly PhaseSample[]): PaletteDescription | null {
  const stages = samples.filter(({ phase }) => phase !== "unknown").map(({ picture }) => picture);
  if (stages.length < FRAMES_MIN) return null;
  let strangest = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const palette = new Palette(describe(stages.filter((_, index) => index % FOLDS !== fold), STRANGE_LEAST));
    for (const stage of stages.filter((_, index) => index % FOLDS === fold)) {
      strangest = Math.max(strangest, palette.strangeShare(stage));
    }
  }
  if (strangest > STRANGE_MOST) return null;
  const strangeMax = Math.max(STRANGE_LEAST, Math.round(1000 * (strangest + STRANGE_SPARE)) / 1000);
  return describe(stages, strangeMax);
}

/** The fewest colours that leave hardly a pixel strange, commonest first. */
function describe(stages: readonly Picture[], strangeMax: number): PaletteDescription {
  const shares = shadeShares(stages), colors: string[] = [];
  let left = 1;
  while (left > SHARE_LEFT && colors.length < COLORS_MAX) {
    let best = 0;
    for (let shade = 1; shade < shares.length; shade++) if (shares[shade] > shares[best]) best = shade;
    if (shares[best] === 0) break;
    colors.push(colorOf(best));
    left -= takeNear(shares, best);
  }
  return { colors, tolerance: TOLERANCE, strangeMax };
}

/** Mean share of each shade, every frame counting the same. */
function shadeShares(stages: readonly Picture[]): Float64Array {
  const shares = new Float64Array(SHADES ** 3);
  for (const { data } of stages) {
    const weight = 4 / (data.length * stages.length);
    for (let at = 0; at < data.length; at += 4) {
      shares[(data[at] >> 3) << 10 | (data[at + 1] >> 3) << 5 | data[at + 2] >> 3] += weight;
    }
  }
  return shares;
}

function channelsOf(shade: number): [number, number, number] {
  return [shade >> 10, (shade >> 5) & 31, shade & 31];
}

function colorOf(shade: number): string {
  const middle = (level: number) => (level * SHADE_LEVELS + SHADE_LEVELS / 2).toString(16).padStart(2, "0");
  return `#${channelsOf(shade).map(middle).join("")}`;
}

/** Counts what one colour of the palette explains, and takes it out. */
function takeNear(shares: Float64Array, shade: number): number {
  const reach = Math.floor(TOLERANCE / SHADE_LEVELS);
  const range = (level: number) => [Math.max(0, level - reach), Math.min(SHADES - 1, level + reach)];
  const [red, green, blue] = channelsOf(shade).map(range);
  let taken = 0;
  for (let r = red[0]; r <= red[1]; r++) {
    for (let g = green[0]; g <= green[1]; g++) {
      for (let b = blue[0]; b <= blue[1]; b++) {
        taken += shares[r << 10 | g << 5 | b];
        shares[r << 10 | g << 5 | b] = 0;
      }
    }
  }
  return taken;
}
