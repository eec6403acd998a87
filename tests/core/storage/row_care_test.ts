/** Old rows go, younger ones and all bets stay, the file shrinks, and no batch waits for it. */
import { deepEqual, equal } from "node:assert/strict";
import { openForReading, openForWriting } from "../../../core/storage/open_database.ts";
import { RowCare } from "../../../core/storage/row_care.ts";
import { Writer } from "../../../core/storage/writer.ts";
import { bet, DataFolder, snapshots } from "./fixtures.ts";

const DAY_MS = 86_400_000;
const FIRST_MS = 1_700_000_000_000;

function filled(folder: DataFolder) {
  const database = openForWriting(folder.path);
  database.exec(`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 29999)
    INSERT INTO snapshots(plugin, seq, bookmaker, taken_at, phase) SELECT 1, i, 'mozzart', ${FIRST_MS} + i * 86400, 'flying'
    FROM n`);
  database.exec(`INSERT INTO phases(plugin, seq, bookmaker, from_phase, to_phase, at) VALUES (1, 1, 'a', 'b', 'c', 5)`);
  return database;
}

Deno.test("step() forgets what is older than the policy says, table by table, and gives the room back", () => {
  using folder = new DataFolder();
  const database = filled(folder);
  const care = new RowCare(database, { keepDays: { snapshots: 10, rounds: 1 }, nowMs: FIRST_MS + 30 * DAY_MS });
  let steps = 1;
  while (care.step()) steps += 1;
  equal(steps > 30, true, "it does a little at a time");
  deepEqual(care.report.forgotten, { snapshots: 20_000 });
  deepEqual({ ...database.prepare("SELECT count(*) AS n, min(seq) AS first FROM snapshots").get() }, {
    n: 10_000,
    first: 20_000,
  });
  equal(database.prepare("SELECT count(*) AS n FROM phases").get()?.n, 1);
  equal(care.report.freedBytes > 1_000_000, true, `${care.report.freedBytes} bytes`);
  equal(database.prepare("PRAGMA freelist_count").get()?.freelist_count, 0);
  equal(database.prepare("PRAGMA integrity_check(1)").get()?.integrity_check, "ok");
  database.close();
});

Deno.test("care() works while the writer is idle; batches and bets do not wait for it, and are never forgotten", async () => {
  using folder = new DataFolder();
  filled(folder).close();
  const done = Promise.withResolvers<string>();
  await using writer = await Writer.open({
    path: folder.path,
    journalPath: folder.journalPath,
    tables: 1,
    log: (_level, message) => {
      if (message.startsWith("Old rows forgotten")) done.resolve(message);
    },
  });
  writer.care({ keepDays: { snapshots: 1 }, nowMs: FIRST_MS + 365 * DAY_MS });
  await writer.saveBet(bet(1, { requestedAtMs: 1 }));
  writer.add(snapshots(100_000_000, 100).map((one) => ({ ...one, plugin: "other" })));
  equal((await writer.drain({ deadlineMs: 30_000 })).remaining, 0);
  equal(/30000 of snapshots|30\d\d\d of snapshots/.test(await done.promise), true, await done.promise);
  const database = openForReading(folder.path);
  equal(database.prepare("SELECT count(*) AS n FROM bets").get()?.n, 1);
  database.close();
});
