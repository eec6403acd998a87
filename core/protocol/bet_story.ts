/** What can be told of one bet and of the whole ledger: states, steps with their pictures, faults. */
import type { Bet, BetEvent, BetState } from "./bet.ts";

/** What a step of placing a bet was, in the order in which they come. */
export const FLIGHT_STEPS = [
  "before",
  "amount",
  "switch",
  "cash-out",
  "retyped",
  "ready",
  "pressed",
  "confirmed",
  "not-confirmed",
  "undone",
  "settled",
] as const;
export type FlightStepName = (typeof FLIGHT_STEPS)[number];

/** A moment of a bet that was looked at. */
export interface FlightStep {
  index: number;
  step: FlightStepName;
  atMs: number;
  /** index of the step whose picture shows it: its own, or an earlier one's where nothing had changed; null: none */
  picture: number | null;
}

export interface BetStory {
  bet: Bet;
  /** oldest first */
  events: BetEvent[];
  /** oldest first; empty for bets on paper, and once the pictures had to go */
  steps: FlightStep[];
}

/** Something in the ledger that is not as it was written. */
export interface LedgerFault {
  betId: number;
  /** event at which it shows; null where the bet's own row shows it */
  eventId: number | null;
  message: string;
}

/** What a check of the whole ledger found. */
export interface LedgerReport {
  /** hash over everything; noted somewhere else it shows later that nothing was removed */
  head: string;
  events: number;
  /** events from before there was a chain: nothing can be said of them */
  unchained: number;
  /** the first 100 */
  faults: LedgerFault[];
  faultsInAll: number;
  /** whether the head that was asked for is in it */
  headFound: boolean;
}

/** How a doubtful bet may turn out. */
export const RESOLVED_STATES = ["won", "lost", "void", "failed"] as const satisfies readonly BetState[];
export type ResolvedState = (typeof RESOLVED_STATES)[number];

/** What became of one doubtful bet when it was looked into. */
export interface Resolution {
  betId: number;
  table: string;
  /** null: still unknown */
  state: ResolvedState | null;
  /** the proof, or what is missing for one */
  reason: string;
}

/** The user's questions about the ledger, and what he may decide. All of it throws {HostError} `refused` for a bet that is not there. */
export interface LedgerControls {
  story(betId: number): Promise<BetStory>;
  /** PNG of a step */
  picture(betId: number, index: number): Promise<Uint8Array<ArrayBuffer>>;
  /** `head`: a hash noted before */
  check(options: { head?: string }): Promise<LedgerReport>;
  /** Looks once more into every doubtful bet. Presses nothing. */
  reconcile(): Promise<Resolution[]>;
  /** Settles a doubtful bet by the user's word. */
  resolve(betId: number, state: ResolvedState): Promise<Bet>;
}
