/** Lays a paper shadow beside each bet by clicks and says why and by how much it differs. Pure: reads bets and rounds, keeps nothing. */
import type { Bet, BetCause } from "../protocol/bet.ts";
import type { Divergence } from "../protocol/divergence.ts";
import type { Round } from "../protocol/round.ts";
import { payoutOf, wins } from "./bet_rules.ts";
import { ROUND_START_MS_MAX } from "./settlement.ts";

/** Why a bet did not become what its shadow is; `other` where an older ledger does not say. */
export function causeOf({ state, cause }: Pick<Bet, "state" | "cause">): BetCause {
  // A settled bet that its round does not explain was paid otherwise than it was read.
  return cause ?? (state === "won" || state === "lost" || state === "void" ? "misread" : "other");
}

/** Of bets by clicks that are over, by table, strategy and mode; rounds in any order. */
export function divergences(bets: readonly Bet[], rounds: readonly Round[]): Divergence[] {
  const roundOf = roundFinder(rounds), groups = new Map<string, Divergence>();
  for (const bet of bets) {
    if (bet.mode === "paper" || isUnderWay(bet) || bet.stakeMinor <= 0 || bet.cashOutHundredths <= 0) continue;
    const key = JSON.stringify([bet.table, bet.strategy, bet.mode]), { table, strategy, mode } = bet;
    const group = groups.get(key) ?? {
      ...{ table, strategy, mode, bets: 0, actualMinor: 0, shadowMinor: 0, unseenBets: 0, unseenStakesMinor: 0 },
      causes: [],
    };
    groups.set(key, group);
    add(group, { bet, round: roundOf(bet) });
  }
  return [...groups.values()];
}

function add(group: Divergence, { bet, round }: { bet: Bet; round: Round | null }): void {
  if (round === null) {
    group.unseenBets += 1;
    group.unseenStakesMinor += bet.stakeMinor;
    return;
  }
  const shadowMinor = (wins(round.multiplier, bet) ? payoutOf(bet) : 0) - bet.stakeMinor, actualMinor = actualOf(bet);
  group.bets += 1;
  group.shadowMinor += shadowMinor;
  group.actualMinor += actualMinor;
  if (actualMinor === shadowMinor) return;
  const cause = causeOf(bet);
  let entry = group.causes.find((one) => one.cause === cause);
  if (!entry) group.causes.push(entry = { cause, bets: 0, differenceMinor: 0 });
  entry.bets += 1;
  entry.differenceMinor += actualMinor - shadowMinor;
}

function actualOf({ state, payoutMinor, stakeMinor }: Bet): number {
  if (state === "refused" || state === "failed" || state === "void") return 0;
  return (payoutMinor ?? 0) - stakeMinor;
}

function isUnderWay({ state }: Bet): boolean {
  return state === "requested" || state === "placing" || state === "placed";
}

/** The round that a bet was meant for: the named one, else the first that began after it was asked for. */
function roundFinder(rounds: readonly Round[]): (bet: Bet) => Round | null {
  const byId = new Map(rounds.map((round) => [`${round.table}/${round.id}`, round]));
  const byTable = Map.groupBy(rounds.toSorted((a, b) => a.startedAtMs - b.startedAtMs), ({ table }) => table);
  return ({ table, roundId, requestedAtMs }) => {
    if (roundId !== null) return byId.get(`${table}/${roundId}`) ?? null;
    const next = byTable.get(table)?.find(({ startedAtMs }) => startedAtMs >= requestedAtMs);
    return next && next.startedAtMs - requestedAtMs <= ROUND_START_MS_MAX ? next : null;
  };
}
