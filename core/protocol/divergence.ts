/** How bets by clicks differ from the same bets on paper, in money and by cause. Amounts are minor units. */
import type { BetMode } from "./bet.ts";

/**
 * `misread`: the screen was read wrong, or showed something else than was typed; `late`: the waiting phase was over; `missed
 * window`: the table or its round was not to be seen; `limit`: a lease, a limit, a halt or arming forbade it; `restart`: the
 * program stopped; `other`: mouse, keyboard, storage.
 */
export const DIVERGENCE_CAUSES = ["misread", "late", "missed window", "limit", "restart", "other"] as const;
export type DivergenceCause = (typeof DIVERGENCE_CAUSES)[number];

/** The bets of one strategy at one table in one mode. */
export interface Divergence {
  table: string;
  strategy: string;
  mode: BetMode;
  /** that were asked for and are over, on rounds that were seen */
  bets: number;
  /** what they brought; a bet in doubt counts as lost */
  actualMinor: number;
  /** what they would have brought, each placed in time and paid as its round ended */
  shadowMinor: number;
  /** over bets whose round nobody saw: they are in neither sum */
  unseenBets: number;
  unseenStakesMinor: number;
  /** actual less shadow, whole, by cause; only those that there are */
  causes: { cause: DivergenceCause; bets: number; differenceMinor: number }[];
}
