/**
 * Whether bets show an edge. `edge`: bets that are fair at best would hardly ever win so often. `no edge`: bets with an
 * edge worth having would hardly ever lose so often, and the game's law is not contradicted. Nothing else is claimed.
 */
import type { BetVerdict } from "../protocol/verdict.ts";
import { BetCounts, type CashOutBets, evidenceAbove, evidenceBelow, growthOf, SPREAD_COST } from "./bet_evidence.ts";
import { normalQuantile } from "./distributions.ts";
import { RETURN_TO_PLAYER } from "./law.ts";
import { ReturnInterval } from "./return_interval.ts";
import { falseEdgeChance } from "./trial_book.ts";
import { EDGE_WORTH, isEnough, OVERLOOKED_CHANCE, verdictBy } from "./verdict_rule.ts";
import { verdictSentence } from "./verdict_texts.ts";

/** How often it is found within the stated number of bets. */
const POWER = 0.9;
const HOUR_MS = 3_600_000;

/** One settled bet, stake in minor units, cash-out in hundredths. */
export interface SettledBet {
  stakeMinor: number;
  cashOutHundredths: number;
  returnedMinor: number;
}

export interface VerdictTerms {
  /** strategies tried before, and how often this one may be called an edge falsely: `noteTrial()` says both */
  triedBefore?: number;
  falseEdgeChance?: number;
  /** time in which the bets were made, for the loss of an hour */
  playedMs?: number | null;
  rtp?: number;
}

/** Takes bets in the order in which they were made; may be asked at any moment. */
export class BetJudge {
  readonly #counts = new BetCounts();
  readonly #interval = new ReturnInterval();
  #bets = 0;
  #won = 0;
  #stakedMinor = 0;
  #returnedMinor = 0;

  add({ stakeMinor, cashOutHundredths, returnedMinor }: SettledBet): void {
    const isWon = returnedMinor > 0;
    this.#counts.add(cashOutHundredths, isWon);
    this.#interval.add({ stake: stakeMinor, returned: returnedMinor, cashOut: cashOutHundredths });
    this.#bets += 1;
    if (isWon) this.#won += 1;
    this.#stakedMinor += stakeMinor;
    this.#returnedMinor += returnedMinor;
  }

  verdict(
    {
      triedBefore = 0,
      falseEdgeChance: chance = falseEdgeChance(triedBefore),
      playedMs = null,
      rtp = RETURN_TO_PLAYER,
    }: VerdictTerms = {},
  ): BetVerdict {
    const counts = this.#counts.list(), stakedMinor = this.#stakedMinor;
    const edge = evidenceAbove(counts, 1), noEdge = evidenceBelow(counts, 1 + EDGE_WORTH);
    // Bets that beat the law and yet do not lose for sure are on the way to an edge, or to nothing.
    const beatsLaw = !isEnough(evidenceBelow(counts, 1)) && isEnough(evidenceAbove(counts, rtp));
    const verdict = verdictBy({ edge, noEdge, beatsLaw }, chance);
    const betsNeeded = betsToFind(counts, chance);
    const perHourMinor = playedMs === null || playedMs <= 0 ? null : stakedMinor / (playedMs / HOUR_MS);
    const found = {
      verdict,
      bets: this.#bets,
      won: this.#won,
      stakedMinor,
      returnedMinor: this.#returnedMinor,
      returnPerUnit: this.#interval.value,
      interval95: this.#interval.interval(),
      lawReturn: Math.round((rtp - 1) * 1e6) / 1e6,
      evidence: {
        edge: finite(edge),
        edgeNeeded: Math.round(1 / chance),
        noEdge: finite(noEdge),
        noEdgeNeeded: 1 / OVERLOOKED_CHANCE,
      },
      triedBefore,
      sample: { edge: EDGE_WORTH, betsNeeded, stillNeeded: Math.max(0, betsNeeded - this.#bets) },
      expectedLossPerHourMinor: perHourMinor === null ? null : Math.round((1 - rtp) * perHourMinor),
    };
    return { ...found, sentence: verdictSentence(found) };
  }
}

/** Bets, mixed as these are, within which an edge worth having is found with `POWER`. */
function betsToFind(counts: readonly CashOutBets[], chance: number): number {
  const like = counts.length === 0 ? [{ cashOut: 200, bets: 1, won: 0 }] : counts;
  const { mean, variance } = growthOf(like, { rate: 1, edge: EDGE_WORTH });
  if (!(mean > 0)) return Infinity;
  // n·mean − z·√(n·variance) must reach what is needed; solved for √n.
  const needed = SPREAD_COST - Math.log(chance), z = normalQuantile(POWER) * Math.sqrt(variance);
  return Math.ceil(((z + Math.sqrt(z * z + 4 * mean * needed)) / (2 * mean)) ** 2);
}

/** The number itself, as far as JSON can carry it. */
function finite(log: number): number {
  return Math.exp(Math.min(700, log));
}
