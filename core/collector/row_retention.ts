/**
 * Forgets rows that came to a collector long enough ago: hourly, a few at a time, so that what comes meanwhile hardly
 * waits. It goes by when they came, not by their own times, which are the machines' clocks.
 */
import type { Timers } from "../storage/timers.ts";
import type { Collector } from "./collector.ts";

const LOOK_EVERY_MS = 3_600_000;
/** Rows that one transaction deletes, and the pause after it. */
const ROWS_AT_ONCE = 2_000;
const PAUSE_MS = 50;
const DAY_MS = 86_400_000;

export interface RowRetentionOptions {
  collector: Pick<Collector, "forget">;
  keepDays: number;
  /** epoch milliseconds */
  nowMs: () => number;
  timers: Timers;
  log: (level: "info" | "warning", message: string) => void;
}

export class RowRetention implements AsyncDisposable {
  readonly #options: RowRetentionOptions;
  readonly #running: Promise<void>;
  #stopped = false;
  #wake = () => {};

  constructor(options: RowRetentionOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      await this.#look();
      await this.#sleep(LOOK_EVERY_MS);
    }
  }

  /** Deletes all that is due; what fails is due again at the next look. */
  async #look(): Promise<void> {
    const { collector, keepDays, nowMs, log } = this.#options;
    const receivedBeforeMs = nowMs() - keepDays * DAY_MS;
    let rows = 0;
    try {
      for (let now = ROWS_AT_ONCE; now === ROWS_AT_ONCE && !this.#stopped;) {
        rows += now = await collector.forget({ receivedBeforeMs, rowsMax: ROWS_AT_ONCE });
        if (now === ROWS_AT_ONCE) await this.#sleep(PAUSE_MS);
      }
      if (rows > 0) log("info", `${rows} rows of more than ${keepDays} days ago are forgotten`);
    } catch (error) {
      log("warning", `old rows are not forgotten: ${(error as Error).message}`);
    }
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#stopped) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const callOff = this.#options.timers.after(ms, resolve);
    await promise;
    callOff();
  }
}
