/** Pasts that a strategy may meet, usual and strange ones, always the same. */
import { HISTORY_ROUNDS_MAX, type HistoryRound } from "../protocol/bet.ts";
import { Random } from "../simulator/random.ts";

const DAY_MS = 86_400_000;
const START_MS = 1_750_000_000_000;
const STATES = ["won", "lost", "lost", "void", "refused", "failed", "unknown", "placed"] as const;

/** A past with what a table takes. */
export interface StrangeQuestion {
  /** for the author */
  what: string;
  table: string;
  nowMs: number;
  stakeMinMinor: number;
  stakeMaxMinor: number;
  history: HistoryRound[];
}

/** The questions, in an order that does not matter. */
export function strangeQuestions(): StrangeQuestion[] {
  const random = new Random("strategy checks");
  const past = (length: number) => Array.from({ length }, (_, index) => usualRound(index, random));
  const usual = [0, 1, 2, 3, 5, 8, 13, 20, 34, 55, HISTORY_ROUNDS_MAX].map((length) =>
    question(`${length} rounds`, past(length))
  );
  const full = past(HISTORY_ROUNDS_MAX);
  const of = (what: string, change: (round: HistoryRound, index: number) => Partial<HistoryRound>) =>
    question(what, full.map((round, index) => ({ ...round, ...change(round, index) })));
  const bet = (state: typeof STATES[number]) => () => ({
    bet: { stakeMinor: 1000, cashOutHundredths: 200, state, payoutMinor: state === "won" ? 2000 : 0 },
  });
  return [
    ...usual,
    of("only rounds of 1.00x", () => ({ multiplier: 100 })),
    of("only rounds of 1,000,000.00x", () => ({ multiplier: 100_000_000 })),
    of("no bet ever made", () => ({ bet: null })),
    ...STATES.map((state) => of(`only bets that are ${state}`, bet(state))),
    of("rounds that all ended at once", () => ({ endedAtMs: START_MS })),
    of("a clock that ran backwards", (_, index) => ({ endedAtMs: START_MS - index * 20_000 })),
    of("gaps of days", (_, index) => ({ endedAtMs: START_MS + index * 3 * DAY_MS })),
    { ...question("a clock at 1970", full), nowMs: 0 },
    { ...question("a clock at 2100", full), nowMs: 4_102_444_800_000 },
    { ...question("a table that takes one stake only", full), stakeMinMinor: 700, stakeMaxMinor: 700 },
    { ...question("a table of small stakes", full), stakeMinMinor: 1, stakeMaxMinor: 10 },
    { ...question("a table of large stakes", full), stakeMinMinor: 100_000, stakeMaxMinor: 1_000_000_000 },
    { ...question("a table of another name", full), table: "no-such-table" },
  ];
}

function question(what: string, history: HistoryRound[]): StrangeQuestion {
  const nowMs = (history.at(-1)?.endedAtMs ?? START_MS) + 3_000;
  return { what, table: "soccer", nowMs, stakeMinMinor: 1000, stakeMaxMinor: 1_000_000, history };
}

function usualRound(index: number, random: Random): HistoryRound {
  const multiplier = Math.max(100, Math.floor(97 / Math.max(random.unit(), 1e-6)));
  const state = random.pick(STATES), cashOutHundredths = 200;
  const payoutMinor = state === "won" ? 2000 : 0;
  const bet = random.unit() < 0.5 ? { stakeMinor: 1000, cashOutHundredths, state, payoutMinor } : null;
  return { roundId: 1000 + index * 16, multiplier, endedAtMs: START_MS + index * 20_000, bet };
}
