/** A backtest as one HTML page that needs nothing else: sentences, the way of the profit with its bands, a table of days. No script. */
import type { BacktestResult } from "./backtest.ts";
import type { MonteCarlo } from "./monte_carlo.ts";
import { amount, percent } from "./figures.ts";
import { sentencesOf } from "./plain_words.ts";

const WIDTH = 860, HEIGHT = 320, LEFT = 90, BOTTOM = 28;
const DAYS_SHOWN = 400;

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
svg { width: 100%; height: auto; } svg text { fill: currentColor; font-size: 12px; }
.band { fill: #2f80ed33; } .inner { fill: #2f80ed44; } .middle { stroke: #2f80ed; stroke-dasharray: 4 4; }
.way { stroke: #d9480f; stroke-width: 2; } .zero { stroke: currentColor; opacity: .5; } polyline { fill: none; }
table { border-collapse: collapse; width: 100%; } td, th { padding: .2rem .6rem; text-align: right; }
td:first-child, th:first-child { text-align: left; } tr:nth-child(even) { background: #8881; }`;

/** What the page says besides the result. */
export interface ReportFacts {
  strategy: string;
  settings: Record<string, unknown>;
  roundsTitle: string;
  roundsHash: string;
}

export function backtestReport(
  result: BacktestResult,
  { facts, bands }: { facts: ReportFacts; bands: MonteCarlo[] },
): string {
  const title = `${facts.strategy} on ${facts.roundsTitle}`;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${inert(title)}</title><style>${STYLE}</style></head><body>
<h1>${inert(title)}</h1>
<p>${sentencesOf(result).map(inert).join("</p>\n<p>")}</p>
<h2>The way of the profit</h2>
${plot(result, null)}
${
    bands.map((band) => `<h2>${HEADINGS[band.redraw]}</h2>\n<p>${bandSentence(band)}</p>\n${plot(result, band)}`).join(
      "\n",
    )
  }
<h2>By day</h2>
${daysTable(result)}
<h2>What was played</h2>
<p>Settings: <code>${inert(JSON.stringify(facts.settings))}</code>. Rounds: SHA-256 <code>${
    inert(facts.roundsHash)
  }</code>.</p>
</body></html>
`;
}

const HEADINGS: Record<MonteCarlo["redraw"], string> = {
  law: "On other rounds, drawn by the law",
  bootstrap: "On these rounds, drawn anew one by one",
  blocks: "On these rounds, drawn anew in blocks of fifty",
};

const RUNS: Record<MonteCarlo["redraw"], string> = {
  law: "runs on rounds drawn by the law",
  bootstrap: "runs on these rounds, drawn anew one by one,",
  blocks: "runs on these rounds, drawn anew in blocks of fifty,",
};

/** What a layman should know of the bands. */
export function bandSentence({ redraw, paths, losing, ruined, medianRuinRound }: MonteCarlo): string {
  const ruin = ruined === 0
    ? ""
    : ` On ${percent(ruined)} the bankroll ran out, half of them by round ${medianRuinRound}.`;
  return `Of ${paths} ${RUNS[redraw]} ${
    percent(losing)
  } end with a loss.${ruin} Nine of ten stay within the wide band.`;
}

function plot({ curve, rounds }: BacktestResult, bands: MonteCarlo | null): string {
  const values = [
    0,
    ...curve.flatMap(({ low, high }) => [low, high]),
    ...bands?.points.flatMap(({ low, high }) => [low, high]) ?? [],
  ];
  const [least, most] = [Math.min(...values), Math.max(...values)], span = Math.max(1, most - least);
  const x = (round: number) => (LEFT + (WIDTH - LEFT) * round / Math.max(1, rounds)).toFixed(1);
  const y = (minor: number) => ((HEIGHT - BOTTOM) * (1 - (minor - least) / span)).toFixed(1);
  const line = (points: readonly { round: number; value: number }[]) =>
    [{ round: 0, value: 0 }, ...points].map(({ round, value }) => `${x(round)},${y(value)}`).join(" ");
  const area = (low: "low" | "lower", high: "high" | "upper") => {
    const up = bands!.points.map((point) => ({ round: point.round, value: point[high] }));
    const down = bands!.points.map((point) => ({ round: point.round, value: point[low] })).reverse();
    return `${line(up)} ${down.map(({ round, value }) => `${x(round)},${y(value)}`).join(" ")}`;
  };
  const drawn = bands
    ? `<polygon class="band" points="${area("low", "high")}"/><polygon class="inner" points="${
      area("lower", "upper")
    }"/>` +
      `<polyline class="middle" points="${line(bands.points.map(({ round, middle }) => ({ round, value: middle })))}"/>`
    : "";
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="profit by round">
<line class="zero" x1="${LEFT}" x2="${WIDTH}" y1="${y(0)}" y2="${y(0)}"/>${drawn}
<polyline class="way" points="${line(curve.map(({ round, profit }) => ({ round, value: profit })))}"/>
${
    [least, 0, most].map((minor) =>
      `<text x="${LEFT - 8}" y="${Number(y(minor)) + 4}" text-anchor="end">${amount(minor)}</text>`
    ).join("")
  }
<text x="${WIDTH}" y="${HEIGHT - 6}" text-anchor="end">${rounds} rounds</text></svg>`;
}

function daysTable({ days }: BacktestResult): string {
  const rows = days.slice(-DAYS_SHOWN).map(({ dayMs, rounds, bets, won, staked, profit }) => {
    const date = new Date(dayMs), two = (value: number) => String(value).padStart(2, "0");
    const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    return `<tr><td>${day}</td><td>${rounds}</td><td>${bets}</td><td>${won}</td><td>${amount(staked)}</td><td>${
      amount(profit)
    }</td></tr>`;
  });
  return `<table><thead><tr><th>Day</th><th>Rounds</th><th>Bets</th><th>Won</th><th>Staked</th><th>Profit</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table>`;
}

function inert(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
