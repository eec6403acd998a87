/** A diagnosis as one HTML page that needs nothing else, and as plain data without pixels. Diagnoses nothing itself. */
import { createCanvas } from "@napi-rs/canvas";
import type { Picture } from "../protocol/picture.ts";
import type { Diagnosis, WritingAttempt } from "./diagnosis.ts";
import { pictureUrl, text } from "./report_page.ts";

const STYLE = `
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;color:#1c2430;background:#fff}
@media (prefers-color-scheme:dark){body{color:#dde3ea;background:#14181d}}
img{image-rendering:pixelated;max-width:100%;border:1px solid #8886}section{margin:1.5rem 0;padding-top:.5rem;border-top:1px solid #8886}
.color{display:inline-block;width:1em;height:1em;border:1px solid #8888;vertical-align:-.15em}
table{border-collapse:collapse}td,th{padding:.15rem .6rem;text-align:left;border-bottom:1px solid #8884}.no{color:#b8860b}.yes{color:#2e7d32}`;
/** Pictures are shown this wide, pixel by pixel. */
const SHOWN_WIDTH = 640;

/** Plain data: everything but the masks. */
export function diagnosisData(diagnosis: Diagnosis): unknown {
  const attempts = diagnosis.attempts.map(({ mask: _, ...attempt }) => attempt);
  return { ...diagnosis, attempts };
}

/** The page about one picture. */
export function diagnosisPage(diagnosis: Diagnosis, { title, picture }: { title: string; picture: Picture }): string {
  const { reading, format, why, palette, attempts, width, height } = diagnosis;
  const locale = typeof format.locale === "string"
    ? format.locale
    : `${format.locale.number}, ${format.locale.multiplier}`;
  const colors = palette.map(({ color, share }) => `${swatch(color)} ${color} ${(100 * share).toFixed(1)} %`);
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(title)}</title>
<style>${STYLE}</style>
<h1>${text(title)}</h1>
<p><img alt="the region" src="${pictureUrl(enlarge(picture))}"></p>
<p>${width}×${height}, read as a ${format.kind} of ${text(locale)}:
<b class="${reading.value === null ? "no" : "yes"}">${reading.value ?? "withheld"}</b> — ${text(why)}.
Method ${reading.method}, confidence ${reading.confidence.toFixed(4)}, ${(reading.micros / 1000).toFixed(2)} ms.</p>
<p>Flat colours: ${colors.join(", ") || "none"}.</p>
${attempts.length === 0 ? "<p>No line of figures was found in any colour.</p>" : ""}
${attempts.map(attemptSection).join("\n")}
</html>
`;
}

function attemptSection(attempt: WritingAttempt, index: number): string {
  const { ink, threshold, mended, line, glyphs, value, confidence, objection } = attempt;
  const rows = glyphs.map(({ character, confidence, second, x, y, width, height }) =>
    `<tr><td><b>${text(character)}</b><td>${confidence.toFixed(4)}<td>${text(second.character)}<td>${
      second.confidence.toFixed(4)
    }<td>${x},${y} ${width}×${height}`
  );
  return `<section><h2>${index + 1}. ${swatch(ink)} ${ink} from ${threshold}${mended ? ", without a curve" : ""}:
“${text(attempt.text)}” <span class="${value === null ? "no" : "yes"}">${value ?? "no value"}</span></h2>
<p><img alt="the ink" src="${pictureUrl(enlarge(withBoxes(attempt)))}"></p>
<p>Rows ${line.top} to ${line.base}, confidence ${confidence.toFixed(4)}${objection ? `: ${text(objection)}` : ""}.</p>
<table><tr><th>glyph<th>sure<th>or<th>sure<th>box${rows.join("")}</table></section>`;
}

function withBoxes({ mask, glyphs, line }: WritingAttempt): Picture {
  const data = Uint8Array.from(mask.data), { width, height } = mask;
  const paint = (x: number, y: number, color: readonly number[]) => {
    if (x >= 0 && y >= 0 && x < width && y < height) data.set(color, 4 * (y * width + x));
  };
  for (let x = 0; x < width; x++) {
    for (const y of [line.top - 1, line.base + 1]) paint(x, y, [120, 180, 255, 255]);
  }
  for (const box of glyphs) {
    const color = box.character === "?" ? [230, 60, 60, 255] : [40, 160, 60, 255];
    for (let x = box.x - 1; x <= box.x + box.width; x++) {
      paint(x, box.y - 1, color);
      paint(x, box.y + box.height, color);
    }
    for (let y = box.y - 1; y <= box.y + box.height; y++) {
      paint(box.x - 1, y, color);
      paint(box.x + box.width, y, color);
    }
  }
  return { width, height, data };
}

/** Whole times as large, no pixel softened. */
function enlarge({ width, height, data }: Picture): Picture {
  const times = Math.max(1, Math.floor(SHOWN_WIDTH / width));
  const small = createCanvas(width, height), image = small.getContext("2d").createImageData(width, height);
  image.data.set(data.subarray(0, 4 * width * height));
  small.getContext("2d").putImageData(image, 0, 0);
  const large = createCanvas(width * times, height * times), context = large.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, large.width, large.height);
  const { data: pixels } = context.getImageData(0, 0, large.width, large.height);
  return { width: large.width, height: large.height, data: Uint8Array.from(pixels) };
}

function swatch(color: string): string {
  return `<span class="color" style="background:${color}"></span>`;
}
