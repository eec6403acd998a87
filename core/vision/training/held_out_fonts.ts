/**
 * The fonts of held-out sets. Training never uses them, and a test holds it to that. All are Debian packages:
 * fonts-{adf-switzera,cabin,cantarell,clear-sans,courier-prime,karla,linuxlibertine,oxygen}. All must be there: a set
 * drawn with other fonts is another set.
 */
import { createCanvas, GlobalFonts } from "@napi-rs/canvas";
import { HostError } from "../../protocol/errors.ts";

const ROOT = "/usr/share/fonts/";
export const FONT_PACKAGES =
  "fonts-adf-switzera fonts-cabin fonts-cantarell fonts-clear-sans fonts-courier-prime fonts-karla fonts-linuxlibertine fonts-oxygen";

/** What a style may ask for. */
export type FontClass = "sans" | "serif" | "italic" | "condensed" | "mono";

/** Paths under `/usr/share/fonts/`; `%` stands for each weight. */
const FILES: Record<FontClass, readonly [path: string, weights: string][]> = {
  sans: [
    ["opentype/cantarell/Cantarell-%.otf", "Regular|Bold|ExtraBold"],
    ["opentype/cabin/Cabin-%.otf", "Regular|SemiBold|Bold"],
    ["truetype/clear-sans/ClearSans-%.ttf", "Regular|Medium|Bold"],
    ["truetype/karla/Karla-%.otf", "Regular|Bold|ExtraBold"],
    ["truetype/oxygen/Oxygen-Sans%.ttf", "|-Bold"],
    ["truetype/adf/SwitzeraADF-%.otf", "Regular|DemiBold|Bold"],
    ["opentype/linux-libertine/LinBiolinum_%.otf", "R|RB"],
  ],
  serif: [["opentype/linux-libertine/LinLibertine_%.otf", "R|RZ|RB|DR"]],
  italic: [
    ["opentype/cabin/Cabin-%.otf", "Italic|BoldItalic"],
    ["truetype/clear-sans/ClearSans-%.ttf", "Italic|BoldItalic"],
    ["truetype/karla/Karla-%.otf", "Italic|BoldItalic"],
    ["truetype/adf/SwitzeraADF-%.otf", "DemiBoldItalic|BoldItalic"],
    ["opentype/linux-libertine/LinLibertine_%.otf", "RBI"],
  ],
  condensed: [["truetype/adf/SwitzeraADF-%.otf", "Cond|DmBdCond|BoldCond"]],
  mono: [
    ["truetype/oxygen/OxygenMono-%.ttf", "Regular"],
    ["opentype/courier-prime/Courier Prime%.otf", "| Bold"],
    ["opentype/courier-prime/Courier Prime Sans%.otf", "| Bold"],
  ],
};

const families = new Map<FontClass, string[]>();
const figureShares = new Map<string, number>();

/** Every font file, to compare with those of training. */
export function heldOutFiles(): string[] {
  return Object.values(FILES).flatMap((fonts) => fonts.flatMap(filesOf));
}

/**
 * Families to draw with.
 *
 * @throws {HostError} `bad_config` naming the packages when a font is missing
 */
export function heldOutFonts(kind: FontClass): readonly string[] {
  let found = families.get(kind);
  if (!found) families.set(kind, found = FILES[kind].flatMap(filesOf).map(register));
  return found;
}

/** A figure's height in shares of the font's size. */
export function figureShare(family: string): number {
  let share = figureShares.get(family);
  if (share === undefined) {
    const context = createCanvas(8, 8).getContext("2d");
    context.font = `1000px "${family}"`;
    share = context.measureText("0").actualBoundingBoxAscent / 1000;
    figureShares.set(family, share);
  }
  return share;
}

function filesOf([path, weights]: readonly [string, string]): string[] {
  return weights.split("|").map((weight) => ROOT + path.replace("%", weight));
}

function register(file: string): string {
  const family = `held out ${file.replace(/^.*\/|\.\w+$/g, "")}`;
  if (GlobalFonts.has(family) || GlobalFonts.registerFromPath(file, family)) return family;
  throw new HostError("bad_config", `Cannot draw without ${file}: apt-get install ${FONT_PACKAGES}`);
}
