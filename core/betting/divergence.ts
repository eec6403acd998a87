/** Lays a paper shadow beside each bet by clicks and says why and by how much it differs. Pure: reads bets and rounds, keeps nothing. */
import type { Bet } from "../protocol/bet.ts";
import type { Divergence, DivergenceCause } from "../protocol/divergence.ts";
import type { Round } from "../protocol/round.ts";
import { payoutOf, wins } from "./bet_rules.ts";
import { ROUND_START_MS_MAX } from "./settlement.ts";

/** By what ledger, limits and placers say, the first that fits; `tests/core/betting/divergence_test.ts` has them say it. */
const CAUSES: readonly [DivergenceCause, RegExp][] = [
  ["restart", /the host stopped|betting has stopped|the core crashed|safe mode/],
  ["late", /too late|\d ms late|the phase is|of the waiting phase has passed|cannot finish in time/],
  ["missed window", /its round was missed|covered or not readable|window|no table |the table is gone/],
  ["misread", / shows |switch stays off|auto cash-out is off|balance/],
  ["limit", /lease|halted|disarmed|not armed|outside the table|in the last hour|smallest stake|could become|is over /],
  ["limit", /cannot be placed on this screen|does not allow live|already wait|that asked for this bet is gone/],
];

/** Why a bet did not become what its shadow is. */
export function causeOf({ state, reason }: Pick<Bet, "state" | "reason">): DivergenceCause {
  // A settled bet that its round does not explain was paid otherwise than it was read.
  if (state === "won" || state === "lost" || state === "void") return "misread";
  return CAUSES.find(([, pattern]) => pattern.test(reason))?.[0] ?? "other";
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
