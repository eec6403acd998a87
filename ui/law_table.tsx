/** The comparison in numbers, for those who do not read plots. */
import type { LawPoint } from "./distribution.ts";
import { multiplier, percent } from "./format.ts";
import { t } from "./strings.ts";

/** Where it compares, hundredths. */
export const LAW_TABLE_POINTS = [101, 150, 200, 300, 500, 1_000];

export function LawTable({ points }: { points: readonly LawPoint[] }) {
  return (
    <table class="law-table">
      <thead>
        <tr>
          <th scope="col">{t("shareTitle")}</th>
          <th scope="col" class="num">{t("shareSeen")}</th>
          <th scope="col" class="num">{t("shareLaw")}</th>
          <th scope="col" class="num">{t("shareBand")}</th>
        </tr>
      </thead>
      <tbody>
        {points.map((point) => (
          <tr key={point.multiplier}>
            <th scope="row" class="num left">{multiplier(point.multiplier)}</th>
            <td class="num">{percent(point.seen)}</td>
            <td class="num">{percent(point.law)}</td>
            <td class="num">{percent(point.low)} – {percent(point.high)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
