/** Every column of every kind of row, and what happens to rows that are bad or come twice. */
import { deepEqual, equal, throws } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { AnyRow, CollectorRow, StoredRow } from "../../../core/protocol/rows.ts";
import { flatten } from "../../../core/storage/flat_batch.ts";
import { RowStore } from "../../../core/storage/row_store.ts";
import { migrate } from "../../../core/storage/schema.ts";
import { troubleOf } from "../../../core/storage/trouble.ts";
import { round, snapshot, snapshots } from "./fixtures.ts";

function open() {
  const database = new DatabaseSync(":memory:");
  migrate(database, ":memory:");
  const store = new RowStore(database);
  return {
    database,
    write: (rows: StoredRow[]) => store.write(flatten(rows), { atMs: 99 }),
    all: (sql: string) => database.prepare(sql).all().map((row) => ({ ...row })),
    count: (table: string) => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n),
    [Symbol.dispose]: () => database.close(),
  };
}

const EVERY_KIND: [AnyRow, string, Record<string, unknown>][] = [
  [
    {
      kind: "round",
      id: 7,
      table: "soccer",
      startedAtMs: 11,
      endedAtMs: 12,
      multiplier: 345,
      players: 3,
      playersMoneyMinor: null,
      source: "history",
    },
    "rounds",
    {
      ...{ id: 7, bookmaker: "soccer", started_at: 11, ended_at: 12, multiplier: 345, players: 3, players_money: null },
      source: "history",
    },
  ],
  [
    {
      kind: "snapshot",
      table: "soccer",
      roundId: 7,
      takenAtMs: 13,
      phase: "crashed",
      multiplier: 346,
      myMoneyMinor: 15,
      players: null,
      playersMoneyMinor: 17,
    },
    "snapshots",
    {
      id: 1,
      plugin: 1,
      seq: 41,
      bookmaker: "soccer",
      round_id: 7,
      taken_at: 13,
      phase: "crashed",
      multiplier: 346,
      my_money: 15,
      players: null,
      players_money: 17,
    },
  ],
  [
    { kind: "crossing", table: "soccer", roundId: 7, threshold: 150, takenAtMs: 18 },
    "crossings",
    { id: 1, plugin: 1, seq: 42, bookmaker: "soccer", round_id: 7, threshold: 150, taken_at: 18 },
  ],
  [
    { kind: "phase", table: "soccer", roundId: null, from: "unknown", to: "waiting", atMs: 19 },
    "phases",
    {
      id: 1,
      plugin: 1,
      seq: 43,
      bookmaker: "soccer",
      round_id: null,
      from_phase: "unknown",
      to_phase: "waiting",
      at: 19,
    },
  ],
  [
    {
      kind: "sample",
      table: "soccer",
      takenAtMs: 20,
      phase: "flying",
      region: "phase",
      mean: [1.5, 2, 255],
      deviation: [0, 0.25, 9],
    },
    "samples",
    {
      id: 1,
      plugin: 1,
      seq: 44,
      bookmaker: "soccer",
      taken_at: 20,
      region: "phase",
      mean_red: 1.5,
      mean_green: 2,
      mean_blue: 255,
      deviation_red: 0,
      deviation_green: 0.25,
      deviation_blue: 9,
      phase: "flying",
    },
  ],
  [
    { kind: "earning", table: "soccer", roundId: 7, balanceMinor: 21, changeMinor: -22, atMs: 23 },
    "earnings",
    { id: 1, plugin: 1, seq: 45, bookmaker: "soccer", round_id: 7, balance: 21, change: -22, at: 23 },
  ],
  [
    {
      ...{ kind: "reading", id: 8, table: "soccer", region: "history", atMs: 14, value: null },
      ...{ confidence: 0.5, method: "repaired", why: "fell", picture: "2026-01-05/8.png" },
    },
    "readings",
    {
      ...{ id: 8, bookmaker: "soccer", region: "history", at: 14, value: null },
      ...{ confidence: 0.5, method: "repaired", why: "fell", picture: "2026-01-05/8.png" },
    },
  ],
  [
    {
      ...{ kind: "odds", table: "oddsmaker", event: "Red - Blue", market: "h2h", takenAtMs: 15 },
      outcomes: [{ name: "Red", oddsThousandths: 2100, result: "won" }],
    },
    "odds",
    {
      ...{ id: 1, plugin: 1, seq: 47, bookmaker: "oddsmaker", event: "Red - Blue", market: "h2h", taken_at: 15 },
      outcomes: '[{"name":"Red","oddsThousandths":2100,"result":"won"}]',
    },
  ],
  [
    { kind: "measure", table: "odds", name: "hit_rate", value: 0.75, atMs: 16 },
    "measures",
    { id: 1, plugin: 1, seq: 48, bookmaker: "odds", name: "hit_rate", value: 0.75, at: 16 },
  ],
  [
    {
      ...{ kind: "signal", id: 9, table: "oddsmaker", event: "Red - Blue", market: "h2h", selection: "Red", atMs: 17 },
      ...{ oddsThousandths: 2100, probability: 0.5, from: "consensus", value: 0.05, kelly: 0.04 },
    },
    "signals",
    {
      ...{ id: 9, bookmaker: "oddsmaker", event: "Red - Blue", market: "h2h", selection: "Red", at: 17, odds: 2100 },
      ...{ probability: 0.5, source: "consensus", value: 0.05, kelly: 0.04 },
    },
  ],
  [
    {
      ...{ kind: "prediction", id: 12, table: "mozzart", atMs: 18, targetHundredths: 200, probability: 0.4875 },
      ...{ lawProbability: 0.485, multiplier: 312, model: "live-mozzart-v2" },
    },
    "predictions",
    {
      ...{ id: 12, bookmaker: "mozzart", at: 18, target: 200, probability: 0.4875, law_probability: 0.485 },
      ...{ multiplier: 312, model: "live-mozzart-v2" },
    },
  ],
];

Deno.test("write() stores every column of every kind of row", () => {
  using store = open();
  const result = store.write(EVERY_KIND.map(([row], at) => ({ plugin: "main", seq: 40 + at, row })));
  deepEqual(result, { stored: EVERY_KIND.length, duplicates: 0, rejected: 0, firstError: "", rejectedOf: [] });
  for (const [, table, columns] of EVERY_KIND) deepEqual(store.all(`SELECT * FROM ${table}`), [columns]);
  deepEqual(store.all("SELECT * FROM plugins"), [{ id: 1, name: "main" }]);
});

Deno.test("write() keeps the largest sequence number exactly", () => {
  using store = open();
  store.write([snapshot(Number.MAX_SAFE_INTEGER), snapshot(Number.MAX_SAFE_INTEGER - 1)]);
  deepEqual(store.all("SELECT seq FROM snapshots ORDER BY seq").map((row) => row.seq), [
    Number.MAX_SAFE_INTEGER - 1,
    Number.MAX_SAFE_INTEGER,
  ]);
});

Deno.test("write() sets a bad row aside with its error when good ones stand around it", () => {
  using store = open();
  const bad = snapshot(17, { multiplier: 2.5 });
  const result = store.write([...snapshots(0, 17), bad, ...snapshots(18, 12), round(1), round(2, { multiplier: 99 })]);
  equal(result.stored, 30);
  equal(result.rejected, 2);
  equal(store.count("snapshots"), 29);
  equal(store.count("rounds"), 1);
  const [first, second] = store.all("SELECT plugin, seq, row, error, at FROM rejected_rows ORDER BY seq");
  equal(first.seq, 17);
  equal(JSON.parse(String(first.row)).multiplier, 2.5);
  equal(/REAL value in INTEGER column/.test(String(first.error)), true, String(first.error));
  equal(second.seq, 1_000_000_002);
  equal(/CHECK constraint/.test(String(second.error)), true, String(second.error));
  equal(second.at, 99);
});

const NO_ROWS: [string, unknown][] = [
  ["unknown kind", { kind: "constructor", table: "x" }],
  ["null", null],
  ["missing column", { ...snapshot(1).row, takenAtMs: undefined }],
  ["not a number", { ...snapshot(1).row, multiplier: NaN }],
  ["object for text", { ...snapshot(1).row, table: {} }],
  ["sample without colours", {
    kind: "sample",
    table: "x",
    takenAtMs: 1,
    phase: "waiting",
    region: "score",
    mean: [1, 2],
  }],
  ["round without id", { ...round(1).row, id: null }],
  ["bigint", { ...snapshot(1).row, players: 1n }],
];

for (const [name, row] of NO_ROWS) {
  Deno.test(`write() sets aside what no table takes: ${name}`, () => {
    using store = open();
    const result = store.write([snapshot(2), { plugin: "main", seq: 1, row: row as CollectorRow }, snapshot(3)]);
    deepEqual([result.stored, result.rejected], [2, 1]);
    equal(store.count("rejected_rows"), 1);
  });
}

Deno.test("write() stores a row once when it comes twice, in one batch or in two", () => {
  using store = open();
  equal(store.write([...snapshots(0, 25), snapshot(3), round(1), round(1)]).duplicates, 2);
  const again = store.write([...snapshots(5, 40), round(1), round(2)]);
  deepEqual(again, { stored: 21, duplicates: 21, rejected: 0, firstError: "", rejectedOf: [] });
  equal(store.count("snapshots"), 45);
  equal(store.count("rounds"), 2);
});

Deno.test("write() stores equal sequence numbers of two plugins", () => {
  using store = open();
  store.write([snapshot(1), { ...snapshot(1), plugin: "other" }]);
  equal(store.count("snapshots"), 2);
});

Deno.test("write() sets a different row under a known key aside instead of losing it", () => {
  using store = open();
  store.write([...snapshots(0, 20), round(1)]);
  const result = store.write([
    snapshot(4),
    snapshot(5, { players: 9 }),
    ...snapshots(20, 10),
    round(1, { multiplier: 777 }),
  ]);
  deepEqual([result.stored, result.duplicates, result.rejected], [10, 1, 2]);
  const rejected = store.all("SELECT seq, row FROM rejected_rows ORDER BY seq");
  equal(JSON.parse(String(rejected[0].row)).players, 9);
  equal(JSON.parse(String(rejected[1].row)).multiplier, 777);
});

Deno.test("write() sets a bad row aside once when it comes twice", () => {
  using store = open();
  for (let turn = 0; turn < 2; turn++) store.write([snapshot(1, { multiplier: 2.5 })]);
  equal(store.count("rejected_rows"), 1);
});

Deno.test("write() undoes the whole batch when the disk is full, and stores it later", () => {
  using store = open();
  const pages = Number(store.database.prepare("PRAGMA page_count").get()?.page_count);
  store.database.exec(`PRAGMA max_page_count = ${pages + 2}`);
  const rows = snapshots(0, 500);
  throws(() => store.write(rows), (error) => troubleOf(error)?.includes("the disk is full") ?? false);
  equal(store.count("snapshots"), 0);
  equal(store.count("plugins"), 0);
  store.database.exec("PRAGMA max_page_count = 100000");
  equal(store.write(rows).stored, 500);
  deepEqual(store.all("SELECT name, count(*) AS n FROM snapshots JOIN plugins ON plugins.id = plugin GROUP BY name"), [
    { name: "main", n: 500 },
  ]);
});
