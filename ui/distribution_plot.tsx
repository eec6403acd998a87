/** Share of rounds that reach a multiplier, on two logarithmic axes, against the law and its 95 % band. */
import { type LawPoint, lawShare } from "./distribution.ts";
import { multiplier, percent } from "./format.ts";
import { t } from "./strings.ts";

const WIDTH = 560;
const HEIGHT = 300;
const LEFT = 52;
const BOTTOM = 28;
/** ends of the axes: 50× and 1 %, hundredths */
export const LAST = 5_000;
const LEAST = 0.01;
const X_TICKS = [101, 200, 500, 1_000, 2_000, 5_000];
const Y_TICKS = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01];

export function DistributionPlot({ points }: { points: readonly LawPoint[] }) {
  const upper = points.map((point) => at(point.multiplier, point.high));
  const lower = points.map((point) => at(point.multiplier, point.low)).reverse();
  return (
    <figure class="plot">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t("distribution")}>
        <Axes />
        <polygon class="law-band" points={[...upper, ...lower].join(" ")} />
        <polyline class="law-line" points={points.map((point) => at(point.multiplier, point.law)).join(" ")} />
        <polyline
          class="seen-line"
          points={points.filter((point) => point.seen > 0).map((point) => at(point.multiplier, point.seen)).join(" ")}
        />
      </svg>
      <figcaption class="legend">
        <span class="key seen">{t("chartSeen")}</span>
        <span class="key law">{t("chartLaw")}</span>
        <span class="key band">{t("chartBand")}</span>
      </figcaption>
    </figure>
  );
}

function Axes() {
  return (
    <g class="axes">
      {X_TICKS.map((tick) => (
        <g key={tick}>
          <line x1={x(tick)} x2={x(tick)} y1={0} y2={HEIGHT - BOTTOM} />
          <text x={x(tick)} y={HEIGHT - 8} text-anchor={tick === LAST ? "end" : "middle"}>
            {multiplier(tick === 101 ? 100 : tick)}
          </text>
        </g>
      ))}
      {Y_TICKS.map((tick) => (
        <g key={tick}>
          <line x1={LEFT} x2={WIDTH} y1={y(tick)} y2={y(tick)} />
          <text x={LEFT - 8} y={Math.max(10, y(tick) + 4)} text-anchor="end">{percent(tick, 0)}</text>
        </g>
      ))}
    </g>
  );
}

function at(hundredths: number, share: number): string {
  return `${x(hundredths).toFixed(1)},${y(share).toFixed(1)}`;
}

function x(hundredths: number): number {
  return LEFT + (WIDTH - LEFT) * Math.log(hundredths / 101) / Math.log(LAST / 101);
}

function y(share: number): number {
  const clipped = Math.max(LEAST, Math.min(lawShare(100), share));
  return (HEIGHT - BOTTOM) * Math.log(clipped) / Math.log(LEAST);
}
