/** The way of a backtest's profit, over the bands of the same strategy on other rounds. */
import { profit, whole } from "./format.ts";
import { t } from "./strings.ts";

const WIDTH = 900, HEIGHT = 260, PAD = 6;

export interface CurvePoint {
  round: number;
  profit: number;
  low: number;
  high: number;
}

/** Of other runs 5, 25, 50, 75 and 95 of 100 are below, minor units. */
export interface Bands {
  paths: number;
  points: { round: number; low: number; lower: number; middle: number; upper: number; high: number }[];
}

export function EquityPlot({ curve, bands, rounds }: { curve: CurvePoint[]; bands: Bands | null; rounds: number }) {
  const values = [0, ...curve.flatMap(({ low, high }) => [low, high])];
  if (bands) values.push(...bands.points.flatMap(({ low, high }) => [low, high]));
  const least = Math.min(...values), most = Math.max(...values);
  const x = (round: number) => (WIDTH * round / Math.max(1, rounds)).toFixed(1);
  const y = (minor: number) => (PAD + (HEIGHT - 2 * PAD) * (most - minor) / Math.max(1, most - least)).toFixed(1);
  const line = (points: { round: number; value: number }[]) =>
    [{ round: 0, value: 0 }, ...points].map(({ round, value }) => `${x(round)},${y(value)}`).join(" ");
  const area = (low: "low" | "lower", high: "high" | "upper") => {
    const down = (bands?.points ?? []).toReversed().map((point) => `${x(point.round)},${y(point[low])}`);
    return [line((bands?.points ?? []).map((point) => ({ round: point.round, value: point[high] }))), ...down].join(
      " ",
    );
  };
  return (
    <figure class="plot equity">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={t("equity")}>
        {bands && <polygon class="band-outer" points={area("low", "high")} />}
        {bands && <polygon class="band-inner" points={area("lower", "upper")} />}
        <line class="zero" x1={0} x2={WIDTH} y1={y(0)} y2={y(0)} />
        {bands && (
          <polyline
            class="law-line"
            points={line(bands.points.map(({ round, middle }) => ({ round, value: middle })))}
          />
        )}
        <polyline class="seen-line" points={line(curve.map(({ round, profit }) => ({ round, value: profit })))} />
      </svg>
      <figcaption class="legend num">
        <span class="quiet">↑ {profit(most, "RSD")}</span>
        <span class="quiet">↓ {profit(least, "RSD")}</span>
        <span class="quiet">{t("roundsSeen", { count: whole(rounds) })}</span>
        {bands && <span class="key band">{t("bandOuter", { count: whole(bands.paths) })}</span>}
        {bands && <span class="key law">{t("bandMiddle")}</span>}
      </figcaption>
    </figure>
  );
}
