/** Leases and arming, as the page and scripts see them. Amounts are minor units. */
import type { BetMode } from "./bet.ts";
import type { VerdictWord } from "./verdict.ts";

/** What a strategy may spend at one table. */
export interface LeaseTerms {
  maxStakeMinor: number;
  betsPerHour: number;
  lossPerDayMinor: number;
  /** from its granting; null: until revoked */
  hours: number | null;
}

/** `waiting`: its strategy has no worker right now; `ended`: it died with one, or was revoked. */
export const LEASE_STATES = ["active", "waiting", "expired", "ended"] as const;
export type LeaseState = (typeof LEASE_STATES)[number];

/** What one strategy may do at one table. It dies with the strategy's cell. */
export interface Lease {
  strategy: string;
  table: string;
  mode: BetMode;
  maxStakeMinor: number;
  betsPerHour: number;
  lossPerDayMinor: number;
  /** epoch milliseconds; null: until revoked */
  expiresAtMs: number | null;
}

/** One lease with what it has used. */
export interface LeaseView extends Lease {
  state: LeaseState;
  /** why it is not active; empty when it is */
  reason: string;
  betsLastHour: number;
  /** negative: lost */
  profitTodayMinor: number;
  /** stakes that may still come back */
  openMinor: number;
}

/** The first step of arming: what will be risked, and the code that the second step wants. */
export interface ArmingOffer {
  /** counts once */
  code: string;
  /** epoch milliseconds */
  validUntilMs: number;
  minutes: number;
  players: ArmingRisk[];
  /** what all of them lose in an hour on average, at the game's law; null: unknown for one of them */
  lossPerHourMinor: number | null;
  /** whether every one of them has shown an edge; without it the loss must be accepted by its amount */
  hasEdge: boolean;
}

/** What one strategy risks at one table. */
export interface ArmingRisk {
  strategy: string;
  table: string;
  verdict: VerdictWord;
  /** other things tried in this data folder, which the verdict counts */
  triedBefore: number;
  lossPerHourMinor: number | null;
  /** 0 to 1; null: it has no exact risk */
  ruinPerSequence: number | null;
  atRiskMinor: number | null;
  /** why there is no exact risk; empty when there is */
  reason: string;
}

/** The second step. */
export interface ArmingConfirmation {
  code: string;
  /** the offer's amount in its own numbers; needed where there is no edge */
  acceptsLossPerHourMinor?: number;
}
