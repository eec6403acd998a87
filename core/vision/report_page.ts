/** The accuracy report as one HTML page that needs nothing else: tables, bars, pictures inside. Counts nothing itself. */
import { createCanvas } from "@napi-rs/canvas";
import type { Picture } from "../protocol/picture.ts";
import { CONFIDENCE_BINS, type Counts, type Example, type FrameReport, quantile } from "./frame_report.ts";
import type { FrameSummary } from "./frame_set.ts";

const STYLE = `
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1c2430;background:#fff}
@media (prefers-color-scheme:dark){body{color:#dde3ea;background:#14181d}td,th{border-color:#39424d!important}}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{padding:.2rem .7rem;border-bottom:1px solid #d8dde3;text-align:right}
td:first-child,th:first-child{text-align:left}.wrong{color:#d32f2f;font-weight:600}.withheld{color:#b8860b}
.bars{display:flex;align-items:flex-end;gap:2px;height:8rem;margin:.5rem 0}
.bars div{flex:1;display:flex;flex-direction:column;justify-content:flex-end}.bars span{display:block;min-height:0}
.right-bar{background:#2e7d32}.wrong-bar{background:#d32f2f}.withheld-bar{background:#e0b020}
.axis{display:flex;justify-content:space-between;font-size:12px}
figure{display:inline-block;margin:.4rem;padding:.5rem;border:1px solid #8884;border-radius:6px;max-width:22rem;vertical-align:top}
figure img{max-width:100%;display:block;margin-bottom:.3rem;image-rendering:pixelated}figcaption{font-size:13px;overflow-wrap:anywhere}`;
const EXAMPLE_WIDTH_MAX = 640;

/** The page of one set. */
export function reportPage(report: FrameReport, { title, summary }: { title: string; summary: FrameSummary }): string {
  const { regions, right, wrong, withheld, frames, msPerFrame } = summary;
  const share = (count: number) => regions === 0 ? "–" : `${(100 * count / regions).toFixed(2)} %`;
  const micros = [...report.byRegion.values()].flatMap((counts) => counts.micros);
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(title)}</title>
<style>${STYLE}</style>
<h1>${text(title)}</h1>
<p>${regions} regions in ${frames} pictures: <b>${right} right</b> (${share(right)}),
<b class="${wrong > 0 ? "wrong" : ""}">${wrong} wrong</b> (${share(wrong)}), ${withheld} withheld (${share(withheld)}).
Time a picture: ${msPerFrame.p50.toFixed(2)} ms at the median, ${msPerFrame.p95.toFixed(2)} ms at 95 %.</p>
${countTable("Region", report.byRegion)}${countTable("Style", report.byStyle)}${countTable("Method", report.byMethod)}
<h2>Confidence</h2><p>Green right, red wrong, yellow withheld; height by the logarithm of how many.</p>
${confidenceBars(report)}
<h2>Time of a read</h2>${timeBars(micros)}
<h2>What was taken for what</h2>${confusionTable(report.confusion)}
<h2>Wrong</h2>${examples(report.examples.filter(({ verdict }) => verdict === "wrong"))}
${report.wrongNotShown > 0 ? `<p class="wrong">${report.wrongNotShown} more wrong values are not shown.</p>` : ""}
<h2>Withheld, some of each style</h2>${examples(report.examples.filter(({ verdict }) => verdict === "withheld"))}
</html>
`;
}

/** The same counts as lines of text, for a terminal. */
export function countLines(title: string, map: ReadonlyMap<string, Counts>): string {
  const width = Math.max(title.length, ...[...map.keys()].map((key) => key.length));
  const head = `${title.padEnd(width)}   right  wrong  withheld   right %   p50 ms   p95 ms`;
  const lines = sorted(map).map(([key, counts]) => {
    const { right, wrong, withheld, p50, p95, share } = figures(counts);
    return `${key.padEnd(width)} ${pad(right, 7)}${pad(wrong, 7)}${pad(withheld, 10)}${pad(share, 10)}${pad(p50, 9)}${
      pad(p95, 9)
    }`;
  });
  return [head, ...lines].join("\n");
}

function countTable(title: string, map: ReadonlyMap<string, Counts>): string {
  const rows = sorted(map).map(([key, counts]) => {
    const { right, wrong, withheld, p50, p95, share } = figures(counts);
    const cells = `<td>${share}<td>${right}<td class="${
      wrong > 0 ? "wrong" : ""
    }">${wrong}<td>${withheld}<td>${p50}<td>${p95}`;
    return `<tr><td>${text(key || "(none)")}${cells}`;
  });
  const head = ["right %", "right", "wrong", "withheld", "p50 ms", "p95 ms"].map((name) => `<th>${name}`).join("");
  return `<table><tr><th>${title}${head}${rows.join("")}</table>`;
}

function figures(counts: Counts) {
  const { right, wrong, withheld, micros } = counts;
  const [p50, p95] = [0.5, 0.95].map((at) => (quantile(micros, at) / 1000).toFixed(2));
  return { right, wrong, withheld, p50, p95, share: (100 * right / (right + wrong + withheld)).toFixed(2) };
}

function sorted(map: ReadonlyMap<string, Counts>): [string, Counts][] {
  return [...map].sort(([one], [other]) => one < other ? -1 : 1);
}

function confidenceBars({ confidence }: FrameReport): string {
  const most = Math.max(1, ...confidence.map(({ right, wrong, withheld }) => right + wrong + withheld));
  const bars = confidence.map((counts, bin) => {
    const all = counts.right + counts.wrong + counts.withheld, height = Math.log1p(all) / Math.log1p(most);
    const part = (name: "right" | "wrong" | "withheld") =>
      `<span class="${name}-bar" style="height:${
        all === 0 ? 0 : (100 * height * counts[name] / all).toFixed(1)
      }%"></span>`;
    const hint = `from ${
      (bin / CONFIDENCE_BINS).toFixed(2)
    }: ${counts.right} right, ${counts.wrong} wrong, ${counts.withheld} withheld`;
    return `<div title="${hint}" style="height:100%">${part("withheld")}${part("wrong")}${part("right")}</div>`;
  });
  return `<div class="bars">${bars.join("")}</div><div class="axis"><span>0</span><span>0.5</span><span>1</span></div>`;
}

/** Twelve bars, each for times up to twice those of the one before, from 62.5 µs. */
function timeBars(micros: readonly number[]): string {
  const bins = Array.from({ length: 12 }, () => 0);
  for (const one of micros) bins[Math.max(0, Math.min(11, Math.ceil(Math.log2(one / 62.5))))]++;
  const most = Math.max(1, ...bins);
  const label = (bin: number) => `${(0.0625 * 2 ** bin).toFixed(bin < 4 ? 2 : 0)} ms`;
  const bars = bins.map((count, bin) =>
    `<div title="up to ${label(bin)}: ${count}" style="height:100%"><span class="right-bar" style="height:${
      (100 * count / most).toFixed(1)
    }%"></span></div>`
  );
  return `<div class="bars">${bars.join("")}</div><div class="axis"><span>${label(0)}</span><span>${
    label(11)
  }</span></div>`;
}

function confusionTable(confusion: FrameReport["confusion"]): string {
  const columns = [...new Set([...confusion.values()].flatMap((counts) => [...counts.keys()]))].sort();
  const rows = [...confusion].sort().map(([row, counts]) =>
    `<tr><td>${text(row)}${columns.map((column) => `<td>${counts.get(column) ?? ""}`).join("")}`
  );
  return `<table><tr><th>true${columns.map((column) => `<th>${text(column)}`).join("")}${rows.join("")}</table>`;
}

function examples(list: readonly Example[]): string {
  if (list.length === 0) return "<p>None.</p>";
  return list.map(({ image, region, style, truth, value, confidence, verdict, picture, why }) =>
    `<figure><img alt="${text(`${region} of ${image}`)}" src="${pictureUrl(picture)}"><figcaption>${text(image)} ${
      text(region)
    }
${text(style)}<br>true ${text(truth)}, <span class="${verdict}">${
      verdict === "wrong" ? `read ${text(value)}` : "withheld"
    }</span>
at ${confidence.toFixed(3)}<br>${text(why)}</figcaption></figure>`
  ).join("\n");
}

/** The picture as a `data:` address, smaller where it is large. */
export function pictureUrl({ width, height, data }: Picture): string {
  const canvas = createCanvas(width, height), context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  image.data.set(data.subarray(0, 4 * width * height));
  context.putImageData(image, 0, 0);
  if (width <= EXAMPLE_WIDTH_MAX) return `data:image/png;base64,${canvas.toBuffer("image/png").toString("base64")}`;
  const small = createCanvas(EXAMPLE_WIDTH_MAX, Math.max(1, Math.round(height * EXAMPLE_WIDTH_MAX / width)));
  small.getContext("2d").drawImage(canvas, 0, 0, small.width, small.height);
  return `data:image/png;base64,${small.toBuffer("image/png").toString("base64")}`;
}

/** Text that cannot be taken for markup. */
export function text(plain: string): string {
  return plain.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function pad(value: number | string, width: number): string {
  return String(value).padStart(width);
}
