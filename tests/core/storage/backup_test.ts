/** A backup while rows are written: whole, of one moment, checked, never over another file. */
import { equal, rejects, throws } from "node:assert/strict";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { backUp, rowsOf, verify } from "../../../core/storage/backup.ts";
import { openForReading, openForWriting } from "../../../core/storage/open_database.ts";
import { SCHEMA_VERSION } from "../../../core/storage/schema.ts";
import { Writer } from "../../../core/storage/writer.ts";
import { runHere } from "../commands/run_here.ts";
import { bet, DataFolder, snapshots } from "./fixtures.ts";

Deno.test("backup copies a database that is being written, and the copy is whole", async () => {
  using folder = new DataFolder();
  await using writer = await Writer.open({ path: folder.path, journalPath: folder.journalPath, tables: 6 });
  writer.add(snapshots(0, 5000));
  await writer.drain({ deadlineMs: 60_000 });
  await writer.saveBet(bet(1));
  writer.add(snapshots(5000, 5000));
  const target = join(folder.folder, "copy.sqlite");
  const { status, out, errors } = await runHere("backup", target, "--data", folder.folder, "--json");
  equal(status, 0, errors);
  const { rows } = JSON.parse(out);
  equal(rows.snapshots >= 5000, true);
  const copy = openForReading(target);
  equal(copy.prepare("SELECT count(*) AS n FROM snapshots").get()?.n, rows.snapshots);
  equal(copy.prepare("SELECT state FROM bets WHERE id = 1").get()?.state, "placing");
  equal(copy.prepare("SELECT count(*) - max(seq) - 1 AS gap FROM snapshots").get()?.gap, 0);
  copy.close();
  equal((await writer.drain({ deadlineMs: 60_000 })).remaining, 0);
  // A copy is a database to go on with.
  openForWriting(target).close();
});

Deno.test("backup refuses a file that is there, and a folder without a database", async () => {
  using folder = new DataFolder();
  const target = join(folder.folder, "copy.sqlite");
  equal((await runHere("backup", target, "--data", folder.folder)).status, 1);
  openForWriting(folder.path).close();
  Deno.writeTextFileSync(target, "mine");
  equal((await runHere("backup", target, "--data", folder.folder)).status, 3);
  equal(Deno.readTextFileSync(target), "mine");
});

Deno.test("backUp() leaves nothing behind when the original is damaged", async () => {
  using folder = new DataFolder();
  const database = openForWriting(folder.path);
  database.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO phases(plugin, seq, bookmaker, from_phase, to_phase, at) SELECT 1, i, 'a', 'b', 'c', i FROM n`);
  database.close();
  const bytes = Deno.readFileSync(folder.path);
  bytes.fill(0xa5, bytes.length - 200_000, bytes.length - 100_000);
  Deno.writeFileSync(folder.path, bytes);
  const target = join(folder.folder, "copy.sqlite");
  await rejects(backUp(folder.path, target), { code: "storage" });
  equal([...Deno.readDirSync(folder.folder)].some(({ name }) => name.startsWith("copy")), false);
});

Deno.test("verify() refuses a copy that lacks rows, or is of another version", () => {
  using folder = new DataFolder();
  const database = openForWriting(folder.path);
  const rows = rowsOf(database);
  database.close();
  const version = SCHEMA_VERSION;
  verify(folder.path, { rows, version });
  throws(() => verify(folder.path, { rows: { ...rows, rounds: 1 }, version }), /0 of 1 rows in rounds/);
  throws(() => verify(folder.path, { rows, version: version + 1 }), /its version is/);
});

Deno.test("data restore puts a backup in the database's place and keeps what was there, its -wal file with it", async () => {
  using folder = new DataFolder();
  const backup = join(folder.folder, "copy.sqlite"),
    restored = () => runHere("data", "restore", backup, "--data", folder.folder);
  const insert = (database: DatabaseSync, id: number) =>
    database.exec(`INSERT INTO rounds(id, bookmaker, started_at, ended_at, multiplier) VALUES (${id}, 'a', 1, 2, 100)`);
  const first = openForWriting(folder.path);
  insert(first, 1);
  first.close();
  await backUp(folder.path, backup);
  // As a killed program leaves it: the newest row stands in the -wal file alone.
  const second = openForWriting(folder.path);
  insert(second, 2);
  const [main, wal] = [Deno.readFileSync(folder.path), Deno.readFileSync(`${folder.path}-wal`)];
  second.close();
  Deno.writeFileSync(folder.path, main);
  Deno.writeFileSync(`${folder.path}-wal`, wal);
  const { status, out, errors } = await restored();
  equal(status, 0, errors);
  equal(/what was there is .*before-restore-1/.test(out), true, out);
  const ids = (path: string) => {
    const database = openForWriting(path);
    const found = database.prepare("SELECT id FROM rounds ORDER BY id").all().map(({ id }) => Number(id));
    database.close();
    return found.join();
  };
  equal([ids(folder.path), ids(`${folder.path}.before-restore-1`)].join(" and "), "1 and 1,2");
  const bytes = Deno.readFileSync(backup);
  bytes.fill(0xa5, 8192, 16_384);
  Deno.writeFileSync(backup, bytes);
  equal((await restored()).status, 1);
  equal(ids(folder.path), "1", "a damaged backup changes nothing");
});

Deno.test("data check names damage, and says when there is none", async () => {
  using folder = new DataFolder();
  const database = openForWriting(folder.path);
  database.exec("INSERT INTO rounds(id, bookmaker, started_at, ended_at, multiplier) VALUES (1, 'mozzart', 1, 2, 100)");
  equal((await runHere("data", "check", "--data", folder.folder)).status, 0);
  database.close();
  // One key of an index, which the quick check at a start does not compare with its row.
  const bytes = Deno.readFileSync(folder.path), key = new TextEncoder().encode("mozzart");
  for (let at = 0; at < bytes.length; at++) {
    if (key.every((byte, place) => bytes[at + place] === byte)) {
      bytes[at] += 1;
      break;
    }
  }
  Deno.writeFileSync(folder.path, bytes);
  const { status, out } = await runHere("data", "check", "--data", folder.folder);
  equal([status, /missing from index/.test(out)].join(), "1,true", out);
});
