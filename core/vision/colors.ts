/** Colours: `#rrggbb` and the distance of a pixel from one. Refuses every other spelling. */

/** A colour as three channels, 0 to 255. */
export interface Color {
  r: number;
  g: number;
  b: number;
}

/**
 * Parses `#rrggbb`.
 *
 * @throws {RangeError} when the text is anything else
 */
export function parseColor(text: string): Color {
  if (!/^#[0-9a-f]{6}$/i.test(text)) throw new RangeError(`Cannot parse colour: ${text}`);
  const value = parseInt(text.slice(1), 16);
  return { r: value >> 16, g: (value >> 8) & 255, b: value & 255 };
}

/** Largest difference of a channel between the pixel at byte `offset` and a colour, 0 to 255. */
export function channelDistance(data: ArrayLike<number>, offset: number, color: Color): number {
  const r = Math.abs(data[offset] - color.r);
  const g = Math.abs(data[offset + 1] - color.g);
  const b = Math.abs(data[offset + 2] - color.b);
  return r > g ? (r > b ? r : b) : (g > b ? g : b);
}

/** Spells a colour, its channels rounded. */
export function hexOf({ r, g, b }: Color): string {
  return `#${[r, g, b].map((value) => Math.round(value).toString(16).padStart(2, "0")).join("")}`;
}

/** Hue in degrees, and saturation as the difference of the channels, 0 to 255; grey has the hue 0. */
export function hueOf({ r, g, b }: Color): { hue: number; saturation: number } {
  const high = Math.max(r, g, b), saturation = high - Math.min(r, g, b);
  if (saturation === 0) return { hue: 0, saturation };
  const sixth = high === r
    ? ((g - b) / saturation + 6) % 6
    : high === g
    ? (b - r) / saturation + 2
    : (r - g) / saturation + 4;
  return { hue: 60 * sixth, saturation };
}
