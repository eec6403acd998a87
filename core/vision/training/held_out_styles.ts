/** The styles of held-out crops: data. Which fonts, grounds and effects each takes, and what may be read off it. */
import type { FontClass } from "./held_out_fonts.ts";
import type { Ground } from "./held_out_grounds.ts";
import type { Effect } from "./held_out_writing.ts";

export interface CropStyle {
  name: string;
  fonts: readonly FontClass[];
  grounds: readonly Ground[];
  effects: readonly Effect[];
  /** share of pictures with dark ink on light ground */
  light: number;
  /** physical pixels a CSS pixel; otherwise any of `SCALES` */
  scales?: readonly number[];
  /** characters this much narrower, lowest and highest */
  squeeze?: readonly [number, number];
  /** ink whose contrast with the ground is only this, lowest and highest (1 is none, 21 black on white) */
  contrast?: readonly [number, number];
  /** red ink, as the curve behind it */
  red?: boolean;
  /** `hiding`: a popup covers a figure, no value may be given; `beside`: it covers none */
  popup?: "hiding" | "beside";
  /** `words`: writing that is no number; `none`: no writing at all */
  instead?: "words" | "none";
  /** JPEG quality, 0 to 100, lowest and highest */
  jpeg?: readonly [number, number];
  /** coloured edges as an LCD's text has them */
  lcd?: boolean;
}

/** Windows' and browsers' own scales, and zooms that people use. */
export const SCALES = [1, 1, 1, 1, 0.8, 1.1, 1.25, 1.5, 1.75, 2] as const;

const BASE = { fonts: ["sans"], grounds: ["flat", "shaded"], effects: ["plain"], light: 0 } as const;

/** In turn, one crop each. */
export const CROP_STYLES: readonly CropStyle[] = [
  { ...BASE, name: "plain" },
  { ...BASE, name: "aviator", grounds: ["curve", "rays"] },
  { ...BASE, name: "light", light: 1 },
  { ...BASE, name: "outlined", effects: ["outlined"], grounds: ["shaded", "rays", "picture"], light: 0.3 },
  { ...BASE, name: "hollow", effects: ["hollow"], light: 0.3 },
  { ...BASE, name: "shadowed", effects: ["shadowed"], grounds: ["shaded", "rays", "picture"], light: 0.2 },
  { ...BASE, name: "glowing", effects: ["glowing"], grounds: ["shaded", "stars"], light: 0 },
  { ...BASE, name: "condensed", fonts: ["condensed", "sans"], squeeze: [0.68, 0.9], light: 0.2 },
  { ...BASE, name: "serif", fonts: ["serif"], light: 0.3 },
  { ...BASE, name: "italic", fonts: ["italic"], light: 0.3 },
  { ...BASE, name: "mono", fonts: ["mono"], light: 0.3 },
  { ...BASE, name: "gradient", effects: ["gradient"], light: 0.2 },
  { ...BASE, name: "rays", grounds: ["rays"], light: 0.4 },
  { ...BASE, name: "stars", grounds: ["stars"], light: 0.2 },
  { ...BASE, name: "picture", grounds: ["picture"], light: 0.4 },
  { ...BASE, name: "low-contrast", contrast: [1.8, 2.8], light: 0.4 },
  { ...BASE, name: "red-on-curve", grounds: ["curve"], red: true },
  { ...BASE, name: "covered", grounds: ["flat", "shaded", "curve"], light: 0.3, popup: "hiding" },
  { ...BASE, name: "popup-beside", light: 0.3, popup: "beside" },
  { ...BASE, name: "shrunk", scales: [0.75, 0.8], light: 0.3 },
  { ...BASE, name: "jpeg", grounds: ["flat", "shaded", "rays"], jpeg: [55, 92], light: 0.3 },
  { ...BASE, name: "lcd", lcd: true, light: 0.5, scales: [1, 1.25] },
  { ...BASE, name: "words", fonts: ["sans", "serif", "condensed"], light: 0.3, instead: "words" },
  {
    ...BASE,
    name: "nothing",
    grounds: ["flat", "shaded", "rays", "stars", "picture", "curve"],
    light: 0.3,
    instead: "none",
  },
];
