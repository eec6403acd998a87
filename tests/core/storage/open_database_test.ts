/** Which files are opened, and which are refused and left untouched. */
import { deepEqual, equal, throws } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openForReading, openForWriting } from "../../../core/storage/open_database.ts";
import { DataFolder } from "./fixtures.ts";

function refusesUntouched({ path }: DataFolder, bytes: Uint8Array, message: RegExp): void {
  Deno.writeFileSync(path, bytes);
  throws(() => openForWriting(path), (error: Error & { code: string }) => {
    equal(error.code, "storage");
    equal(error.message.includes(path), true, error.message);
    equal(message.test(error.message), true, error.message);
    return true;
  });
  deepEqual(Deno.readFileSync(path), bytes);
}

function filled(folder: DataFolder): Uint8Array {
  const database = openForWriting(folder.path);
  database.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
    INSERT INTO rounds(id, bookmaker, started_at, ended_at, multiplier)
    SELECT i, 'mozzart', i, i, 100 FROM n`);
  database.close();
  return Deno.readFileSync(folder.path);
}

Deno.test("openForWriting() sets WAL, NORMAL and the cache when the file is new", () => {
  using folder = new DataFolder();
  const database = openForWriting(folder.path);
  const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  deepEqual(["journal_mode", "synchronous", "cache_size", "busy_timeout"].map(pragma), ["wal", 1, -65_536, 250]);
  database.close();
});

Deno.test("openForWriting() makes a database when the file is empty", () => {
  using folder = new DataFolder();
  Deno.writeFileSync(folder.path, new Uint8Array());
  const database = openForWriting(folder.path);
  equal(database.prepare("SELECT count(*) AS n FROM rounds").get()?.n, 0);
  database.close();
});

Deno.test("openForWriting() refuses and keeps a file that is no database", () => {
  using folder = new DataFolder();
  refusesUntouched(
    folder,
    new TextEncoder().encode("not a database at all ".repeat(500)),
    /not a database.*move it away/,
  );
});

Deno.test("openForWriting() refuses and keeps a database with a page of garbage", () => {
  using folder = new DataFolder();
  const bytes = filled(folder);
  bytes.fill(0xa5, 4096 * 20, 4096 * 21);
  refusesUntouched(folder, bytes, /Cannot open database/);
});

Deno.test("openForWriting() refuses and keeps a database cut off in the middle", () => {
  using folder = new DataFolder();
  const bytes = filled(folder);
  refusesUntouched(folder, bytes.slice(0, 4096 * Math.floor(bytes.length / 8192)), /Cannot open database/);
});

Deno.test("openForWriting() refuses when the main file is gone and its WAL still holds rows", () => {
  using folder = new DataFolder();
  Deno.writeTextFileSync(`${folder.path}-wal`, "rows");
  throws(() => openForWriting(folder.path), { code: "storage", message: /-wal still holds rows/ });
  equal(Deno.readTextFileSync(`${folder.path}-wal`), "rows");
});

Deno.test("openForWriting() says what to do when the folder is missing", () => {
  throws(() => openForWriting("/nowhere/at/all.sqlite"), { code: "storage", message: /check that the folder exists/ });
});

Deno.test("openForReading() cannot write", () => {
  using folder = new DataFolder();
  openForWriting(folder.path).close();
  const database = openForReading(folder.path);
  throws(() => database.exec("DELETE FROM rounds"), /readonly/);
  database.close();
});

Deno.test("openForReading() refuses when there is no file, and makes none", () => {
  using folder = new DataFolder();
  throws(() => openForReading(folder.path), { code: "storage" });
  throws(() => Deno.statSync(folder.path), Deno.errors.NotFound);
});

Deno.test("openForWriting() undoes what a loss of power left half made, and goes on", () => {
  using folder = new DataFolder();
  using lost = new DataFolder();
  const database = new DatabaseSync(folder.path);
  database.exec("PRAGMA cache_size=1; CREATE TABLE a(b); BEGIN");
  // More pages than the cache has: some of them are in the file before the end.
  for (let row = 0; row < 200; row++) database.exec("INSERT INTO a VALUES (randomblob(1000))");
  for (const end of ["", "-journal"]) Deno.copyFileSync(folder.path + end, lost.path + end);
  database.exec("ROLLBACK; DROP TABLE a");
  database.close();
  equal(Deno.statSync(`${lost.path}-journal`).size > 0, true);
  throws(() => openForWriting(lost.path), /another program's database \(1 tables/);
});
