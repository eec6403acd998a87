/** How the sketches of whole lines look: what lies behind the writing, how it is painted, and what lies over it. */
import { createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import { pick, type Random, RED } from "./sketches.ts";

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Colours of one sketch. */
export interface Colors {
  ground: Rgb;
  ink: Rgb;
  /** of outlines, shadows and glows */
  other: Rgb;
  weak: boolean;
}

/** How the writing is painted. */
export type Paint = "plain" | "outlined" | "hollow" | "shadowed" | "glowing" | "gradient";

const INKS: readonly Rgb[] = [
  [255, 255, 255],
  [255, 255, 255],
  [255, 61, 127],
  [192, 23, 180],
  [52, 180, 255],
  [145, 62, 248],
  [40, 169, 9],
  [158, 160, 163],
  [230, 147, 8],
  [255, 215, 80],
  [229, 5, 57],
  [0, 0, 0],
  [27, 28, 29],
  [13, 71, 161],
  [120, 20, 20],
];
const CONTRAST_MIN = 70, WEAK_CONTRAST = [26, 60] as const;

/** A ground and an ink that can be told from it. */
export function chooseColors(random: Random): Colors {
  const lightness = pick(random, [0.08, 0.08, 0.12, 0.2, 0.4, 0.6, 0.88, 0.96]) + (random() - 0.5) * 0.08;
  const ground = hsl(random() * 360, random() * random() * (lightness > 0.3 && lightness < 0.7 ? 0.9 : 0.5), lightness);
  const other = farthest(ground, random() < 0.5 ? [0, 0, 0] : randomColor(random));
  if (random() < 0.1) {
    const change = WEAK_CONTRAST[0] + random() * (WEAK_CONTRAST[1] - WEAK_CONTRAST[0]);
    const way = ground[0] + ground[1] + ground[2] > 380 ? -change : change;
    return {
      ground,
      ink: ground.map((value) => clamp(value + way * (0.75 + random() * 0.5))) as never,
      other,
      weak: true,
    };
  }
  for (;;) {
    const ink = random() < 0.75 ? pick(random, INKS) : randomColor(random);
    if (contrast(ink, ground) >= CONTRAST_MIN) return { ground, ink, other, weak: false };
  }
}

/** Paints what lies behind: flat, shaded, rays, stars, stripes, clouds, shapes. */
export function paintGround(
  context: SKRSContext2D,
  { random, ground, width, height, calm }: {
    random: Random;
    ground: Rgb;
    width: number;
    height: number;
    calm: boolean;
  },
): void {
  const shaded = shade(ground, (random() - 0.5) * (calm ? 16 : 70));
  const gradient = random() < 0.5
    ? context.createLinearGradient(0, 0, random() * width, height)
    : context.createRadialGradient(width / 2, height / 2, 0, width / 2, height / 2, width * 0.7);
  gradient.addColorStop(0, css(ground));
  gradient.addColorStop(1, css(random() < 0.4 ? ground : shaded));
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
  if (calm) return;
  const strength = 0.03 + random() * random() * 0.25, color = random() < 0.5 ? [255, 255, 255] : [0, 0, 0];
  context.fillStyle = css(random() < 0.7 ? color as never : randomColor(random), strength);
  pick(random, [paintRays, paintRays, paintStripes, paintStars, paintShapes, paintClouds])(context, {
    random,
    width,
    height,
  });
}

interface Room {
  random: Random;
  width: number;
  height: number;
}

function paintRays(context: SKRSContext2D, { random, width, height }: Room): void {
  const x = (random() * 1.4 - 0.2) * width, y = (random() * 1.6 - 0.3) * height, far = width + height;
  const step = 0.12 + random() * 0.3, start = random() * step;
  for (let angle = start - Math.PI; angle < Math.PI; angle += 2 * step) {
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + far * Math.cos(angle), y + far * Math.sin(angle));
    context.lineTo(x + far * Math.cos(angle + step), y + far * Math.sin(angle + step));
    context.fill();
  }
}

function paintStripes(context: SKRSContext2D, { random, width, height }: Room): void {
  const step = 3 + random() * height * 0.6,
    slant = (random() - 0.5) * 2 * height,
    thick = step * (0.1 + random() * 0.5);
  for (let x = -height; x < width + height; x += step) {
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x + thick, 0);
    context.lineTo(x + thick + slant, height);
    context.lineTo(x + slant, height);
    context.fill();
  }
}

function paintStars(context: SKRSContext2D, { random, width, height }: Room): void {
  const count = width * height / (60 + random() * 600);
  for (let i = 0; i < count; i++) {
    const size = 0.5 + random() * random() * 3;
    context.beginPath();
    context.arc(random() * width, random() * height, size, 0, 7);
    context.fill();
  }
}

function paintShapes(context: SKRSContext2D, { random, width, height }: Room): void {
  for (let i = 0; i < 2 + random() * 8; i++) {
    context.fillStyle = css(randomColor(random), 0.04 + random() * 0.2);
    context.beginPath();
    const size = height * (0.2 + random());
    if (random() < 0.5) context.arc(random() * width, random() * height, size / 2, 0, 7);
    else context.rect(random() * width - size / 2, random() * height - size / 2, size * (0.3 + 2 * random()), size);
    context.fill();
  }
}

/** Soft patches, as of a picture far out of focus. */
function paintClouds(context: SKRSContext2D, { random, width, height }: Room): void {
  const small = createCanvas(3 + Math.floor(random() * 12), 2 + Math.floor(random() * 5)),
    inside = small.getContext("2d");
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++) {
      inside.fillStyle = css(randomColor(random), random() * 0.35);
      inside.fillRect(x, y, 1, 1);
    }
  }
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, width, height);
}

/** Writes with the context's font from its origin on. */
export function paintText(
  context: SKRSContext2D,
  { random, text, paint, colors, figure }: {
    random: Random;
    text: string;
    paint: Paint;
    colors: Colors;
    figure: number;
  },
): void {
  const { ink, other, ground } = colors;
  context.lineJoin = random() < 0.5 ? "round" : "miter";
  context.miterLimit = 3;
  context.fillStyle = css(ink);
  if (paint === "shadowed") {
    context.shadowColor = css(random() < 0.7 ? [0, 0, 0] : other, 0.4 + random() * 0.6);
    context.shadowOffsetX = (random() - 0.3) * figure * 0.16;
    context.shadowOffsetY = (random() - 0.2) * figure * 0.2;
    context.shadowBlur = random() < 0.4 ? 0 : random() * figure * 0.2;
  }
  if (paint === "glowing") {
    context.shadowColor = css(random() < 0.5 ? ink : randomColor(random), 0.5 + random() * 0.5);
    context.shadowBlur = figure * (0.1 + random() * 0.7);
  }
  if (paint === "gradient") {
    const gradient = context.createLinearGradient(0, -figure, random() < 0.8 ? 0 : figure * 4, 0);
    gradient.addColorStop(0, css(shade(ink, random() * 60)));
    gradient.addColorStop(0.5, css(ink));
    gradient.addColorStop(1, css(shade(ink, (random() - 0.6) * 110)));
    context.fillStyle = gradient;
  }
  if (paint === "outlined" || paint === "hollow" || (paint === "gradient" && random() < 0.4)) {
    context.lineWidth = figure * (paint === "hollow" ? 0.05 + random() * 0.06 : 0.06 + random() * 0.2);
    context.strokeStyle = css(paint === "hollow" ? ink : other);
    if (paint === "hollow") context.fillStyle = css(random() < 0.5 ? ground : shade(ground, (random() - 0.5) * 60));
    if (paint !== "hollow" || random() < 0.5) context.strokeText(text, 0, 0);
  }
  context.fillText(text, 0, 0);
  if (paint === "glowing" && random() < 0.5) context.fillText(text, 0, 0);
  context.shadowColor = "transparent";
  if (paint === "hollow") context.strokeText(text, 0, 0);
}

/** A curve thin enough to be read through. */
export function paintThread(context: SKRSContext2D, { random, width, height }: Room & { figure: number }): void {
  context.strokeStyle = random() < 0.5 ? RED : css(randomColor(random));
  context.lineWidth = 1 + random() * Math.max(1, height * 0.03);
  context.beginPath();
  context.moveTo(-2, height * (0.5 + random() * 0.5));
  context.quadraticCurveTo(
    width * (0.2 + random() * 0.6),
    height * (0.6 + random() * 0.4),
    width + 2,
    height * random(),
  );
  context.stroke();
}

/** A colour as a canvas takes it. */
export function css([r, g, b]: Rgb, opacity = 1): string {
  return `rgba(${r | 0},${g | 0},${b | 0},${opacity.toFixed(3)})`;
}

/** Any colour. */
export function randomColor(random: Random): Rgb {
  return hsl(random() * 360, random(), random());
}

function shade([r, g, b]: Rgb, change: number): Rgb {
  return [clamp(r + change), clamp(g + change), clamp(b + change)];
}

/** Black or white, whichever is farther from the ground, or the given colour when it is far enough. */
function farthest(ground: Rgb, wanted: Rgb): Rgb {
  if (contrast(ground, wanted) > 60) return wanted;
  return ground[0] + ground[1] + ground[2] > 380 ? [0, 0, 0] : [255, 255, 255];
}

function contrast(one: Rgb, other: Rgb): number {
  return Math.max(...one.map((value, channel) => Math.abs(value - other[channel])));
}

function hsl(hue: number, saturation: number, lightness: number): Rgb {
  const half = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    return clamp(255 * (lightness - half * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

function clamp(value: number): number {
  return Math.max(0, Math.min(255, value));
}
