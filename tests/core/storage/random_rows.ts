/** Rows of every kind with random values, extremes among them; the same for the same random source. */
import { PHASES, READ_METHODS, REGIONS } from "../../../core/protocol/reading.ts";
import { EVIDENCE_REGIONS } from "../../../core/protocol/rows.ts";
import type { AnyRow, StoredRow } from "../../../core/protocol/rows.ts";

/** Numbers from 0 up to 1, the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = Math.imul(state ^ state >>> 15, 0x2c1b3c6d) + 0x9e3779b9 | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

const TABLES = ["balkanbet", "mozzart", "soccer"];
const TEXTS = ["fell", 'a "quoted", one', "two\nlines", "čćžšđ", " edges ", "1.50", "null", "[1]", "{}]", "=1+1"];

export class RandomRows {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }

  count(): number {
    return this.of([0, 1, 2 ** 31, Number.MAX_SAFE_INTEGER, this.below(1_000_000)]);
  }

  maybe<T>(value: T): T | null {
    return this.#random() < 0.2 ? null : value;
  }

  hundredths(): number {
    return this.of([100, 100_000_000, Math.floor(97 / (1 - this.#random())) || 100].map((one) => Math.max(100, one)));
  }

  timeMs(): number {
    return 1_700_000_000_000 + this.below(20 * 86_400_000);
  }

  channel(): number {
    return this.of([0, 255, this.#random() * 255, 1 / 3]);
  }

  /** One row of that kind; `number` makes it unique. */
  row(kind: (typeof ROW_KINDS)[number], number: number): AnyRow {
    const table = this.of(TABLES), roundId = number + 1;
    switch (kind) {
      case "round": {
        const endedAtMs = this.timeMs();
        const source = this.of(["seen", "history"] as const);
        const players = this.maybe(this.count()), playersMoneyMinor = this.maybe(this.count());
        const multiplier = this.hundredths(), startedAtMs = endedAtMs - 9000;
        return { kind, id: roundId, table, startedAtMs, endedAtMs, multiplier, players, playersMoneyMinor, source };
      }
      case "snapshot":
        return {
          ...{ kind, table, roundId: this.maybe(roundId), takenAtMs: this.timeMs(), phase: this.of(PHASES) },
          ...{ multiplier: this.maybe(this.hundredths()), myMoneyMinor: this.maybe(this.count()) },
          ...{ players: this.maybe(this.count()), playersMoneyMinor: this.maybe(this.count()) },
        };
      case "crossing":
        return { kind, table, roundId, threshold: this.hundredths(), takenAtMs: this.timeMs() };
      case "phase":
        return {
          ...{ kind, table, roundId: this.maybe(roundId), from: this.of(PHASES), to: this.of(PHASES) },
          atMs: this.timeMs(),
        };
      case "sample": {
        const mean = [this.channel(), this.channel(), this.channel()] as [number, number, number];
        const deviation = [this.channel(), this.channel(), this.channel()] as [number, number, number];
        const phase = this.of(PHASES), region = this.of(REGIONS);
        return { kind, table, takenAtMs: this.timeMs(), phase, region, mean, deviation };
      }
      case "earning":
        return {
          ...{ kind, table, roundId, balanceMinor: this.count(), changeMinor: this.of([-5000, 0, 7]) },
          atMs: this.timeMs(),
        };
      case "reading":
        return {
          ...{ kind, id: roundId, table, region: this.of(EVIDENCE_REGIONS), atMs: this.timeMs() },
          ...{ value: this.maybe(this.of([-1, 0, 2 ** 40])), confidence: this.#random() },
          ...{ method: this.of(READ_METHODS), why: this.of(TEXTS), picture: this.maybe("2026-01-01/5.png") },
        };
    }
  }
}

export const ROW_KINDS = ["round", "snapshot", "crossing", "phase", "sample", "earning", "reading"] as const;

/** So many rows of each kind, their plugins' numbers without gaps. */
export function randomRows(random: () => number, perKind: number): StoredRow[] {
  const rows = new RandomRows(random);
  return ROW_KINDS.flatMap((kind) =>
    Array.from({ length: perKind }, (_, seq) => ({
      plugin: kind === "sample" ? "rgb-collector" : "main",
      seq,
      row: rows.row(kind, seq),
    }))
  );
}
