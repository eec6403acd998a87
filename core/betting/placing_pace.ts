/** How long a bet takes at each table, learnt from its own bets, and how much of a waiting phase is left. Decides nothing. */

/** What a bet by clicks is thought to take where none has been seen yet, milliseconds. */
export const PLACING_MS_DEFAULT = 500;
/** How long waiting phases mostly are. */
const WAITING_MS_USUAL = 5_000;
/** The slowest of so many bets counts. */
const PLACINGS_SEEN_MAX = 5;

export class PlacingPace {
  readonly #seenMs = new Map<string, number[]>();

  /** Milliseconds from the first look to the press. */
  expectedMs(table: string): number {
    const seen = this.#seenMs.get(table);
    return seen?.length ? Math.max(...seen) : PLACING_MS_DEFAULT;
  }

  /** The same, where it was measured; 0 where it was not yet. */
  measuredMs(table: string): number {
    return Math.max(0, ...this.#seenMs.get(table) ?? []);
  }

  learn(table: string, tookMs: number): void {
    const seen = this.#seenMs.get(table) ?? [];
    this.#seenMs.set(table, [...seen, tookMs].slice(-PLACINGS_SEEN_MAX));
  }

  /** A bet was refused for want of time: what was slow once must not refuse all others for ever. */
  doubt(table: string): void {
    const seen = this.#seenMs.get(table);
    if (!seen?.length) return;
    seen.splice(seen.indexOf(Math.max(...seen)), 1);
  }
}

/** A waiting phase as it stands now. */
export interface WaitingPhase {
  nowMs: number;
  /** end of the phase less a margin, by the lengths of earlier ones */
  deadlineMs: number;
  /** share that the table's own bar says has passed; null where it has none */
  progress: number | null;
  /** length of the table's waiting phases as learnt; absent: what most tables have */
  waitingMs?: number;
}

/** Milliseconds that are left for a press, by whichever of clock and bar says less. */
export function leftMs({ nowMs, deadlineMs, progress, waitingMs = WAITING_MS_USUAL }: WaitingPhase): number {
  const byClock = deadlineMs - nowMs;
  if (progress === null) return byClock;
  return Math.min(byClock, Math.round((1 - progress) * waitingMs));
}
