/** The comparison in numbers, for those who do not read plots. */
import { compareWithLaw, ROUNDS_MIN } from "./distribution.ts";
import { multiplier, percent } from "./format.ts";
import { t } from "./strings.ts";

const POINTS = [101, 150, 200, 300, 500, 1_000];

export function LawTable({ multipliers }: { multipliers: readonly number[] }) {
  if (multipliers.length < ROUNDS_MIN) return null;
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
        {compareWithLaw(multipliers, POINTS).map((point) => (
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
