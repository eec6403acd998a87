/** Judges by heartbeats whether a plugin is alive. Holds no timer: `tick()` is to be called at every heartbeat. */

export interface WatchdogLimits {
  heartbeatMs: number;
  unresponsiveMs: number;
  killMs: number;
}
/** Silence may begin a heartbeat before the ping that shows it, and is judged at heartbeats: the kill comes within 10 s of it. */
export const WATCHDOG_LIMITS: WatchdogLimits = { heartbeatMs: 1000, unresponsiveMs: 3000, killMs: 8500 };

export type Verdict = "alive" | "unresponsive" | "dead";

export class Watchdog {
  readonly #limits: WatchdogLimits;
  #tickedAtMs: number;
  /** when the ping that is not answered yet was sent */
  #askedAtMs: number | null = null;

  constructor(limits: WatchdogLimits, nowMs: number) {
    this.#limits = limits;
    this.#tickedAtMs = nowMs;
  }

  /** @returns the verdict, and whether a ping is to be sent now */
  tick(nowMs: number): { verdict: Verdict; ping: boolean } {
    this.#forgiveOwnDelay(nowMs);
    if (this.#askedAtMs === null) {
      this.#askedAtMs = nowMs;
      return { verdict: "alive", ping: true };
    }
    const silentMs = nowMs - this.#askedAtMs;
    if (silentMs >= this.#limits.killMs) return { verdict: "dead", ping: false };
    return { verdict: silentMs >= this.#limits.unresponsiveMs ? "unresponsive" : "alive", ping: false };
  }

  answered(): void {
    this.#askedAtMs = null;
  }

  /** While the core itself did not run (a suspended machine), no silence counts. */
  #forgiveOwnDelay(nowMs: number): void {
    const lateMs = nowMs - this.#tickedAtMs - this.#limits.heartbeatMs;
    this.#tickedAtMs = nowMs;
    if (this.#askedAtMs !== null && lateMs > this.#limits.heartbeatMs) this.#askedAtMs += lateMs;
  }
}
