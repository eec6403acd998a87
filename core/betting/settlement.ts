/** What a finished round means for a bet. Pure: keeps nothing, stores nothing. */
import assert from "node:assert/strict";
import type { Bet, BetCause, BetState, Refusal } from "../protocol/bet.ts";
import type { Round } from "../protocol/round.ts";
import { payoutOf, wins } from "./bet_rules.ts";

/** Where a bet does not know its round: one that starts later than this after the press is not it, milliseconds. */
export const ROUND_START_MS_MAX = 30_000;
/** Why a bet whose round nobody saw is unknown. */
export const MISSED: Refusal = { cause: "missed window", reason: "its round was missed" };

/** What a round means for a placed bet of its table; null when it is an earlier round. */
export function judge(
  bet: Bet,
  round: Round,
): { state: BetState; reason: string; cause?: BetCause; roundId: number | null; payoutMinor: number | null } | null {
  const { roundId, placedAtMs } = bet;
  assert(placedAtMs !== null, `bet ${bet.id} is placed at no time`);
  const waitedMs = round.startedAtMs - placedAtMs;
  if (round.id !== roundId && waitedMs < 0) return null;
  const isIts = roundId === null ? waitedMs <= ROUND_START_MS_MAX : round.id === roundId;
  if (!isIts) return { state: "unknown", ...MISSED, roundId, payoutMinor: null };
  const won = wins(round.multiplier, bet);
  return { state: won ? "won" : "lost", reason: "", roundId: round.id, payoutMinor: won ? payoutOf(bet) : 0 };
}
