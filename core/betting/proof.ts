/** How doubtful bets turned out, proved by the table's balance and the rounds that were seen. Pure; what does not prove is said. */
import type { Bet } from "../protocol/bet.ts";
import type { ResolvedState } from "../protocol/bet_story.ts";
import type { Round } from "../protocol/round.ts";
import { payoutOf, wins } from "./bet_rules.ts";
import { ROUND_START_MS_MAX } from "./settlement.ts";

/** With more doubtful bets at one table nothing is proved: too much may cancel out. */
const DOUBTFUL_BETS_MAX = 6;

/** What is known of one table, at a moment when no bet is open there. */
export interface Evidence {
  /** bets by clicks, oldest first, from before the first doubtful one on */
  bets: readonly Bet[];
  /** ids of bets that the table was seen to have taken */
  taken: ReadonlySet<number>;
  /** rounds since then, as far as they were seen */
  rounds: readonly Round[];
  /** what the table shows now, minor units */
  balanceMinor: number;
}

/** `final`: looking again will not bring what is missing. */
export type Proof = { outcomes: Map<number, ResolvedState> } | { missing: string; final: boolean };

interface Option {
  state: ResolvedState;
  netMinor: number;
}

/** Finds the only outcomes under which the balance is what it is. */
export function prove({ bets, taken, rounds, balanceMinor }: Evidence): Proof {
  const doubtful = bets.filter(({ state }) => state === "unknown");
  const first = doubtful[0], startMinor = first?.balanceMinor ?? null;
  if (startMinor === null) return { missing: "no balance was read before it", final: true };
  if (doubtful.length > DOUBTFUL_BETS_MAX) return { missing: `${doubtful.length} doubtful bets at once`, final: true };
  if (bets.some(({ state }) => state === "placing" || state === "placed")) {
    return { missing: "another bet is open", final: false };
  }
  const options = doubtful.map((bet) => optionsOf(bet, { taken, round: roundOf(bet, rounds) }));
  const knownMinor = startMinor + sum(bets.map((bet) => knownChange(bet, first)));
  const fitting = combinations(options).filter((chosen) =>
    knownMinor + sum(chosen.map(({ netMinor }) => netMinor)) === balanceMinor
  );
  if (fitting.length === 1) {
    return { outcomes: new Map(doubtful.map(({ id }, index) => [id, fitting[0][index].state])) };
  }
  const shown = `the balance of ${balanceMinor} after ${startMinor}`;
  const missing = fitting.length === 0 ? `${shown} fits no outcome` : `${shown} fits several outcomes`;
  return { missing, final: false };
}

function optionsOf(bet: Bet, { taken, round }: { taken: ReadonlySet<number>; round: Round | null }): Option[] {
  const won = round === null || wins(round.multiplier, bet);
  const lost = round === null || !wins(round.multiplier, bet);
  return [
    { state: taken.has(bet.id) ? "void" : "failed", netMinor: 0 },
    ...(lost ? [{ state: "lost" as const, netMinor: -bet.stakeMinor }] : []),
    ...(won ? [{ state: "won" as const, netMinor: payoutOf(bet) - bet.stakeMinor }] : []),
  ];
}

/** What a bet whose outcome is known did to the balance after it was read for the first doubtful one. */
function knownChange(bet: Bet, first: Bet): number {
  if (bet.state !== "won" && bet.state !== "lost" && bet.state !== "void") return 0;
  const payoutMinor = bet.state === "void" ? bet.stakeMinor : bet.payoutMinor ?? 0;
  if (bet.id > first.id) return payoutMinor - bet.stakeMinor;
  // Its stake was gone by then; what it paid came afterwards.
  return (bet.settledAtMs ?? 0) >= first.requestedAtMs ? payoutMinor : 0;
}

/** The round that a bet stood on; null where nobody saw it. */
function roundOf({ roundId, placedAtMs, requestedAtMs }: Bet, rounds: readonly Round[]): Round | null {
  const fromMs = placedAtMs ?? requestedAtMs;
  return rounds.find(({ id }) => id === roundId) ??
    rounds.find(({ startedAtMs }) => startedAtMs >= fromMs && startedAtMs <= fromMs + ROUND_START_MS_MAX) ?? null;
}

function combinations(options: readonly Option[][]): Option[][] {
  return options.reduce<Option[][]>((all, some) => all.flatMap((one) => some.map((more) => [...one, more])), [[]]);
}

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
