/**
 * Draws a labelled frame set from the fonts that training never saw, and pictures on which nothing may be read:
 *
 *     deno run -A core/vision/training/draw_frames.ts DIR --seed 9 --count 40
 */
import { createCanvas } from "@napi-rs/canvas";
import type { Picture } from "../../protocol/picture.ts";
import type { NumberFormat } from "../number_format.ts";
import { registerFonts } from "./fonts.ts";
import { seededRandom } from "./random.ts";
import { drawSketch } from "./sketches.ts";

const REGIONS: Record<NumberFormat["kind"], string> = { multiplier: "score", money: "myMoney", count: "otherCount" };

function flag(name: string, otherwise: number): number {
  const at = Deno.args.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(Deno.args[at + 1]);
}

function encodePng({ width, height, data }: Picture): Uint8Array {
  const context = createCanvas(width, height).getContext("2d");
  const image = context.createImageData(width, height);
  image.data.set(data);
  context.putImageData(image, 0, 0);
  return context.canvas.toBuffer("image/png");
}

/** Pixels of noise: nothing is written there. */
function drawNoise(random: () => number): Picture {
  const data = new Uint8Array(4 * 160 * 28).map((_, i) => i % 4 === 3 ? 255 : Math.floor(random() * 256));
  return { width: 160, height: 28, data };
}

const dir = Deno.args[0], random = seededRandom(flag("seed", 9)), fonts = registerFonts("measuring");
await Deno.mkdir(dir, { recursive: true });
const labels: string[] = [];
for (let index = 0; index < flag("count", 40); index++) {
  const image = `${String(index + 1).padStart(4, "0")}.png`;
  const noise = index % 10 === 9;
  const sketch = drawSketch(random, fonts);
  const picture = noise ? drawNoise(random) : sketch.picture;
  const region = REGIONS[sketch.format.kind];
  await Deno.writeFile(`${dir}/${image}`, encodePng(picture));
  labels.push(JSON.stringify({
    image,
    regions: { [region]: [0, 0, picture.width, picture.height] },
    locale: sketch.format.locale,
    truth: { [region]: noise ? null : sketch.truth },
    text: noise ? "" : sketch.text,
    font: sketch.font,
  }));
}
await Deno.writeTextFile(`${dir}/labels.jsonl`, labels.join("\n") + "\n");
