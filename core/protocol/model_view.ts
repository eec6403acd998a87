/** What is said of a model and of what it foretold: by commands, by the API, on the page. */

/** `edge`: bets by the model would have paid, beyond chance. `no edge`: the game's law foretells better. */
export type ModelVerdict = "no edge" | "undecided" | "edge";

/** Forecasts of about the same probability, and how often they came true, with a 95 % interval. */
export interface CalibrationPoint {
  forecasts: number;
  foretold: number;
  came: number;
  low: number;
  high: number;
}

/** How a model's forecasts did beside the game's law, which gives every round the same probability. */
export interface ModelScores {
  forecasts: number;
  /** hundredths: what had to be reached */
  targetHundredths: number;
  /** the law's probability of that */
  lawProbability: number;
  /** null where only one outcome came */
  auc: number | null;
  logLoss: number;
  lawLogLoss: number;
  brier: number;
  lawBrier: number;
  /** how much the law's log loss is above the model's, nats a round, and its 95 % interval; above 0 the model is better */
  gain: number;
  gainInterval: [low: number, high: number] | null;
  /** natural logarithm of how many times likelier what came is by the model than by the law */
  logLikelihoodRatio: number;
  /** bets of one unit where the model promises a profit */
  bets: number;
  /** of each unit, below 0 a loss; null without bets */
  returnPerUnit: number | null;
  /** natural logarithm of what one unit of money would have become by the model's own bets: evidence that it can pay */
  logCapital: number;
  /** models that were tried on these rounds, this one included: evidence must be so many times stronger */
  tries: number;
  verdict: ModelVerdict;
  /** the verdict in a sentence for a layman */
  sentence: string;
  calibration: CalibrationPoint[];
}
