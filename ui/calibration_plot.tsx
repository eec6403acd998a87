/** A reliability diagram: what was foretold against what came, with its 95 % band; on the diagonal forecasts are true. */
import type { ModelScores } from "../core/protocol/model_view.ts";
import { percent } from "./format.ts";
import { t } from "./strings.ts";

const SIZE = 240;
const LEFT = 44;
const RIGHT = 16;
const BOTTOM = 26;
const TICKS = 4;

export function CalibrationPlot({ scores }: { scores: ModelScores }) {
  const { calibration, lawProbability } = scores;
  if (calibration.length === 0) return null;
  const scale = scaleOf(scores);
  const right = calibration.filter(({ foretold, low, high }) => low <= foretold && foretold <= high).length;
  const foretold = calibration.map((point) => point.foretold);
  const words = {
    groups: calibration.length,
    low: percent(Math.min(...foretold)),
    high: percent(Math.max(...foretold)),
    right,
  };
  return (
    <figure class="plot calibration">
      <svg viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={t("modelCalibrationText", words)}>
        <Axes scale={scale} />
        <line
          class="law-line"
          x1={scale.x(scale.from)}
          y1={scale.y(scale.from)}
          x2={scale.x(scale.to)}
          y2={scale.y(scale.to)}
        />
        <line class="law-level" x1={LEFT} x2={SIZE} y1={scale.y(lawProbability)} y2={scale.y(lawProbability)} />
        {calibration.map((point) => (
          <g key={point.foretold} class="came">
            <line
              x1={scale.x(point.foretold)}
              x2={scale.x(point.foretold)}
              y1={scale.y(point.low)}
              y2={scale.y(point.high)}
            />
            <circle cx={scale.x(point.foretold)} cy={scale.y(point.came)} r="3.5" />
          </g>
        ))}
      </svg>
      <figcaption>{t("modelCalibration")}</figcaption>
    </figure>
  );
}

interface Scale {
  from: number;
  to: number;
  x: (share: number) => number;
  y: (share: number) => number;
}

/** Both axes alike, wide enough for all points and bands. */
function scaleOf({ calibration, lawProbability }: ModelScores): Scale {
  const shares = calibration.flatMap(({ foretold, low, high }) => [foretold, low, high]).concat(lawProbability);
  const from = Math.max(0, Math.min(...shares) - 0.02), to = Math.min(1, Math.max(...shares) + 0.02);
  const part = (share: number) => (share - from) / (to - from);
  return {
    ...{ from, to },
    x: (share) => LEFT + (SIZE - LEFT - RIGHT) * part(share),
    y: (share) => (SIZE - BOTTOM) * (1 - part(share)) + 4,
  };
}

function Axes({ scale: { from, to, x, y } }: { scale: Scale }) {
  const ticks = Array.from({ length: TICKS + 1 }, (_, tick) => from + (to - from) * tick / TICKS);
  return (
    <g class="axes">
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={LEFT} x2={SIZE} y1={y(tick)} y2={y(tick)} />
          <text x={LEFT - 6} y={Math.min(SIZE - BOTTOM, y(tick) + 4)} text-anchor="end">{percent(tick, 0)}</text>
        </g>
      ))}
      {ticks.slice(1).map((tick) => (
        <text key={tick} x={x(tick)} y={SIZE - 6} text-anchor="middle">{percent(tick, 0)}</text>
      ))}
    </g>
  );
}
