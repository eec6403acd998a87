/** Migrations: from nothing, again, and the files that are refused. */
import { deepEqual, equal, throws } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { migrate, SCHEMA_VERSION, schemaVersion } from "../../../core/storage/schema.ts";

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
  "readings",
  "rejected_rows",
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

Deno.test("migrate() refuses another program's database", () => {
  const database = new DatabaseSync(":memory:");
  database.exec("CREATE TABLE recipes(id INTEGER PRIMARY KEY)");
  throws(() => migrate(database, "x.sqlite"), { code: "storage", message: /another program's database/ });
  deepEqual(tablesOf(database), ["recipes"]);
  database.close();
});

Deno.test("migrate() brings every older version to this one with all of its rows", () => {
  for (let version = 1; version < SCHEMA_VERSION; version++) {
    const database = new DatabaseSync(":memory:");
    migrate(database, "x.sqlite", { to: version });
    equal(schemaVersion(database), version);
    database.exec("INSERT INTO rounds(id, bookmaker, started_at, ended_at, multiplier) VALUES (7, 'a', 1, 2, 100)");
    database.exec("INSERT INTO readings(bookmaker, region, at, why) VALUES ('a', 'score', 1, 'fell')");
    migrate(database, "x.sqlite");
    equal(schemaVersion(database), SCHEMA_VERSION);
    deepEqual({ ...database.prepare("SELECT id, multiplier, source FROM rounds").get() }, {
      id: 7,
      multiplier: 100,
      source: "seen",
    });
    deepEqual({ ...database.prepare("SELECT why, picture FROM readings").get() }, { why: "fell", picture: null });
    database.close();
  }
});
