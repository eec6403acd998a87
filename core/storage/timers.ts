/** Timers, passed in so that a test can turn them by hand. */

export interface Timers {
  /** milliseconds that never go back */
  nowMs(): number;
  /** Runs once after `ms`. @returns a function that calls it off */
  after(ms: number, run: () => void): () => void;
}

/** The machine's own. */
export const REAL_TIMERS: Timers = {
  nowMs: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
