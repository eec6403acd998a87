/** What one account or one lease has at stake, and won or lost today. Knows no limits; day borders are the machine's local midnights. */

const HOUR_MS = 3_600_000;

/** The local midnight at or before a time, epoch milliseconds. */
export function dayStartMs(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0);
}

export class Tally {
  /** stakes of bets that may still come back, minor units */
  openMinor = 0;
  #dayMs = -Infinity;
  #todayMinor = 0;
  #placedAtMs: number[] = [];

  /** A stake goes out. */
  open(stakeMinor: number, atMs: number): void {
    this.openMinor += stakeMinor;
    this.#placedAtMs.push(atMs);
  }

  /** A bet went out at that time, in an earlier run; nothing of it is open any more. */
  remember(atMs: number): void {
    this.#placedAtMs.push(atMs);
  }

  /** A stake of `open()` is settled, or never went out. */
  close(stakeMinor: number): void {
    this.openMinor -= stakeMinor;
  }

  /** The last `open()` at that time never reached the table, so it is no bet of the hour. */
  forget(atMs: number): void {
    const index = this.#placedAtMs.lastIndexOf(atMs);
    if (index >= 0) this.#placedAtMs.splice(index, 1);
  }

  /** A profit (negative: a loss) of a moment; counts for the day of that moment only. */
  add(profitMinor: number, atMs: number): void {
    const day = dayStartMs(atMs);
    if (day < this.#dayMs) return;
    if (day > this.#dayMs) {
      this.#dayMs = day;
      this.#todayMinor = 0;
    }
    this.#todayMinor += profitMinor;
  }

  /** Minor units, negative for a loss. */
  todayMinor(nowMs: number): number {
    return dayStartMs(nowMs) === this.#dayMs ? this.#todayMinor : 0;
  }

  /** Bets of the hour before `nowMs`. */
  betsLastHour(nowMs: number): number {
    this.#placedAtMs = this.#placedAtMs.filter((atMs) => atMs > nowMs - HOUR_MS);
    return this.#placedAtMs.length;
  }
}
