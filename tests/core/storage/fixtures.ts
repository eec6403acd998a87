/** What storage's tests share: a folder, rows, bets, and timers that a test turns by hand. */
import { join } from "node:path";
import type { Bet } from "../../../core/protocol/bet.ts";
import type { CollectorRow, StoredRow } from "../../../core/protocol/rows.ts";
import type { Timers } from "../../../core/storage/timers.ts";

/** A folder with the names that a run uses, removed at the end. */
export class DataFolder implements Disposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "aviator-storage-" });
  readonly path = join(this.folder, "aviator.sqlite");
  readonly journalPath = join(this.folder, "journal.jsonl");

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

const TABLES = ["balkanbet", "mozzart", "soccer", "admiral", "meridian", "maxbet"];

export function snapshot(seq: number, change: Partial<Extract<CollectorRow, { kind: "snapshot" }>> = {}): StoredRow {
  return {
    plugin: "main",
    seq,
    row: {
      kind: "snapshot",
      table: TABLES[seq % TABLES.length],
      roundId: Math.floor(seq / 60) + 1,
      takenAtMs: 1_700_000_000_000 + seq * 200,
      phase: "flying",
      multiplier: 100 + seq % 500,
      myMoneyMinor: 100_000 + seq % 97,
      players: 100 + seq % 400,
      playersMoneyMinor: 5_000_000 + seq % 999,
      ...change,
    },
  };
}

export function snapshots(first: number, count: number): StoredRow[] {
  return Array.from({ length: count }, (_, at) => snapshot(first + at));
}

export function round(id: number, change: Partial<Extract<CollectorRow, { kind: "round" }>> = {}): StoredRow {
  return {
    plugin: "main",
    seq: 1_000_000_000 + id,
    row: {
      kind: "round",
      id,
      table: TABLES[id % TABLES.length],
      startedAtMs: 1_700_000_000_000 + id * 20_000,
      endedAtMs: 1_700_000_012_000 + id * 20_000,
      multiplier: 100 + id * 7 % 900,
      players: 120,
      playersMoneyMinor: null,
      source: "seen",
      ...change,
    },
  };
}

export function bet(id: number, change: Partial<Bet> = {}): Bet {
  return {
    id,
    table: "mozzart",
    strategy: "martingale",
    mode: "virtual",
    stakeMinor: 10_00,
    cashOutHundredths: 220,
    state: "placing",
    reason: "",
    roundId: null,
    requestedAtMs: 1_700_000_000_000 + id,
    placedAtMs: null,
    settledAtMs: null,
    payoutMinor: null,
    ...change,
  };
}

/** Time that passes only when told to. */
export class FakeTimers implements Timers {
  #nowMs = 0;
  readonly #waiting = new Set<{ atMs: number; run: () => void }>();

  nowMs = (): number => this.#nowMs;

  after(ms: number, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, run };
    this.#waiting.add(timer);
    return () => void this.#waiting.delete(timer);
  }

  pass(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (let next = this.#next(untilMs); next; next = this.#next(untilMs)) {
      this.#nowMs = next.atMs;
      this.#waiting.delete(next);
      next.run();
    }
    this.#nowMs = untilMs;
  }

  #next(untilMs: number) {
    return [...this.#waiting].filter((one) => one.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
  }
}
