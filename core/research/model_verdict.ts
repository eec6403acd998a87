/**
 * Says whether a model knows more than the game's law, from forecasts that were made before their rounds. Valid at any
 * moment, however often one looks: the likelihood ratio and the capital are bets against the law. Knows no models.
 */
import type { ModelScores } from "../protocol/model_view.ts";
import type { VerdictWord } from "../protocol/verdict.ts";
import {
  areaUnderCurve,
  blockInterval,
  brierScore,
  type Forecasts,
  logLoss,
  logLossOf,
  reliability,
} from "./probability_scores.ts";
import { percent } from "./figures.ts";
import type { Trial } from "./trial_book.ts";
import { isEnough, verdictBy } from "./verdict_rule.ts";

/** Of what Kelly's rule would stake, because the model's probabilities are not sure. */
const KELLY_SHARE = 0.5;
/** Of the capital on one round at most. */
const STAKE_SHARE_MAX = 0.2;

/** Forecasts of one group of a reliability diagram, at least. */
const GROUP_FORECASTS_MIN = 50;

/** What forecasts are measured by. */
export interface Stakes {
  /** hundredths: reached or not is what was foretold, and where bets would cash out */
  targetHundredths: number;
  /** the law's probability of reaching it */
  lawProbability: number;
  /** what `noteTrial()` said of this model */
  trial: Trial;
}

/** Scores forecasts in time order against the law, and judges. */
export function judgeForecasts(forecasts: Forecasts, stakes: Stakes): ModelScores {
  const { probabilities, outcomes } = forecasts, { lawProbability, targetHundredths, trial } = stakes;
  const law = { outcomes, probabilities: new Float64Array(probabilities.length).fill(lawProbability) };
  const gains = probabilities.map((probability, index) =>
    logLossOf(lawProbability, outcomes[index]) - logLossOf(probability, outcomes[index])
  );
  const gain = gains.reduce((sum, one) => sum + one, 0) / Math.max(1, gains.length);
  const money = betBy(forecasts, targetHundredths);
  const logLikelihoodRatio = gains.reduce((sum, one) => sum + one, 0);
  // A law that is so many times likelier than the model is the one bet; the model's own bets at the table are the other.
  const evidence = { edge: money.logCapital, noEdge: -logLikelihoodRatio, beatsLaw: isEnough(logLikelihoodRatio) };
  const verdict = verdictBy(evidence, trial.falseEdgeChance);
  return {
    forecasts: probabilities.length,
    targetHundredths,
    lawProbability,
    auc: areaUnderCurve(forecasts),
    logLoss: probabilities.length === 0 ? 0 : logLoss(forecasts),
    lawLogLoss: probabilities.length === 0 ? 0 : logLoss(law),
    brier: probabilities.length === 0 ? 0 : brierScore(forecasts),
    lawBrier: probabilities.length === 0 ? 0 : brierScore(law),
    gain,
    gainInterval: blockInterval(gains, { seed: 1 }),
    logLikelihoodRatio,
    ...money,
    tries: trial.triedBefore + 1,
    verdict,
    sentence: sentenceOf({ verdict, logLikelihoodRatio, ...money, forecasts: probabilities.length }),
    calibration: reliability(forecasts, { bins: groupsOf(probabilities.length) }),
  };
}

/** Groups of a reliability diagram: large enough that each says something. */
function groupsOf(forecasts: number): number {
  return Math.min(10, Math.max(1, Math.floor(forecasts / GROUP_FORECASTS_MIN)));
}

interface Money {
  bets: number;
  returnPerUnit: number | null;
  logCapital: number;
}

/** Bets where the model promises a profit: one unit each for the return, a share of what there is for the capital. */
function betBy({ probabilities, outcomes }: Forecasts, targetHundredths: number): Money {
  const odds = targetHundredths / 100 - 1;
  let bets = 0, won = 0, logCapital = 0;
  probabilities.forEach((probability, index) => {
    const promised = probability * (odds + 1) - 1;
    if (promised <= 0 || odds <= 0) return;
    const share = Math.min(STAKE_SHARE_MAX, KELLY_SHARE * promised / odds);
    bets += 1;
    won += outcomes[index];
    logCapital += Math.log1p(outcomes[index] === 1 ? share * odds : -share);
  });
  return { bets, returnPerUnit: bets === 0 ? null : won * (odds + 1) / bets - 1, logCapital };
}

function sentenceOf(
  { verdict, forecasts, logLikelihoodRatio, bets, returnPerUnit, logCapital }: Money & {
    verdict: VerdictWord;
    forecasts: number;
    logLikelihoodRatio: number;
  },
): string {
  const rounds = `${forecasts.toLocaleString("en")} round${forecasts === 1 ? "" : "s"} that it had not seen`;
  const result = returnPerUnit === null
    ? "it saw no bet worth making"
    : `its ${bets.toLocaleString("en")} bets ${returnPerUnit < 0 ? "lost" : "won"} ${
      percent(Math.abs(returnPerUnit))
    } of the money`;
  if (verdict === "edge") {
    return `Edge: on ${rounds}, ${result}; by luck alone that happens once in ${times(logCapital)} times at most.`;
  }
  if (verdict === "no edge") {
    return `No edge: on ${rounds}, plain chance foretold the results ${times(-logLikelihoodRatio)} times better than ` +
      `the model, and ${result}. It cannot see the next round coming.`;
  }
  return isEnough(logLikelihoodRatio)
    ? `Undecided: on ${rounds} the model foretold better than plain chance, but ${result}: not enough to prove a profit.`
    : `Undecided: on ${rounds} the model did neither clearly better nor clearly worse than plain chance, and ${result}. ` +
      "More rounds are needed.";
}

/** e to the power, as people say it. */
function times(power: number): string {
  return power > Math.log(1e6) ? "more than a million" : Math.round(Math.exp(power)).toLocaleString("en");
}
