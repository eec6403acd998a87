/** Lists and counts of rounds against the same question answered by looking at every round, while rounds come and go. */
import { deepEqual, equal, throws } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { RoundFilter } from "../../../core/protocol/round_statistics.ts";
import { importRows } from "../../../core/storage/data_import.ts";
import { columnsOf } from "../../../core/storage/data_sets.ts";
import { flatten } from "../../../core/storage/flat_batch.ts";
import { RoundQueries } from "../../../core/storage/round_queries.ts";
import { RoundTotals } from "../../../core/storage/round_totals.ts";
import { RowCare } from "../../../core/storage/row_care.ts";
import { RowStore } from "../../../core/storage/row_store.ts";
import { migrate } from "../../../core/storage/schema.ts";
import { randomFrom, RandomRows } from "./random_rows.ts";

const DAY_MS = 86_400_000;
const ROUNDS = 1500;
const QUESTIONS = 25;

type RoundRow = { id: number; table: string; endedAtMs: number; multiplier: number };

/** Some days of rounds, and what makes more and fewer of them. */
class Rounds {
  readonly database = new DatabaseSync(":memory:");
  readonly #rows: RandomRows;
  readonly startMs: number;
  readonly days: number;

  constructor(rows: RandomRows, days: number) {
    migrate(this.database, "x.sqlite");
    this.#rows = rows;
    this.startMs = 19_000 * DAY_MS + rows.below(DAY_MS);
    this.days = days;
  }

  #someTimeMs(): number {
    return this.startMs + Math.floor(this.#rows.below(1_000_000) / 1_000_000 * this.days * DAY_MS);
  }

  /** As collectors write them, one in ten bad: a multiplier that no table takes, or another round under a known id. */
  store(): void {
    const rounds = Array.from({ length: ROUNDS }, (_, at) => ({
      ...{ kind: "round" as const, id: this.#rows.below(10) > 0 ? at + 1 : 1 + this.#rows.below(at + 1) },
      ...{ table: this.#rows.of(["mozzart", "soccer"]), startedAtMs: 1, endedAtMs: this.#someTimeMs() },
      multiplier: this.#rows.below(20) > 0 ? this.#rows.hundredths() : 99,
      ...{ players: null, playersMoneyMinor: null },
    }));
    const batch = flatten(rounds.map((row) => ({ plugin: "main", seq: row.id, row })));
    const { rejected } = new RowStore(this.database).write(batch, { atMs: 1 });
    equal(rejected > 0, true);
  }

  /** A file with bad rows, half of it twice. */
  async import(): Promise<void> {
    const made = Array.from({ length: 300 }, () => ({
      ...{ bookmaker: this.#rows.of(["soccer", "elsewhere"]), ended_at: this.#someTimeMs() },
      multiplier: this.#rows.below(20) > 0 ? this.#rows.hundredths() : 5,
    }));
    const records = [...made, ...made.slice(0, 150)].map((record, place) => ({ place, record }));
    await importRows(
      this.database,
      (async function* () {
        yield* records;
      })(),
      { set: "rounds", columns: columnsOf(this.database, "rounds"), text: false, onBad: () => {}, nowMs: () => 1 },
    );
  }

  /** Keeps about half. */
  forget(): void {
    const care = new RowCare(this.database, {
      keepDays: { rounds: this.days / 2 },
      nowMs: this.startMs + this.days * DAY_MS,
    });
    while (care.step());
  }

  /** By their ends, newest first. */
  all(): RoundRow[] {
    const sql = "SELECT id, bookmaker AS 'table', ended_at AS endedAtMs, multiplier FROM rounds";
    const found = this.database.prepare(sql).all() as unknown as RoundRow[];
    return found.sort((a, b) => b.endedAtMs - a.endedAtMs || b.id - a.id);
  }
}

const meets =
  ({ table, fromMs = 0, toMs = Infinity, multiplierMin = 0, multiplierMax = Infinity }: RoundFilter) =>
  (round: RoundRow) =>
    (table === undefined || round.table === table) && round.endedAtMs >= fromMs && round.endedAtMs < toMs &&
    round.multiplier >= multiplierMin && round.multiplier <= multiplierMax;

function ask({ database, startMs, days }: Rounds, { rows, all }: { rows: RandomRows; all: RoundRow[] }): void {
  const moment = () => rows.maybe(startMs + Math.floor((rows.below(1200) - 100) / 1000 * days * DAY_MS)) ?? undefined;
  const [a, b] = [moment(), moment()];
  const [fromMs, toMs] = a !== undefined && b !== undefined && a > b ? [b, a] : [a, b];
  const table = rows.of([undefined, undefined, "mozzart", "soccer", "elsewhere", "nowhere"]);
  const multiplierMin = rows.of([undefined, undefined, 100, 150, 5000]);
  const multiplierMax = rows.of([undefined, undefined, 100, 199, 100_000]);
  const filter = { table, fromMs, toMs, multiplierMin, multiplierMax }, limit = rows.of([1, 7, 5000]);
  const before = all.length > 0 && rows.below(2) > 0 ? rows.below(all.length) : -1;
  const wanted = all.slice(before + 1).filter(meets(filter)).slice(0, limit);
  const found = new RoundQueries(database, new RoundTotals(database)).page({
    ...filter,
    limit,
    beforeId: all[before]?.id,
  });
  deepEqual(found.map(({ id }) => id), wanted.map(({ id }) => id), JSON.stringify(filter));
  checkCounts(new RoundTotals(database), {
    rounds: all,
    filter: { table, fromMs, toMs },
    cashOutHundredths: rows.of([100, 101, 200, 1000, 1_000_000]),
  });
}

function checkCounts(
  totals: RoundTotals,
  { rounds, filter, cashOutHundredths }: { rounds: RoundRow[]; filter: RoundFilter; cashOutHundredths: number },
): void {
  const { rounds: counted, bins, spans } = totals.statistics({ ...filter, cashOutHundredths });
  const meant = rounds.filter(meets(filter));
  equal(counted, meant.length, JSON.stringify(filter));
  bins.forEach(({ lower, rounds }, at) => {
    const upper = bins[at + 1]?.lower ?? Infinity;
    equal(rounds, meant.filter(({ multiplier }) => multiplier >= lower && multiplier < upper).length);
  });
  for (const { fromMs, toMs, rounds, reached } of spans) {
    const inside = meant.filter(({ endedAtMs }) => endedAtMs >= fromMs && endedAtMs < toMs);
    equal(rounds, inside.length, JSON.stringify(filter));
    equal(reached, inside.filter(({ multiplier }) => multiplier >= cashOutHundredths).length);
  }
  equal(spans.reduce((sum, span) => sum + span.rounds, 0), meant.length);
  equal(spans.every((span, at) => at === 0 || span.fromMs >= spans[at - 1].toMs), true);
}

Deno.test("page() and statistics() answer as if every round was looked at, whatever was stored, imported and forgotten", async () => {
  const seed = Number(Deno.env.get("SEED") ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}`);
  const rows = new RandomRows(randomFrom(seed));
  for (const days of [0, 0.02, 0.3, 3, 40, 400]) {
    const rounds = new Rounds(rows, days);
    const changes = [() => {}, () => rounds.store(), () => rounds.import(), () => rounds.forget()];
    for (const [at, change] of changes.entries()) {
      await change();
      const all = rounds.all();
      equal(all.length >= [0, 1000, 1200, 1][at], true, `${all.length} rounds after change ${at}`);
      for (let question = 0; question < QUESTIONS; question++) ask(rounds, { rows, all });
    }
    rounds.database.close();
  }
});

Deno.test("statistics() reads totals and no more rounds than an hour holds, or a table's day", () => {
  const database = new DatabaseSync(":memory:");
  migrate(database, "x.sqlite");
  const insert = database.prepare(
    "INSERT INTO rounds(id, bookmaker, started_at, ended_at, multiplier) VALUES (?, ?, 1, ?, 200)",
  );
  // A round every ten minutes for a hundred days, at two tables in turn.
  database.exec("BEGIN");
  for (let id = 0; id < 14_400; id++) insert.run(id + 1, id % 2 ? "a" : "b", 19_000 * DAY_MS + id * 600_000);
  database.exec("COMMIT");
  const totals = new RoundTotals(database);
  const fromMs = 19_003 * DAY_MS + 12_345_678, toMs = 19_090 * DAY_MS + 76_543_210;
  const wanted = { "": (toMs - fromMs) / 600_000, a: (toMs - fromMs) / 1_200_000 };
  // What is counted from rounds is gone with them, the totals are not.
  database.exec("DROP TRIGGER rounds_uncounted; DELETE FROM rounds");
  for (const table of ["", "a"] as const) {
    const found = totals.statistics({ table: table || undefined, fromMs, toMs, cashOutHundredths: 200 }).rounds;
    equal(wanted[table] - found <= (table === "" ? 12 : 144), true, `${found} of ${wanted[table]} from totals`);
  }
  database.close();
});

Deno.test("statistics() refuses a cash-out that is no bin's lower end, and names one", () => {
  const { database } = new Rounds(new RandomRows(randomFrom(1)), 1);
  const totals = new RoundTotals(database);
  throws(() => totals.statistics({ cashOutHundredths: 207 }), { code: "bad_message", message: /ask for 200/ });
  database.close();
});
