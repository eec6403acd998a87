/** Saves the ledger's bets: what has happened already is kept until it is saved, and blocks new bets while money hangs on it. */
import { HostError } from "../protocol/errors.ts";
import type { Bet } from "../protocol/bet.ts";

/** Outcomes kept in memory while they cannot be saved. */
export const UNSAVED_BETS_MAX = 1_000;

export interface LedgerSaverOptions {
  /** resolves once the bet is on disk; a rejection means that it may not be */
  saveBet: (bet: Bet) => Promise<void>;
  /** lasting trouble with saving, in words; empty: all of it is saved by now */
  onTrouble: (message: string) => void;
}

export class LedgerSaver {
  readonly #options: LedgerSaverOptions;
  readonly #unsaved = new Map<number, Bet>();

  constructor(options: LedgerSaverOptions) {
    this.#options = options;
  }

  /** Whether as much waits as may wait. */
  get full(): boolean {
    return this.#unsaved.size >= UNSAVED_BETS_MAX;
  }

  /** @throws {HostError} `storage` */
  async save(bet: Bet): Promise<void> {
    try {
      await this.#options.saveBet({ ...bet });
    } catch (cause) {
      throw new HostError("storage", `Cannot save bet ${bet.id}: ${messageOf(cause)}`, { cause });
    }
  }

  /** Saves what has already happened: a failure cannot undo it, so it is kept for later and blocks new bets. */
  async saveLater(bet: Bet): Promise<void> {
    try {
      await this.save(bet);
      this.#forget(bet);
    } catch (cause) {
      this.#unsaved.set(bet.id, bet);
      this.#options.onTrouble(messageOf(cause));
    }
  }

  /**
   * Saves what could not be saved before.
   *
   * @throws {HostError} `storage` while money hangs on any of it
   */
  async flush(): Promise<void> {
    const byWeight = [...this.#unsaved.values()].sort((a, b) => Number(isRefused(a)) - Number(isRefused(b)));
    for (const bet of byWeight) {
      try {
        await this.save(bet);
      } catch (error) {
        if (isRefused(bet)) return;
        throw error;
      }
      this.#forget(bet);
    }
  }

  #forget({ id }: Bet): void {
    if (this.#unsaved.delete(id) && this.#unsaved.size === 0) this.#options.onTrouble("");
  }
}

const isRefused = ({ state }: Bet): boolean => state === "refused";
/** In words, whatever was thrown. */
export const messageOf = (cause: unknown): string => cause instanceof Error ? cause.message : String(cause);
