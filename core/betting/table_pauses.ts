/** Tables at which nothing is placed for now, each with its reasons. Doubt about money keeps no paper off a table. */
import type { BetRequest, Refusal } from "../protocol/bet.ts";

/** `window`: it does not stand where it should; `doubt`: a bet there is doubtful. */
export type PauseCause = "window" | "doubt";

export class TablePauses {
  readonly #paused = new Map<string, Partial<Record<PauseCause, string | null>>>();

  /** Refuses bets on a table for a reason; null: not for that one any more. */
  set(table: string, { cause, reason }: { cause: PauseCause; reason: string | null }): void {
    this.#paused.set(table, { ...this.#paused.get(table), [cause]: reason });
  }

  /** Why a bet is not placed at its table now; null when it may be. */
  refusal({ table, mode }: Pick<BetRequest, "table" | "mode">): Refusal | null {
    const { window, doubt } = this.#paused.get(table) ?? {};
    if (window) return { cause: "missed window", reason: window };
    return mode !== "paper" && doubt ? { cause: "other", reason: doubt } : null;
  }

  /** Why a table's window may not be clicked at all; null when it may. */
  windowOf(table: string): string | null {
    return this.#paused.get(table)?.window ?? null;
  }
}
