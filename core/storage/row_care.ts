/**
 * Forgets rows that are older than the policy says and gives their room back to the disk, a few at a time: each step is
 * a transaction of a few milliseconds, so that no batch waits for it. Bets are never forgotten.
 */
import type { DatabaseSync } from "node:sqlite";

/** Tables that a policy may limit, each with the column of its time. */
const CARED_TABLES = {
  snapshots: "taken_at",
  samples: "taken_at",
  crossings: "taken_at",
  phases: "at",
  earnings: "at",
  readings: "at",
  odds: "taken_at",
  measures: "at",
  signals: "at",
  rounds: "ended_at",
} as const;
export type CaredTable = keyof typeof CARED_TABLES;

/** Rows looked at, and pages given back, in one step. */
const STEP_ROWS = 1000;
const STEP_PAGES = 100;
const DAY_MS = 86_400_000;

export interface CarePolicy {
  /** days that rows are kept; absent: for ever */
  keepDays: Partial<Record<CaredTable, number>>;
  nowMs: number;
}

/** What one round of care did. */
export interface CareReport {
  /** rows forgotten, by table; without those of which there were none */
  forgotten: Partial<Record<CaredTable, number>>;
  /** given back to the disk */
  freedBytes: number;
}

/** A report as a line for the log. */
export function careLine({ forgotten, freedBytes }: CareReport): string {
  const rows = Object.entries(forgotten).map(([table, count]) => `${count} of ${table}`).join(", ");
  return `Old rows forgotten: ${rows || "none"}; ${(freedBytes / 1_000_000).toFixed(1)} MB given back`;
}

export class RowCare {
  readonly #database: DatabaseSync;
  readonly #policy: CarePolicy;
  readonly #tables: CaredTable[];
  readonly report: CareReport = { forgotten: {}, freedBytes: 0 };
  #afterId = 0;

  constructor(database: DatabaseSync, policy: CarePolicy) {
    this.#database = database;
    this.#policy = policy;
    this.#tables = Object.keys(policy.keepDays) as CaredTable[];
  }

  /** Does a little. @returns whether there is more to do; throws whatever trouble the database has */
  step(): boolean {
    const [table] = this.#tables;
    if (table) this.#forget(table);
    else return this.#giveBack();
    return true;
  }

  #forget(table: CaredTable): void {
    const last = this.#database.prepare(
      `SELECT max(id) AS id FROM (SELECT id FROM ${table} WHERE id > ? ORDER BY id LIMIT ${STEP_ROWS})`,
    ).get(this.#afterId)?.id;
    if (typeof last !== "number") {
      this.#tables.shift();
      this.#afterId = 0;
      return;
    }
    const beforeMs = this.#policy.nowMs - (this.#policy.keepDays[table] ?? Infinity) * DAY_MS;
    const { changes } = this.#database.prepare(
      `DELETE FROM ${table} WHERE id > ? AND id <= ? AND ${CARED_TABLES[table]} < ?`,
    ).run(this.#afterId, last, Math.max(0, beforeMs));
    if (changes > 0) this.report.forgotten[table] = (this.report.forgotten[table] ?? 0) + Number(changes);
    this.#afterId = last;
  }

  /** Files made before room was given back keep their size: their free pages are used again. */
  #giveBack(): boolean {
    const number = (pragma: string) => Number(Object.values(this.#database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
    const before = number("page_count");
    if (number("auto_vacuum") !== 2 || number("freelist_count") === 0) return false;
    this.#database.exec(`PRAGMA incremental_vacuum(${STEP_PAGES})`);
    this.report.freedBytes += (before - number("page_count")) * number("page_size");
    return number("page_count") < before;
  }
}
