/** Migrations: from nothing, again, and the files that are refused. */
import { deepEqual, equal, throws } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { migrate, SCHEMA_VERSION, schemaVersion } from "../../../core/storage/schema.ts";
import { randomFrom } from "./random_rows.ts";

const DAY_MS = 86_400_000;

const TABLES = [
  "bet_events",
  "bets",
  "buffer_metadata",
  "buffer_waiting",
  "crossings",
  "earnings",
  "measures",
  "odds",
  "phases",
  "plugins",
  "prediction_buffer",
  "predictions",
  "readings",
  "rejected_rows",
  "round_bins",
  "round_totals",
  "rounds",
  "samples",
  "signals",
  "snapshots",
];

function tablesOf(database: DatabaseSync): string[] {
  return database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1")
    .all().map((row) => String(row.name));
}

Deno.test("migrate() makes every table when the file is empty", () => {
  const database = new DatabaseSync(":memory:");
  migrate(database, "x.sqlite");
  equal(schemaVersion(database), SCHEMA_VERSION);
  deepEqual(tablesOf(database), TABLES);
  const loose = database.prepare(
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0",
  )
    .all().map((row) => row.name).filter((name) => !String(name).startsWith("sqlite_"));
  deepEqual(loose, []);
  database.close();
});

Deno.test("migrate() changes nothing when the file has this version", () => {
  const database = new DatabaseSync(":memory:");
  migrate(database, "x.sqlite");
  database.exec("INSERT INTO rounds VALUES (1, 'a', 1, 2, 100, NULL, NULL, 'seen')");
  migrate(database, "x.sqlite");
  equal(database.prepare("SELECT count(*) AS n FROM rounds").get()?.n, 1);
  database.close();
});

Deno.test("migrate() refuses a file of a newer version", () => {
  const database = new DatabaseSync(":memory:");
  database.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  throws(() => migrate(database, "x.sqlite"), {
    name: "HostError",
    code: "storage",
    message: /Cannot use x\.sqlite: its version is \d+ and this program knows \d+ at most/,
  });
  deepEqual(tablesOf(database), []);
  database.close();
});

Deno.test("migrate() refuses a file whose version no program writes", () => {
  const database = new DatabaseSync(":memory:");
  database.exec("PRAGMA user_version = -1657450472");
  throws(() => migrate(database, "x.sqlite"), { code: "storage", message: /-1657450472, which no program writes/ });
  deepEqual(tablesOf(database), []);
  database.close();
});

Deno.test("migrate() refuses another program's database", () => {
  const database = new DatabaseSync(":memory:");
  database.exec("CREATE TABLE recipes(id INTEGER PRIMARY KEY)");
  throws(() => migrate(database, "x.sqlite"), { code: "storage", message: /another program's database/ });
  deepEqual(tablesOf(database), ["recipes"]);
  database.close();
});

type Row = Record<string, string | number | null>;

/** A value for a column that its checks take. */
function valueFor(column: { name: string; type: string }, random: () => number): string | number {
  if (column.name === "source") return random() < 0.5 ? "seen" : "history";
  if (column.name === "status") return "pending";
  if (column.name === "plugin" && column.type === "INTEGER") return 1;
  if (column.type === "INTEGER") return 100 + Math.floor(random() * 2 ** 40);
  return column.type === "REAL" ? random() * 255 : `text ${random()}`;
}

/** Puts rows with every column filled into every table of the file, whatever its version. */
function fillEveryTable(database: DatabaseSync, random: () => number): void {
  for (const table of tablesOf(database)) {
    const columns = database.prepare("SELECT name, type FROM pragma_table_info(?)").all(table) as {
      name: string;
      type: string;
    }[];
    const places = columns.map(() => "?").join(", ");
    const insert = database.prepare(`INSERT OR IGNORE INTO ${table} VALUES (${places})`);
    for (let row = 0; row < 20; row++) insert.run(...columns.map((column) => valueFor(column, random)));
  }
}

function rowsOf(database: DatabaseSync, table: string): Row[] {
  return database.prepare(`SELECT * FROM ${table}`).all().map((row) => ({ ...row })) as Row[];
}

/** An empty database of each older version, with a random source; its seed is printed. */
function* olderDatabases(): Generator<{ version: number; database: DatabaseSync; random: () => number }> {
  const seed = Number(Deno.env.get("SEED") ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}`);
  const random = randomFrom(seed);
  for (let version = 1; version < SCHEMA_VERSION; version++) {
    const database = new DatabaseSync(":memory:");
    migrate(database, "x.sqlite", { to: version });
    yield { version, database, random };
  }
}

Deno.test("migrate() brings every older version to this one with every row of every table as it was", () => {
  for (const { version, database, random } of olderDatabases()) {
    equal(schemaVersion(database), version);
    fillEveryTable(database, random);
    // What was counted of rounds is counted anew in another table: the next test.
    const kept = tablesOf(database).filter((table) => table !== "round_counts");
    const before = new Map(kept.map((table) => [table, rowsOf(database, table)]));
    equal([...before.values()].every((rows) => rows.length >= 1), true);
    migrate(database, "x.sqlite");
    equal(schemaVersion(database), SCHEMA_VERSION);
    for (const [table, rows] of before) {
      const after = rowsOf(database, table);
      equal(after.length, rows.length, `${table} of version ${version}`);
      rows.forEach((row, at) => deepEqual({ ...after[at], ...row }, after[at], `${table} of version ${version}`));
    }
    database.close();
  }
});

/** What `round_totals` must hold: every round counted in each of its five places. */
function totalsOf(rounds: readonly { table: string; endedAtMs: number; multiplier: number }[], lowers: number[]) {
  const totals = new Map<string, number>();
  for (const { table, endedAtMs, multiplier } of rounds) {
    const bin = lowers.findLast((lower) => lower <= multiplier);
    for (const [name, hours] of [[table, 24], [table, 384], ["", 1], ["", 24], ["", 384]] as const) {
      const place = `${name} ${hours} ${Math.floor(endedAtMs / hours / 3_600_000)} ${bin}`;
      totals.set(place, (totals.get(place) ?? 0) + 1);
    }
  }
  return [...totals].sort();
}

Deno.test("migrate() takes the rounds that are there into their totals, whatever the version was", () => {
  for (const { version, database, random } of olderDatabases()) {
    const insert = database.prepare(
      "INSERT INTO rounds(id, bookmaker, started_at, ended_at, multiplier) VALUES (?, ?, 1, ?, ?)",
    );
    let rounds = Array.from({ length: 600 }, (_, id) => ({
      ...{ id, table: random() < 0.5 ? "a" : "b", endedAtMs: Math.floor(random() * 40 * DAY_MS) },
      multiplier: Math.max(100, Math.floor(97 / (1 - random()) * (random() < 0.1 ? 10_000 : 1))),
    }));
    const add = (some: typeof rounds) =>
      some.forEach(({ id, table, endedAtMs, multiplier }) => insert.run(id, table, endedAtMs, multiplier));
    const forget = (divisor: number) => {
      database.exec(`DELETE FROM rounds WHERE id % ${divisor} = 0`);
      rounds = rounds.filter(({ id }) => id % divisor !== 0);
    };
    const later = rounds.splice(300);
    add(rounds);
    forget(5);
    migrate(database, "x.sqlite");
    const lowers = database.prepare("SELECT lower FROM round_bins ORDER BY 1").all().map((row) => Number(row.lower));
    const found = () =>
      database.prepare("SELECT * FROM round_totals WHERE rounds <> 0").all()
        .map(({ bookmaker, hours, span, bin, rounds }) => [`${bookmaker} ${hours} ${span} ${bin}`, rounds]).sort();
    deepEqual(found(), totalsOf(rounds, lowers), `version ${version}`);
    add(later);
    rounds.push(...later);
    deepEqual(found(), totalsOf(rounds, lowers), `added to version ${version}`);
    forget(3);
    deepEqual(found(), totalsOf(rounds, lowers), `forgotten after version ${version}`);
    database.close();
  }
});
