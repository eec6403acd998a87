/** A curve as an SVG picture: both axes logarithmic, one line and one mark a series, readable on light and dark. */
import type { Curve } from "./figures.ts";

const WIDTH = 640, HEIGHT = 360, LEFT = 70, RIGHT = 20, TOP = 40, BOTTOM = 50;
const COLORS = ["#2f7ed8", "#d8572f", "#3f9f5f", "#8f5fbf"];

/** The picture as text. */
export function plotOf({ title, x, unit, series }: Curve): string {
  const points = Object.values(series).flat().filter(([size, value]) => size > 0 && value > 0);
  const across = scaleOf(points.map(([size]) => size), [LEFT, WIDTH - RIGHT]);
  const up = scaleOf(points.map(([, value]) => value), [HEIGHT - BOTTOM, TOP]);
  const lines = Object.entries(series).map(([name, own], index) => {
    const color = COLORS[index % COLORS.length];
    const shown = own.filter(([size, value]) => size > 0 && value > 0);
    const path = shown.map(([size, value]) => `${across.at(size).toFixed(1)},${up.at(value).toFixed(1)}`);
    const marks = path.map((point) => `<circle cx="${point.split(",")[0]}" cy="${point.split(",")[1]}" r="3"/>`);
    return `<g fill="${color}" stroke="${color}"><polyline fill="none" stroke-width="2" points="${path.join(" ")}"/>${
      marks.join("")
    }<text stroke="none" x="${LEFT + 10 + 190 * index}" y="${TOP - 6}">${safe(name)}</text></g>`;
  });
  const sizes = across.ticks.map((tick) =>
    `<path d="M${across.at(tick).toFixed(1)} ${TOP}V${HEIGHT - BOTTOM}" stroke="#8884"/>` +
    `<text x="${across.at(tick).toFixed(1)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${label(tick)}</text>`
  );
  const values = up.ticks.map((tick) =>
    `<path d="M${LEFT} ${up.at(tick).toFixed(1)}H${WIDTH - RIGHT}" stroke="#8884"/>` +
    `<text x="${LEFT - 8}" y="${(up.at(tick) + 4).toFixed(1)}" text-anchor="end">${label(tick)}</text>`
  );
  const caption = `${safe(title)} (${unit === "share" ? "of one core" : unit}) by ${safe(x)}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#888">
<text x="${WIDTH / 2}" y="16" text-anchor="middle" font-size="14">${caption}</text>
${[...sizes, ...values, ...lines].join("\n")}
</svg>
`;
}

/** A logarithmic axis: where a number stands, and which numbers are written beside it. */
function scaleOf(numbers: number[], [from, to]: [number, number]): { at: (value: number) => number; ticks: number[] } {
  const least = Math.min(...numbers), most = Math.max(...numbers, least * 1.01);
  const [low, high] = [Math.log(least), Math.log(most)], pad = 0.05 * (high - low);
  const at = (value: number) => from + (to - from) * (Math.log(value) - low + pad) / (high - low + 2 * pad);
  const steps = high - low > Math.log(60) ? [1] : [1, 2, 5], ticks: number[] = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.ceil(Math.log10(most)); power++) {
    for (const step of steps) {
      const tick = step * 10 ** power;
      if (tick >= least * 0.94 && tick <= most * 1.06) ticks.push(tick);
    }
  }
  return { at, ticks: ticks.length > 0 ? ticks : [least] };
}

function label(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  return value >= 1e4 ? `${Number((value / 1e3).toPrecision(3))}k` : String(Number(value.toPrecision(3)));
}

const safe = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
