/**
 * The rule of every verdict, the one place where it stands. Evidence is a bet against a claim: what capital of 1 has become.
 * Where the claim is true it grows to c times itself once in c times at most, at any moment, however often one looks
 * (Ville's inequality). Knows neither bets nor models.
 */
import type { VerdictWord } from "../protocol/verdict.ts";

/** The smallest edge worth having: as much as the house has now. A unit staked. */
export const EDGE_WORTH = 0.03;
/** How often an edge worth having is overlooked, and how often a law that holds is thought contradicted. */
export const OVERLOOKED_CHANCE = 0.05;

/** Logarithms of capital. */
export interface Evidence {
  /** bet on an edge, against "nothing here wins money" */
  edge: number;
  /** bet against an edge, on "this knows no more than the game's law" */
  noEdge: number;
  /** whether what came may still be on its way to an edge: it does better than the game's law allows */
  beatsLaw: boolean;
}

/** @param falseEdgeChance this try's part of the chance that anything is called an edge that is none, see `noteTrial()` */
export function verdictBy({ edge, noEdge, beatsLaw }: Evidence, falseEdgeChance: number): VerdictWord {
  if (edge >= -Math.log(falseEdgeChance)) return "edge";
  return isEnough(noEdge) && !beatsLaw ? "no edge" : "undecided";
}

/** Whether evidence is enough to rule something out, edges aside. */
export function isEnough(evidence: number): boolean {
  return evidence >= -Math.log(OVERLOOKED_CHANCE);
}
