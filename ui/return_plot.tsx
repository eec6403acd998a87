/** What one unit staked on every round has returned, over time, against the law and its 95 % band. */
import { RETURN_TO_PLAYER } from "./distribution.ts";
import { percent } from "./format.ts";
import { useId } from "preact/hooks";
import type { ReturnPoint } from "./round_statistics.ts";
import { t } from "./strings.ts";

const WIDTH = 560;
const HEIGHT = 170;
const LEFT = 52;

export function ReturnPlot({ points }: { points: readonly ReturnPoint[] }) {
  const clip = useId();
  const last = points.at(-1);
  if (!last || points.length < 2) return null;
  const [from, to] = [points[0].atMs, last.atMs];
  // The first spans' bands are wide; the axis is for the later ones.
  const reach = Math.min(
    0.6,
    Math.max(0.02, 3 * (last.high - RETURN_TO_PLAYER), Math.abs(last.returned - RETURN_TO_PLAYER) * 1.5),
  );
  const x = (ms: number) => LEFT + (WIDTH - LEFT) * (ms - from) / Math.max(1, to - from);
  const y = (value: number) => HEIGHT / 2 - (value - RETURN_TO_PLAYER) / reach * (HEIGHT / 2 - 8);
  const at = (point: ReturnPoint, value: number) => `${x(point.atMs).toFixed(1)},${y(value).toFixed(1)}`;
  const band = [
    ...points.map((point) => at(point, point.high)),
    ...points.map((point) => at(point, point.low)).reverse(),
  ];
  return (
    <figure class="plot">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t("returnTitle")}>
        <clipPath id={clip}>
          <rect x={LEFT} y={0} width={WIDTH - LEFT} height={HEIGHT} />
        </clipPath>
        <g class="axes">
          {[RETURN_TO_PLAYER - reach, RETURN_TO_PLAYER, RETURN_TO_PLAYER + reach].map((value) => (
            <g key={value}>
              <line x1={LEFT} x2={WIDTH} y1={y(value)} y2={y(value)} />
              <text x={LEFT - 8} y={y(value) + 4} text-anchor="end">{percent(value, 1)}</text>
            </g>
          ))}
        </g>
        <g clip-path={`url(#${clip})`}>
          <polygon class="law-band" points={band.join(" ")} />
          <line class="law-line" x1={LEFT} x2={WIDTH} y1={y(RETURN_TO_PLAYER)} y2={y(RETURN_TO_PLAYER)} />
          <polyline class="seen-line" points={points.map((point) => at(point, point.returned)).join(" ")} />
        </g>
      </svg>
    </figure>
  );
}
