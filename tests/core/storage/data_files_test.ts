/** Rows to files and back: exactly, in every format, twice without effect, and as other programs read them. */
import { deepEqual, equal, match } from "node:assert/strict";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
// @ts-types="./arrow_library.d.ts"
import { tableFromIPC } from "apache-arrow";
import { readParquet } from "parquet-wasm";
import { BetStore } from "../../../core/storage/bet_store.ts";
import { DATA_FORMATS } from "../../../core/storage/data_encoder.ts";
import { DATA_SETS, type DataRecord, type DataSet, recordsOf } from "../../../core/storage/data_sets.ts";
import { IMPORT_SETS } from "../../../core/storage/data_rows.ts";
import { flatten } from "../../../core/storage/flat_batch.ts";
import { DATABASE_FILE, openForWriting } from "../../../core/storage/open_database.ts";
import { RowStore } from "../../../core/storage/row_store.ts";
import type { StoredRow } from "../../../core/protocol/rows.ts";
import { runHere } from "../commands/run_here.ts";
import { bet, DataFolder } from "./fixtures.ts";
import { randomFrom, randomRows } from "./random_rows.ts";

function fill(folder: string, rows: StoredRow[]): void {
  Deno.mkdirSync(folder, { recursive: true });
  withDatabase(folder, (database) => {
    new RowStore(database).write(flatten(rows), { atMs: 1 });
    const bets = new BetStore(database);
    for (const id of [1, 2, 3]) bets.save(bet(id, { reason: id === 2 ? 'said "no", and\nleft' : "" }), { atMs: id });
  });
}

function withDatabase<T>(folder: string, act: (database: DatabaseSync) => T): T {
  const database = openForWriting(join(folder, DATABASE_FILE));
  try {
    return act(database);
  } finally {
    database.close();
  }
}

function recordsIn(folder: string, set: DataSet): DataRecord[] {
  return withDatabase(folder, (database) => [...recordsOf(database, set)].map((record) => ({ ...record })));
}

async function python(script: string, ...args: string[]): Promise<unknown> {
  const { success, stdout, stderr } = await new Deno.Command("/usr/bin/python3", { args: ["-c", script, ...args] })
    .output();
  equal(success, true, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("data export and data import give every row back exactly, in each format, and twice changes nothing", async () => {
  const seed = Number(Deno.env.get("SEED") ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}`);
  using folder = new DataFolder();
  const source = join(folder.folder, "source");
  fill(source, randomRows(randomFrom(seed), 300));
  for (const format of DATA_FORMATS) {
    const target = join(folder.folder, format);
    for (const set of IMPORT_SETS) {
      const file = join(folder.folder, `${set}.${format}`);
      const exported = await runHere("data", "export", set, "--data", source, "--out", file);
      equal(exported.status, 0, exported.errors);
      for (const already of [false, true]) {
        const { status, out, errors } = await runHere("data", "import", set, file, "--data", target, "--json");
        equal(status, 0, errors);
        const rows = recordsIn(source, set).length;
        deepEqual(JSON.parse(out), {
          ...{ read: rows, stored: already ? 0 : rows, duplicates: already ? rows : 0, bad: 0 },
        });
      }
      deepEqual(recordsIn(target, set), recordsIn(source, set));
    }
  }
});

Deno.test("data export writes files that other programs read the same rows from", async () => {
  using folder = new DataFolder();
  fill(folder.folder, randomRows(randomFrom(7), 200));
  for (const set of DATA_SETS) {
    const rows = recordsIn(folder.folder, set);
    const path = (format: string) => join(folder.folder, `${set}.${format}`);
    for (const format of DATA_FORMATS) {
      equal((await runHere("data", "export", set, "--data", folder.folder, "--out", path(format))).status, 0);
    }
    const script = "import json,sys,csv\n";
    deepEqual(await python(`${script}print(json.dumps(json.load(open(sys.argv[1]))))`, path("json")), rows);
    const byCsv = await python(
      `${script}print(json.dumps(list(csv.DictReader(open(sys.argv[1], newline="")))))`,
      path("csv"),
    );
    deepEqual(byCsv, rows.map(asCsv));
    const arrow = tableFromIPC(readParquet(await Deno.readFile(path("parquet"))).intoIPCStream());
    deepEqual(arrow.toArray().map((row) => plain(row.toJSON())), rows);
  }
  const counted =
    `import json,sqlite3,sys\nprint(json.dumps(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM rounds").fetchone()))`;
  deepEqual(await python(counted, folder.path), [recordsIn(folder.folder, "rounds").length]);
});

/** As Python's csv module has a row: all texts, null and empty alike. */
function asCsv(record: DataRecord): Record<string, string> {
  const decimals = ["multiplier", "cash_out", "threshold"];
  const text = (name: string, value: DataRecord[string]) =>
    value === null ? "" : decimals.includes(name) ? (Number(value) / 100).toFixed(2) : String(value);
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, text(name, value)]));
}

function plain(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, typeof value === "bigint" ? Number(value) : value]),
  );
}

Deno.test("rounds import takes rounds of elsewhere, names bad lines, and stores none twice", async () => {
  using folder = new DataFolder();
  const file = join(folder.folder, "rounds.csv");
  const lines = [
    "ended_at,multiplier",
    "2025-10-08T10:41:43,2.24",
    "2025-10-08T10:42:05,0.99",
    "soon,3.00",
    "1759920145000,1.00x,7",
    '"2025-10-08 10:42:31",117.4',
    "2025-10-08T10:41:43,2.24",
    "2025-10-08T10:41:43,2.25",
  ];
  Deno.writeTextFileSync(file, lines.join("\n"));
  const first = await runHere("rounds", "import", file, "--data", folder.folder, "--table", "mozzart", "--json");
  equal(first.status, 1);
  deepEqual(JSON.parse(first.out), { read: 7, stored: 3, duplicates: 1, bad: 3 });
  match(first.errors, /line 3: field multiplier is 99/);
  match(first.errors, /line 4: field ended_at is "soon"/);
  match(first.errors, /line 5: .*columns length is 2, got 3/);
  deepEqual(
    recordsIn(folder.folder, "rounds").map((row) => [row.ended_at, row.multiplier, row.bookmaker, row.source]),
    [
      [Date.UTC(2025, 9, 8, 10, 41, 43), 224, "mozzart", "history"],
      [Date.UTC(2025, 9, 8, 10, 41, 43), 225, "mozzart", "history"],
      [Date.UTC(2025, 9, 8, 10, 42, 31), 11_740, "mozzart", "history"],
    ],
  );
  const second = await runHere("rounds", "import", file, "--data", folder.folder, "--table", "mozzart", "--json");
  deepEqual(JSON.parse(second.out), { read: 7, stored: 0, duplicates: 4, bad: 3 });
});

Deno.test("rounds import names the line whose id another round has", async () => {
  using folder = new DataFolder();
  fill(folder.folder, []);
  const line = (id: number, multiplier: number) =>
    JSON.stringify({
      id,
      bookmaker: "soccer",
      started_at: 1,
      ended_at: 2,
      multiplier,
      players: null,
      players_money: null,
    });
  const file = join(folder.folder, "rounds.json");
  Deno.writeTextFileSync(file, [line(500, 200), line(501, 300), line(500, 250)].join("\n"));
  const { status, out, errors } = await runHere("rounds", "import", file, "--data", folder.folder, "--json");
  equal(status, 1);
  deepEqual(JSON.parse(out), { read: 3, stored: 2, duplicates: 0, bad: 1 });
  match(errors, /line 3: .*another one is stored under its key/);
});

Deno.test("rounds export keeps to table, time and multiplier, and refuses to overwrite", async () => {
  using folder = new DataFolder();
  fill(folder.folder, randomRows(randomFrom(3), 500));
  const all = recordsIn(folder.folder, "rounds");
  const [{ bookmaker }] = all;
  const middleMs = Number(all[all.length >> 1].ended_at);
  const from = new Date(Math.floor(middleMs / 1000) * 1000).toISOString().slice(0, 19);
  const out = join(folder.folder, "some.json");
  const args = [
    "rounds",
    "export",
    "--data",
    folder.folder,
    "--out",
    out,
    "--table",
    String(bookmaker),
    "--from",
    from,
  ];
  equal((await runHere(...args, "--multiplier-min", "1.50", "--multiplier-max", "9.99")).status, 0);
  const wanted = all.filter((row) =>
    row.bookmaker === bookmaker && Number(row.ended_at) >= Date.parse(`${from}Z`) && Number(row.multiplier) >= 150 &&
    Number(row.multiplier) <= 999
  );
  equal(wanted.length > 5, true);
  deepEqual(JSON.parse(Deno.readTextFileSync(out)), wanted);
  const again = await runHere(...args);
  equal(again.status, 3);
  match(again.errors, /is there already/);
  equal((await runHere("rounds", "export", "--data", folder.folder, "--out", join(folder.folder, "x.txt"))).status, 2);
});

Deno.test("data import refuses the ledger", async () => {
  using folder = new DataFolder();
  const { status } = await runHere("data", "import", "bets", "x.csv", "--data", folder.folder);
  equal(status, 2);
});
