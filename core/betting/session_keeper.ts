/** Keeps tables' sessions alive by a harmless click now and then, through the arbiter. Never bets. */
import type { Clock } from "../clock.ts";
import { reasonOf } from "./placer.ts";

export const FIRST_CLICK_MS = 300_000;
/** The tables' first clicks are this far apart. */
const FIRST_CLICK_STEP_MS = 30_000;
export const CLICK_EVERY_MS = [250_000, 350_000] as const;

export interface SessionKeeperOptions {
  clock: Clock;
  /** from 0 up to 1, 1 excluded */
  random: () => number;
  /** the arbiter's */
  keepAlive: (table: string) => Promise<boolean>;
  onTrouble: (message: string) => void;
  tables: readonly string[];
}

export class SessionKeeper implements AsyncDisposable {
  readonly #options: SessionKeeperOptions;
  readonly #ending = new AbortController();
  readonly #loops: Promise<void>[];

  /** Starts at once. */
  constructor(options: SessionKeeperOptions) {
    this.#options = options;
    this.#loops = options.tables.map((table, index) => this.#keep(table, FIRST_CLICK_MS + index * FIRST_CLICK_STEP_MS));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#loops);
  }

  async #keep(table: string, firstMs: number): Promise<void> {
    const { clock, random, keepAlive, onTrouble } = this.#options, { signal } = this.#ending;
    const [shortest, longest] = CLICK_EVERY_MS;
    for (let waitMs = firstMs;; waitMs = shortest + Math.floor(random() * (longest - shortest + 1))) {
      await clock.work(() => clock.sleep(waitMs, signal));
      if (signal.aborted) return;
      try {
        await keepAlive(table);
      } catch (error) {
        onTrouble(`${table}: ${reasonOf(error)}`);
      }
    }
  }
}
