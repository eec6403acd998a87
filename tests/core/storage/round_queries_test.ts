/** Lists and counts of rounds against the same question answered by looking at every round. */
import { deepEqual, equal, throws } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { RoundFilter } from "../../../core/protocol/round_statistics.ts";
import { flatten } from "../../../core/storage/flat_batch.ts";
import { RoundQueries } from "../../../core/storage/round_queries.ts";
import { RowStore } from "../../../core/storage/row_store.ts";
import { migrate } from "../../../core/storage/schema.ts";
import { randomFrom, RandomRows } from "./random_rows.ts";

const DAY_MS = 86_400_000;
const ROUNDS = 3000;

type RoundRow = { id: number; table: string; endedAtMs: number; multiplier: number };

function filled(rows: RandomRows, days: number): { queries: RoundQueries; rounds: RoundRow[]; startMs: number } {
  const database = new DatabaseSync(":memory:");
  migrate(database, "x.sqlite");
  const startMs = 19_000 * DAY_MS + rows.below(DAY_MS);
  const rounds = Array.from({ length: ROUNDS }, (_, at) => ({
    ...{ kind: "round" as const, id: at + 1, table: rows.of(["mozzart", "soccer"]), startedAtMs: 1 },
    ...{ endedAtMs: startMs + Math.floor(at / ROUNDS * days * DAY_MS), multiplier: rows.hundredths() },
    ...{ players: null, playersMoneyMinor: null },
  }));
  new RowStore(database).write(flatten(rounds.map((row) => ({ plugin: "main", seq: row.id, row }))), { atMs: 1 });
  return { queries: new RoundQueries(database), rounds, startMs };
}

const meets =
  ({ table, fromMs = 0, toMs = Infinity, multiplierMin = 0, multiplierMax = Infinity }: RoundFilter) =>
  (round: RoundRow) =>
    (table === undefined || round.table === table) && round.endedAtMs >= fromMs && round.endedAtMs < toMs &&
    round.multiplier >= multiplierMin && round.multiplier <= multiplierMax;

Deno.test("page() and statistics() answer as if every round was looked at, whatever the filter", () => {
  const seed = Number(Deno.env.get("SEED") ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}`);
  const rows = new RandomRows(randomFrom(seed));
  for (const days of [0.3, 3, 40, 400]) {
    const { queries, rounds, startMs } = filled(rows, days);
    const moment = () => rows.maybe(startMs + Math.floor((rows.below(1200) - 100) / 1000 * days * DAY_MS)) ?? undefined;
    for (let question = 0; question < 60; question++) {
      const [a, b] = [moment(), moment()];
      const [fromMs, toMs] = a !== undefined && b !== undefined && a > b ? [b, a] : [a, b];
      const table = rows.maybe(rows.of(["mozzart", "soccer", "nowhere"])) ?? undefined;
      const multiplierMin = rows.of([undefined, undefined, 100, 150, 5000]);
      const multiplierMax = rows.of([undefined, undefined, 100, 199, 100_000]);
      const filter = { table, fromMs, toMs, multiplierMin, multiplierMax }, limit = rows.of([1, 7, 5000]);
      const beforeId = rows.of([undefined, 1 + rows.below(ROUNDS)]);
      const wanted = rounds.filter(meets(filter)).filter(({ id }) => id < (beforeId ?? Infinity)).reverse();
      const found = queries.page({ ...filter, limit, beforeId });
      deepEqual(found.map(({ id }) => id), wanted.slice(0, limit).map(({ id }) => id), JSON.stringify(filter));
      checkCounts(queries, {
        rounds,
        filter: { table, fromMs, toMs },
        cashOutHundredths: rows.of([100, 101, 200, 1000]),
      });
    }
  }
});

function checkCounts(
  queries: RoundQueries,
  { rounds, filter, cashOutHundredths }: { rounds: RoundRow[]; filter: RoundFilter; cashOutHundredths: number },
): void {
  const { rounds: counted, bins, spans } = queries.statistics({ ...filter, cashOutHundredths });
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

Deno.test("statistics() refuses a cash-out that is no bin's lower end, and names one", () => {
  const { queries } = filled(new RandomRows(randomFrom(1)), 1);
  throws(() => queries.statistics({ cashOutHundredths: 207 }), { code: "bad_message", message: /ask for 200/ });
});
