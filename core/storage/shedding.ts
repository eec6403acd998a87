/**
 * Which rows are given up when neither database nor disk takes any more, and how many were. Rounds and what the own
 * balance did are never given up; bets do not come this way at all.
 */
import type { RowKind, StoredRow } from "../protocol/rows.ts";

/** The least important first. What is in none of them is kept. */
const SHED_ORDER: readonly (readonly RowKind[])[] = [
  ["sample", "measure"],
  ["snapshot", "reading", "odds"],
  ["crossing", "phase", "signal", "prediction"],
];

/** Rows given up, of one plugin and kind. */
export interface ShedCount {
  plugin: string;
  kind: RowKind;
  rows: number;
}

/** Whether rows of that kind may be given up at all. */
export function isSheddable({ row }: StoredRow): boolean {
  return SHED_ORDER.some((kinds) => kinds.includes(row.kind));
}

/**
 * Chooses rows to give up: the least important kinds first, of these the newest, so that what is kept has no holes.
 *
 * @returns the rows that stay, in order; more than `rowsMax` only where nothing else may be given up
 */
export function shedDown(rows: readonly StoredRow[], rowsMax: number, onShed: (row: StoredRow) => void): StoredRow[] {
  const gone = new Set<StoredRow>();
  for (const kinds of SHED_ORDER) {
    for (let at = rows.length - 1; at >= 0 && rows.length - gone.size > rowsMax; at--) {
      if (kinds.includes(rows[at].row.kind)) gone.add(rows[at]);
    }
  }
  for (const row of gone) onShed(row);
  return rows.filter((row) => !gone.has(row));
}

/** Counts rows given up, so that each is told. */
export class ShedCounts {
  readonly #counts = new Map<string, ShedCount>();
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  add({ plugin, row: { kind } }: StoredRow): void {
    this.#rows += 1;
    const key = `${kind} ${plugin}`;
    const known = this.#counts.get(key);
    if (known) known.rows += 1;
    else this.#counts.set(key, { plugin, kind, rows: 1 });
  }

  list(): ShedCount[] {
    return [...this.#counts.values()].map((count) => ({ ...count }));
  }
}
