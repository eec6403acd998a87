/** A fairness report as one HTML page that needs nothing else and that a layman understands. Counts nothing itself. */
import type { DistributionPoint, FairnessReport } from "../protocol/fairness.ts";
import { fairnessSentence, fairnessText, type Language, LANGUAGES, testInWords } from "./fairness_texts.ts";
import { percent } from "./figures.ts";

const STYLE = `
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:52rem;padding:0 1rem;color:#1c2430;background:#fff}
table{border-collapse:collapse;margin:.5rem 0 1.5rem;width:100%}td,th{padding:.25rem .6rem;border-bottom:1px solid #d8dde3;text-align:right}
td:first-child,th:first-child{text-align:left}.verdict{font-size:1.25rem;padding:1rem;border-left:6px solid #8a94a0;background:#f2f4f7}
.fits{border-color:#2e7d32}.differs{border-color:#d32f2f}svg{width:100%;height:auto}hr{margin:3rem 0;border:0;border-top:2px solid #d8dde3}
@media (prefers-color-scheme:dark){body{color:#dde3ea;background:#14181d}.verdict{background:#1d242c}td,th{border-color:#39424d}}
@media print{hr{break-after:page;border:0}}`;
const WIDTH = 720, HEIGHT = 360, LEFT = 56, BOTTOM = 30, LEAST = 0.01;
const X_TICKS = [101, 200, 500, 1_000, 2_000, 5_000], Y_TICKS = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01];

/** What the page says beside the report. */
export interface PageFacts {
  /** where the rounds are from */
  source: string;
  madeAtMs: number;
}

/** The page, each language after the other. */
export function fairnessPage(report: FairnessReport, facts: PageFacts): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${fairnessText("title", "en")} ${text(facts.source)}</title><style>${STYLE}</style>
${
    LANGUAGES.map((language) => `<main lang="${language}">${part(report, { ...facts, language })}</main>`).join(
      "\n<hr>\n",
    )
  }
</html>
`;
}

function part(report: FairnessReport, { source, madeAtMs, language }: PageFacts & { language: Language }): string {
  const say = (name: Parameters<typeof fairnessText>[0]) => fairnessText(name, language);
  const { rounds, fromMs, toMs, quality, verdict } = report;
  const facts: [string, string][] = [
    [say("source"), text(source)],
    [say("count"), String(rounds)],
    [say("period"), `${moment(fromMs)} – ${moment(toMs)}`],
    [say("claimed"), percent(report.rtp, 2)],
    [say("seen"), `${percent(report.rtpSeen.interval95[0], 2)} – ${percent(report.rtpSeen.interval95[1], 2)}`],
    [say("made"), moment(madeAtMs)],
  ];
  return `<h1>${say("title")}</h1>
<p class="verdict ${verdict}">${text(fairnessSentence(report, language))}</p>
${table([], facts)}
<h2>${say("reach")}</h2>${plot(report.distribution)}<p>${say("reachText")}</p>
<h2>${say("returns")}</h2>
${
    table(
      [say("cashOut"), say("cameBack"), say("between"), say("law")],
      report.returns.map(({ cashOut, value, interval95: [low, high], law }) => [
        `${(cashOut / 100).toFixed(2)}x`,
        (100 * value).toFixed(2),
        `${(100 * low).toFixed(1)} – ${(100 * high).toFixed(1)}`,
        (100 * law).toFixed(2),
      ]),
    )
  }
<h2>${say("tests")}</h2>
${
    table(
      [say("test"), say("chance"), say("chanceAll")],
      report.tests.map(({ id, p, pCorrected }) => [text(testInWords(id, language)), chance(p), chance(pCorrected)]),
    )
  }
<h2>${say("quality")}</h2>
${
    table([], [
      [say("gaps"), `${quality.gaps} (${quality.roundsMissed})`],
      [say("setAside"), String(quality.setAside)],
      [say("tooLong"), String(quality.flightsTooLong)],
    ])
  }
<h2>${say("files")}</h2><p>rounds.csv, report.json, report.html. ${text(say("filesText"))}</p>`;
}

/** @param rows cells that are HTML already */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
  return `<table>${head.length > 0 ? row(head, "th") : ""}${rows.map((cells) => row(cells, "td")).join("")}</table>`;
}

/** Shares that reach a multiplier, both axes logarithmic. */
function plot(points: readonly DistributionPoint[]): string {
  const band = [
    ...points.map(({ multiplier, high }) => at(multiplier, high)),
    ...points.map(({ multiplier, low }) => at(multiplier, low)).reverse(),
  ].join(" ");
  const seen = points.filter((point) => point.seen > 0).map((point) => at(point.multiplier, point.seen)).join(" ");
  const lines = [
    ...X_TICKS.map((tick) =>
      `<line x1="${x(tick)}" x2="${x(tick)}" y1="0" y2="${HEIGHT - BOTTOM}" stroke="#8886"/>` +
      `<text x="${x(tick)}" y="${HEIGHT - 8}" text-anchor="middle">${tick === 101 ? "1" : tick / 100}x</text>`
    ),
    ...Y_TICKS.map((tick) =>
      `<line x1="${LEFT}" x2="${WIDTH}" y1="${y(tick)}" y2="${y(tick)}" stroke="#8886"/>` +
      `<text x="${LEFT - 6}" y="${Math.max(12, y(tick) + 4)}" text-anchor="end">${100 * tick} %</text>`
    ),
  ];
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-size="13" fill="currentColor">${lines.join("")}
<polygon points="${band}" fill="#8885"/><polyline points="${seen}" fill="none" stroke="#d32f2f" stroke-width="2"/></svg>`;
}

function at(hundredths: number, share: number): string {
  return `${x(hundredths).toFixed(1)},${y(share).toFixed(1)}`;
}

function x(hundredths: number): number {
  const last = X_TICKS[X_TICKS.length - 1];
  return LEFT + (WIDTH - LEFT - 20) * Math.log(hundredths / 101) / Math.log(last / 101);
}

function y(share: number): number {
  return (HEIGHT - BOTTOM) * Math.log(Math.min(1, Math.max(LEAST, share))) / Math.log(LEAST);
}

function chance(p: number): string {
  return p >= 0.0005 ? p.toFixed(3) : p.toExponential(1);
}

function moment(ms: number | null): string {
  return ms === null ? "–" : `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function text(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
