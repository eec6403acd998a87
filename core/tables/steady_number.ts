/** Money and counts that change slowly: what jumps needs a second frame that says the same, and what merely lost digits needs long. */

/** `balance`: changes by bets alone; `crowd`: grows while bets are taken, then stands almost still. */
export type SteadyKind = "balance" | "crowd";

/** Frames that must agree on a value that jumps. */
const AGREEING_FRAMES = 2;
/** A value that is the known one with digits lost or added must stand this long. */
const DIGITS_HELD_MS = 10_000;
/** Changes within this share of the known value, and this much beside it, are no jump. */
const CHANGE_SHARE: Record<SteadyKind, number> = { balance: 0.5, crowd: 0.25 };
const CROWD_CHANGE = 25;
/** A growing crowd that becomes so many times as large, with the same digits, has gained digits and not players. */
const CROWD_GROWTH_MAX = 5;

interface Candidate {
  value: number;
  sinceMs: number;
  frames: number;
}

/** One region's numbers, frame after frame. */
export class SteadyNumber {
  readonly #kind: SteadyKind;
  #known: number | null = null;
  #candidate: Candidate | null = null;

  constructor(kind: SteadyKind) {
    this.#kind = kind;
  }

  /** last value that was believed */
  get known(): number | null {
    return this.#known;
  }

  /** A new round: its crowd has nothing to do with the last one's. */
  reset(): void {
    this.#known = this.#candidate = null;
  }

  /** Why a value is not believed yet; null when it is. `growing`: bets are being taken, so a crowd climbs every frame. */
  doubt(value: number, { atMs, growing }: { atMs: number; growing: boolean }): string | null {
    const known = this.#known;
    if (value === known || this.#isSmallChange(value, growing)) return this.#believe(value);
    const before = this.#candidate;
    const agrees = before !== null && (before.value === value || (growing && this.#isGrowth(before.value, value)));
    const candidate = agrees
      ? { value, sinceMs: before.sinceMs, frames: before.frames + 1 }
      : { value, sinceMs: atMs, frames: 1 };
    this.#candidate = candidate;
    if (known !== null && !growing && hasLostDigits(known, value)) {
      if (atMs - candidate.sinceMs >= DIGITS_HELD_MS) return this.#believe(value);
      return `${value} is ${known} with digits lost or added`;
    }
    if (candidate.frames >= AGREEING_FRAMES) return this.#believe(value);
    return known === null ? `${value} was seen in one frame only` : `jumped from ${known} to ${value} in one frame`;
  }

  #believe(value: number): null {
    this.#known = value;
    this.#candidate = null;
    return null;
  }

  #isSmallChange(value: number, growing: boolean): boolean {
    const known = this.#known;
    if (known === null) return growing && this.#kind === "crowd";
    if (growing && this.#isGrowth(known, value)) return true;
    if (hasLostDigits(known, value)) return false;
    const slack = this.#kind === "crowd" ? CROWD_CHANGE : 0;
    return Math.abs(value - known) <= CHANGE_SHARE[this.#kind] * known + slack;
  }

  #isGrowth(before: number, value: number): boolean {
    if (this.#kind !== "crowd" || value < before) return false;
    return before === 0 || value < before * CROWD_GROWTH_MAX || !hasLostDigits(before, value);
  }
}

/** Whether one number is the other without some of its first or last digits: a tenth, a hundredth, a part read alone. */
export function hasLostDigits(one: number, other: number): boolean {
  const [short, long] = [String(Math.min(one, other)), String(Math.max(one, other))];
  return short.length < long.length && (long.startsWith(short) || long.endsWith(short));
}

/** Counts how often each value was seen in a flight; the one that most frames agree on is the flight's. */
export class Tally {
  readonly #frames = new Map<number, number>();

  add(value: number | null): void {
    if (value !== null) this.#frames.set(value, (this.#frames.get(value) ?? 0) + 1);
  }

  /** null unless two frames agree; the later of two that are equally frequent */
  get value(): number | null {
    let best: number | null = null, most = AGREEING_FRAMES;
    for (const [value, frames] of this.#frames) if (frames >= most) [best, most] = [value, frames];
    return best;
  }
}
