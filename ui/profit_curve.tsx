/** Running profit over settled bets, one currency at a time. */
import type { Bet } from "../core/protocol/bet.ts";
import { profit } from "./format.ts";
import { currencies } from "./store.ts";
import { t } from "./strings.ts";

const WIDTH = 900;
const HEIGHT = 150;
const PAD = 6;

/** Profit after each settled bet, oldest first, minor units, from 0. */
export function runningProfit(bets: readonly Bet[]): number[] {
  const settled = bets.filter((bet) => bet.payoutMinor !== null && bet.settledAtMs !== null);
  const inOrder = settled.toSorted((a, b) => (a.settledAtMs ?? 0) - (b.settledAtMs ?? 0) || a.id - b.id);
  const sums = [0];
  for (const bet of inOrder) sums.push(sums[sums.length - 1] + (bet.payoutMinor ?? 0) - bet.stakeMinor);
  return sums;
}

export function ProfitCurve({ bets }: { bets: readonly Bet[] }) {
  const used = new Set(bets.map((bet) => currencies.value.get(bet.table) ?? "RSD"));
  if (used.size > 1) return <p class="empty">{t("mixedCurrencies")}</p>;
  if (new Set(bets.map((bet) => bet.mode)).size > 1) return <p class="empty">{t("mixedModes")}</p>;
  const sums = runningProfit(bets);
  if (sums.length < 2) return <p class="empty">{t("curveEmpty")}</p>;
  const [currency] = used;
  const highest = Math.max(...sums);
  const lowest = Math.min(...sums);
  const last = sums[sums.length - 1];
  const y = (value: number) => PAD + (HEIGHT - 2 * PAD) * (highest - value) / Math.max(1, highest - lowest);
  const points = sums.map((value, index) => `${(index / (sums.length - 1) * WIDTH).toFixed(1)},${y(value).toFixed(1)}`);
  return (
    <figure class="plot curve">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={t("profitCurve")}>
        <line class="zero" x1={0} x2={WIDTH} y1={y(0)} y2={y(0)} />
        <polyline class="seen-line" points={points.join(" ")} />
      </svg>
      <figcaption class="legend num">
        <b class={last < 0 ? "loss-text" : "gain"}>{profit(last, currency)}</b>
        <span class="quiet">↑ {profit(highest, currency)}</span>
        <span class="quiet">↓ {profit(lowest, currency)}</span>
      </figcaption>
    </figure>
  );
}
