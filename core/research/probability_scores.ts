/**
 * How good probabilities were, once it is known what happened: proper scores, ranking, calibration. Both columns have an
 * entry a forecast; outcomes are 0 or 1. Judges nobody.
 */
import { Random } from "../simulator/random.ts";

/** A probability of 0 or 1 that was wrong costs as much as this one. */
const PROBABILITY_MIN = 1e-15;
/** A 95 % interval of a normal variable, in deviations. */
const NORMAL_95 = 1.959964;
const BOOTSTRAP_SAMPLES = 400;
const BLOCK_ROUNDS = 50;

/** What was foretold and what came. */
export interface Forecasts {
  probabilities: Float64Array;
  outcomes: Uint8Array;
}

/** The cost of one forecast in nats: minus the logarithm of what it gave to what came. */
export function logLossOf(probability: number, outcome: number): number {
  return -Math.log(Math.max(PROBABILITY_MIN, outcome === 1 ? probability : 1 - probability));
}

/** Mean cost of the forecasts in nats; less is better. */
export function logLoss({ probabilities, outcomes }: Forecasts): number {
  return mean(probabilities.map((probability, index) => logLossOf(probability, outcomes[index])));
}

/** Mean squared error of the forecasts; less is better. */
export function brierScore({ probabilities, outcomes }: Forecasts): number {
  return mean(probabilities.map((probability, index) => (probability - outcomes[index]) ** 2));
}

/** The chance that of two forecasts, one of each outcome, the right one is higher; 0.5 knows nothing. Null without both outcomes. */
export function areaUnderCurve({ probabilities, outcomes }: Forecasts): number | null {
  const order = Uint32Array.from(probabilities.keys()).sort((one, other) => probabilities[one] - probabilities[other]);
  let ranks = 0, positive = 0;
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && probabilities[order[end]] === probabilities[order[start]]) end++;
    const hits = order.subarray(start, end).reduce((sum, index) => sum + outcomes[index], 0);
    // Equal forecasts share the middle of their ranks.
    ranks += hits * (start + end + 1) / 2;
    positive += hits;
    start = end;
  }
  const negative = order.length - positive;
  return positive === 0 || negative === 0 ? null : (ranks - positive * (positive + 1) / 2) / (positive * negative);
}

/** Forecasts of about the same probability, and how often they came true. */
export interface ReliabilityBin {
  forecasts: number;
  /** mean of the forecasts */
  foretold: number;
  /** share that came true, with its 95 % interval (Wilson) */
  came: number;
  low: number;
  high: number;
}

/** A reliability diagram: the forecasts in order, in at most `bins` groups of the same size; equal ones stay together. */
export function reliability(
  { probabilities, outcomes }: Forecasts,
  { bins = 10 }: { bins?: number } = {},
): ReliabilityBin[] {
  const order = Uint32Array.from(probabilities.keys()).sort((one, other) => probabilities[one] - probabilities[other]);
  const groups: ReliabilityBin[] = [], size = Math.max(1, Math.ceil(order.length / bins));
  for (let start = 0; start < order.length;) {
    let end = Math.min(start + size, order.length);
    while (end < order.length && probabilities[order[end]] === probabilities[order[end - 1]]) end++;
    const members = order.subarray(start, end);
    const hits = members.reduce((sum, index) => sum + outcomes[index], 0);
    const foretold = members.reduce((sum, index) => sum + probabilities[index], 0) / members.length;
    groups.push({
      forecasts: members.length,
      foretold,
      came: hits / members.length,
      ...shareInterval(hits, members.length),
    });
    start = end;
  }
  return groups;
}

/** Wilson's 95 % interval of a share. */
export function shareInterval(hits: number, of: number): { low: number; high: number } {
  const squared = NORMAL_95 ** 2, share = hits / of;
  const middle = (share + squared / (2 * of)) / (1 + squared / of);
  const half = NORMAL_95 / (1 + squared / of) * Math.sqrt(share * (1 - share) / of + squared / (4 * of * of));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** 95 % interval of the mean of values in time order, from blocks of 50 drawn with repetition. Null for fewer than two blocks. */
export function blockInterval(values: Float64Array, { seed }: { seed: number }): [low: number, high: number] | null {
  const blocks = Math.ceil(values.length / BLOCK_ROUNDS);
  if (blocks < 2) return null;
  const random = new Random(`${seed}/blocks`);
  const parts = Array.from({ length: blocks }, (_, block) => {
    const part = values.subarray(block * BLOCK_ROUNDS, (block + 1) * BLOCK_ROUNDS);
    return { sum: part.reduce((sum, value) => sum + value, 0), count: part.length };
  });
  const means = Float64Array.from({ length: BOOTSTRAP_SAMPLES }, () => {
    let sum = 0, count = 0;
    for (let draw = 0; draw < blocks; draw++) {
      const part = parts[random.between(0, blocks - 1)];
      sum += part.sum;
      count += part.count;
    }
    return sum / count;
  }).sort();
  return [means[Math.floor(0.025 * BOOTSTRAP_SAMPLES)], means[Math.ceil(0.975 * BOOTSTRAP_SAMPLES) - 1]];
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
