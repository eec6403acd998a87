/** The writer with its real thread and a real file: the batch rule, the marks, what is acknowledged, what a restart finds. */
import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { StoredRow } from "../../../core/protocol/rows.ts";
import { openForReading } from "../../../core/storage/open_database.ts";
import { Writer, type WriterOptions } from "../../../core/storage/writer.ts";
import { bet, DataFolder, FakeTimers, round, snapshot, snapshots } from "./fixtures.ts";

/** A writer that counts what it acknowledges. */
async function open(folder: DataFolder, options: Partial<WriterOptions> = {}) {
  const committed: StoredRow[] = [];
  const said: string[] = [];
  let wanted = Infinity;
  let reached = Promise.withResolvers<void>();
  const writer = await Writer.open({
    path: folder.path,
    journalPath: folder.journalPath,
    tables: 5,
    log: (_level, message) => void said.push(message),
    ...options,
    onCommitted: (rows) => {
      committed.push(...rows);
      if (committed.length >= wanted) reached.resolve();
    },
  });
  return {
    writer,
    committed,
    said,
    /** Waits until so many rows in all are acknowledged. */
    until(rows: number): Promise<void> {
      wanted = rows;
      reached = Promise.withResolvers();
      if (committed.length >= rows) reached.resolve();
      return reached.promise;
    },
    [Symbol.asyncDispose]: () => writer[Symbol.asyncDispose](),
  };
}

function count(folder: DataFolder, table: string): number {
  const database = openForReading(folder.path);
  const rows = Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  database.close();
  return rows;
}

Deno.test("add() sends a batch when it is full, and not a row before", async () => {
  using folder = new DataFolder();
  await using run = await open(folder, { timers: new FakeTimers() });
  run.writer.add(snapshots(0, 49));
  // The thread answers in order: had the rows been sent, their answer would come before the bet's.
  await run.writer.saveBet(bet(1));
  equal(run.committed.length, 0);
  run.writer.add([snapshot(49), snapshot(50)]);
  await run.until(50);
  deepEqual(run.committed.map((row) => row.seq), Array.from({ length: 50 }, (_, at) => at));
  equal(run.writer.view().queuedRows, 1);
});

Deno.test("add() sends a batch that is not full when its time has come, and not before", async () => {
  using folder = new DataFolder();
  const timers = new FakeTimers();
  await using run = await open(folder, { timers });
  run.writer.add(snapshots(0, 3));
  timers.pass(1499);
  await run.writer.saveBet(bet(1));
  equal(run.committed.length, 0);
  timers.pass(1);
  await run.until(3);
  run.writer.add(snapshots(3, 1));
  timers.pass(1500);
  await run.until(4);
  equal(run.writer.view().batches, 2);
});

Deno.test("setTables() changes the rule at once", async () => {
  using folder = new DataFolder();
  await using run = await open(folder, { timers: new FakeTimers() });
  run.writer.add(snapshots(0, 30));
  run.writer.setTables(3);
  await run.until(30);
});

Deno.test("onCommitted is called after the commit, with a rejected row among the others", async () => {
  using folder = new DataFolder();
  await using run = await open(folder, { tables: 1 });
  run.writer.add([...snapshots(0, 9), snapshot(9, { multiplier: 1.5 })]);
  await run.until(10);
  deepEqual([count(folder, "snapshots"), count(folder, "rejected_rows")], [9, 1]);
  const { rowsWritten, rejectedRows, errors, trouble } = run.writer.view();
  deepEqual([rowsWritten, rejectedRows, errors, trouble], [9, 1, 1, ""]);
  equal(run.said.some((line) => line.includes("1 of 10 rows set aside")), true);
});

Deno.test("saveBet() resolves once another connection sees the bet", async () => {
  using folder = new DataFolder();
  await using run = await open(folder, { clock: { nowMs: () => 4711 } });
  await run.writer.saveBet(bet(1));
  deepEqual([count(folder, "bets"), count(folder, "bet_events")], [1, 1]);
  const database = openForReading(folder.path);
  equal(database.prepare("SELECT at FROM bet_events").get()?.at, 4711);
  database.close();
  await rejects(run.writer.saveBet(bet(1, { stakeMinor: 77 })), { code: "storage" });
});

Deno.test("view() names the level at 5,000, 8,000 and past 10,000 rows, and all are stored", async () => {
  using folder = new DataFolder();
  await using run = await open(folder, { timers: new FakeTimers() });
  using lock = lockDatabase(folder);
  const levels: string[] = [];
  for (
    const [first, rows] of [[0, 4999], [4999, 1], [5000, 2999], [7999, 1], [8000, 2000], [10_000, 1], [10_001, 499]]
  ) {
    run.writer.add(snapshots(first, rows));
    levels.push(run.writer.view().level);
  }
  deepEqual(levels, ["normal", "warning", "warning", "critical", "critical", "journal", "journal"]);
  const { journalRows, queuedRows, warnings } = run.writer.view();
  deepEqual([journalRows, queuedRows, warnings], [500, 10_000, 3]);
  lock[Symbol.dispose]();
  run.writer.setTables(1);
  await run.until(10_500);
  deepEqual(run.committed.map((row) => row.seq), Array.from({ length: 10_500 }, (_, at) => at));
  equal(count(folder, "snapshots"), 10_500);
  equal(run.writer.view().level, "normal");
  equal(Deno.statSync(folder.journalPath).size, 0);
});

Deno.test("view() names a lasting trouble while the database is locked, and none afterwards", async () => {
  using folder = new DataFolder();
  await using run = await open(folder);
  const lock = lockDatabase(folder);
  const refused = await Promise.allSettled([run.writer.saveBet(bet(1))]);
  equal(refused[0].status, "rejected");
  equal(/another program holds the database locked/.test(run.writer.view().trouble), true);
  lock[Symbol.dispose]();
  await run.writer.saveBet(bet(2));
  equal(run.writer.view().trouble, "");
  // Late is better than never: what is in the ledger without a click is found out, the other way round is not.
  equal(count(folder, "bets"), 2);
});

Deno.test("drain() stores what waits without waiting for its time", async () => {
  using folder = new DataFolder();
  await using run = await open(folder, { timers: new FakeTimers() });
  run.writer.add([...snapshots(0, 733), round(1)]);
  deepEqual(await run.writer.drain({ deadlineMs: 60_000 }), { remaining: 0 });
  deepEqual([count(folder, "snapshots"), count(folder, "rounds"), run.committed.length], [733, 1, 734]);
  deepEqual(await run.writer.drain({ deadlineMs: 60_000 }), { remaining: 0 });
});

Deno.test("closing keeps the rest in the journal when drain() came to its deadline, and the next run stores it", async () => {
  using folder = new DataFolder();
  {
    await using run = await open(folder);
    using _lock = lockDatabase(folder);
    run.writer.add(snapshots(0, 120));
    deepEqual(await run.writer.drain({ deadlineMs: 50 }), { remaining: 120 });
    await run.writer[Symbol.asyncDispose]();
    equal(run.committed.length, 0);
    equal(run.said.some((line) => line.includes("120 rows are kept in the journal")), true);
    throws(() => run.writer.add([snapshot(1)]), TypeError);
  }
  await using next = await open(folder);
  await next.until(120);
  equal(count(folder, "snapshots"), 120);
  equal(Deno.statSync(folder.journalPath).size, 0);
});

Deno.test("open() stores the journal once when a crash came between commit and truncation", async () => {
  using folder = new DataFolder();
  const rows = [...snapshots(0, 80), round(1), snapshot(80, { multiplier: 1.5 })];
  const lines = rows.slice(0, 81).map((row) => `${JSON.stringify(row)}\n`).join("");
  {
    await using run = await open(folder);
    run.writer.add(rows);
    await run.writer.drain({ deadlineMs: 60_000 });
  }
  Deno.writeTextFileSync(folder.journalPath, `${lines}{"plugin":"main","seq":99,"row":{"kind"`);
  await using run = await open(folder);
  await run.writer.drain({ deadlineMs: 60_000 });
  deepEqual([count(folder, "snapshots"), count(folder, "rounds"), count(folder, "rejected_rows")], [80, 1, 1]);
  equal(run.said.some((line) => line.includes("Cannot read a line of journal")), true);
});

Deno.test("open() refuses a file that is no database, names it and leaves the journal as it is", async () => {
  using folder = new DataFolder();
  Deno.writeTextFileSync(folder.path, "garbage ".repeat(2000));
  const journal = `${JSON.stringify(snapshot(1))}\n`;
  Deno.writeTextFileSync(folder.journalPath, journal);
  await rejects(
    open(folder),
    (error: Error) => error.message.includes(folder.path) && /move it away/.test(error.message),
  );
  equal(Deno.readTextFileSync(folder.path), "garbage ".repeat(2000));
  equal(Deno.readTextFileSync(folder.journalPath), journal);
});

/** Holds the write lock from this very process: another connection is another connection. */
function lockDatabase(folder: DataFolder): Disposable {
  const database = new DatabaseSync(folder.path, { timeout: 5000 });
  database.exec("BEGIN IMMEDIATE");
  let held = true;
  return {
    [Symbol.dispose]() {
      if (held) database.close();
      held = false;
    },
  };
}
