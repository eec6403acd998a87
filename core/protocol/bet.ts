/** Bets: what a strategy may ask for, and what the ledger keeps. Money is minor units, cash-outs are hundredths. */

export const BET_MODES = ["paper", "virtual", "live"] as const;
/** `paper`: filled from observed rounds; `virtual`: clicks on the virtual desktop; `live`: clicks on the real one. */
export type BetMode = (typeof BET_MODES)[number];

export const BET_STATES = [
  "requested",
  "placing",
  "placed",
  "won",
  "lost",
  "void",
  "refused",
  "failed",
  "unknown",
] as const;
export type BetState = (typeof BET_STATES)[number];

/**
 * Why a bet did not become what was asked for. `misread`: the screen was read wrong, or showed something else than was
 * typed; `late`: the waiting phase was over; `missed window`: the table or its round was not to be seen; `limit`: a lease, a
 * limit, a halt or arming forbade it; `restart`: the program stopped; `other`: mouse, keyboard, storage, another bet in doubt.
 */
export const BET_CAUSES = ["misread", "late", "missed window", "limit", "restart", "other"] as const;
export type BetCause = (typeof BET_CAUSES)[number];

/** Why a bet is not placed: for the program, and in words. */
export interface Refusal {
  cause: BetCause;
  reason: string;
}

/** Which of a table's bet panels takes a bet; absent: the first. */
export type BetPanelNumber = 1 | 2;

/** The bet panels that a strategy uses at a table; absent: the first alone. */
export type BetPanels = BetPanelNumber | "both";

/** A bet that somebody wants placed on a table's next round. */
export interface BetRequest {
  table: string;
  strategy: string;
  mode: BetMode;
  stakeMinor: number;
  cashOutHundredths: number;
  requestedAtMs: number;
  panel?: BetPanelNumber;
}

/** A bet as the ledger keeps it. */
export interface Bet extends BetRequest {
  id: number;
  state: BetState;
  /** why it is refused, failed, unknown or void; empty otherwise */
  reason: string;
  /** the same as a code; absent: nothing went wrong, or the ledger is from before there were codes */
  cause?: BetCause;
  /** round it was placed on, once known */
  roundId: number | null;
  placedAtMs: number | null;
  settledAtMs: number | null;
  /** what came back, stake included; null until settled */
  payoutMinor: number | null;
  /** the table's balance before the first click; absent where it was not readable, or nothing was clicked */
  balanceMinor?: number | null;
}

/** One state of a bet, as the ledger keeps it. */
export interface BetEvent {
  state: BetState;
  reason: string;
  atMs: number;
}

/** A round of a table's history, as a strategy sees it: with its own bet on it, if it made one. */
export interface HistoryRound {
  roundId: number;
  /** hundredths */
  multiplier: number;
  endedAtMs: number;
  bet: {
    stakeMinor: number;
    cashOutHundredths: number;
    state: BetState;
    payoutMinor: number;
  } | null;
}

/** What a strategy has played before: how many rounds, the last of them with its bets on them, what all came to. */
export interface PlayedBefore {
  rounds: number;
  /** oldest first, at most `HISTORY_ROUNDS_MAX` */
  history: HistoryRound[];
  /** minor units */
  profitMinor: number;
  /** its bankroll could not pay a stake: it bets no more */
  isRuined: boolean;
}

/** A strategy's answer: a ladder of stakes and cash-outs, and the step that it stands on. */
export interface Decision {
  /** minor units, a step each */
  betAmounts: number[];
  /** hundredths, a step each */
  autoStops: number[];
  /** step to bet next; -1 for no bet */
  currentIndex: number;
}

export const HISTORY_ROUNDS_MAX = 100;
/** Steps of a decision's ladder. */
export const LADDER_STEPS_MAX = 64;

/** Longest that live bets may be armed for at once. */
export const ARM_MINUTES_MAX = 240;
