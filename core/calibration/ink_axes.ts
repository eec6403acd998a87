/** Proposes the colours between which a region's writing may lie, from the pictures of it. */
import type { Picture } from "../protocol/picture.ts";
import type { Color } from "../vision/colors.ts";
import { farthestChannel, findPalette } from "../vision/ink.ts";
import type { InkAxis } from "./align_glyphs.ts";

const AXES_MAX = 14;
const CONTRAST_MIN = 48;
/** Two axes whose colours differ less are one. */
const SAME_MAX = 28;
const WHITE: Color = { r: 255, g: 255, b: 255 }, BLACK: Color = { r: 0, g: 0, b: 0 };

/** Where the ground moves: whatever is nearly white, or nearly black. */
const PLAIN_AXES: readonly InkAxis[] = [
  { ink: "#ffffff", ground: "#707070" },
  { ink: "#ffffff", ground: "#a8a8a8" },
  { ink: "#000000", ground: "#909090" },
];

interface Candidate {
  ink: Color;
  ground: Color;
  votes: number;
}

/** Axes that several pictures have in common first. */
export function proposeAxes(pictures: readonly Picture[]): InkAxis[] {
  const candidates: Candidate[] = [];
  for (const picture of pictures) {
    for (const axis of axesOf(picture)) {
      const same = candidates.find((one) =>
        farthestChannel(one.ink, axis.ink) <= SAME_MAX && farthestChannel(one.ground, axis.ground) <= SAME_MAX
      );
      if (same) same.votes += 1;
      else candidates.push({ ...axis, votes: 1 });
    }
  }
  const voted = candidates.sort((one, other) => other.votes - one.votes).slice(0, AXES_MAX)
    .map(({ ink, ground }) => ({ ink: toHex(ink), ground: toHex(ground) }));
  return [...voted, ...PLAIN_AXES];
}

function axesOf(picture: Picture): { ink: Color; ground: Color }[] {
  const { areas, extreme } = findPalette(picture);
  if (areas.length === 0) return [];
  // Uneven grounds and inks: what is lighter, or darker, than all of them.
  const inks = [...areas.slice(1), extreme, WHITE, BLACK];
  const grounds = areas.slice(0, 3);
  return grounds.flatMap((ground) =>
    inks.filter((ink) => farthestChannel(ink, ground) >= CONTRAST_MIN).map((ink) => ({ ink, ground }))
  );
}

/** `#rrggbb` of a colour. */
export function toHex({ r, g, b }: Color): string {
  return `#${[r, g, b].map((channel) => Math.round(channel).toString(16).padStart(2, "0")).join("")}`;
}
