/** A backtest's result in sentences that a layman understands. Amounts are shown in the table's currency, without its name. */
import type { BacktestResult } from "./backtest.ts";
import { amount, percent } from "./figures.ts";

/** So many standard deviations off, luck alone is still the likelier explanation. */
const ORDINARY_DEVIATIONS = 2;

/** What happened, what the law says of it, and what it means; the first sentence by itself says the most. */
export function sentencesOf(result: BacktestResult): string[] {
  const { rounds, bets, staked, profit, returnPerUnit, maxDrawdown } = result;
  if (returnPerUnit === null) return [`It bet on none of ${rounds} rounds${why(result)}.`];
  const did = profit < 0 ? `lost ${percent(-returnPerUnit)}` : `won ${percent(returnPerUnit)}`;
  return [
    `It ${did} of what it staked: ${amount(profit)} of ${amount(staked)}, in ${bets} bets on ${rounds} rounds.`,
    lawSentence(result),
    `At its worst it stood ${amount(maxDrawdown)} below its own best moment.`,
    ...ruinSentence(result),
    ...result.refused > 0 ? [`${result.refused} bets the table would not have taken: ${result.refusal}.`] : [],
  ];
}

function lawSentence({ law: { expectedProfit, luck, deviations }, profit }: BacktestResult): string {
  const law = `The law of the game takes 3 % of all stakes, here ${amount(-expectedProfit)}`;
  const luckWords = `luck alone moves the result by about ${amount(luck)} either way`;
  if (Math.abs(deviations) <= ORDINARY_DEVIATIONS) {
    const verdict = profit < 0 ? "this loss is what the law says" : "this win is luck of the ordinary kind";
    return `${law}, and ${luckWords}: ${verdict}.`;
  }
  const off = `${Math.abs(deviations).toFixed(1)} times that`;
  const side = deviations > 0 ? "better" : "worse";
  return `${law}, and ${luckWords}: this is ${off} ${side} than the law says, which luck rarely does; ` +
    "try it on rounds that it has not seen before you believe it.";
}

function ruinSentence({ ruinedAtRound, rounds }: BacktestResult): string[] {
  if (ruinedAtRound === null) return [];
  return [
    `In round ${ruinedAtRound} of ${rounds} the bankroll could not pay the next stake: ruin, and the end of play.`,
  ];
}

function why({ refused, refusal }: BacktestResult): string {
  return refused > 0 ? `: the table would not have taken ${refused} bets: ${refusal}` : "";
}
