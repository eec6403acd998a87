/** The journal: order, what a crash leaves half written, what cannot be read, and when the file is emptied. */
import { deepEqual, equal } from "node:assert/strict";
import { Journal, JOURNAL_WAITING_ROWS_MAX } from "../../../core/storage/journal.ts";
import { randomFrom, RandomRows, ROW_KINDS } from "./random_rows.ts";
import { DataFolder, round, snapshot, snapshots } from "./fixtures.ts";

function open(folder: DataFolder, said: string[] = []): Journal {
  const log = (_level: string, message: string) => void said.push(message);
  return Journal.open({ path: folder.journalPath, log, nowMs: () => 0 });
}

function readAll(journal: Journal): number[] {
  const seqs: number[] = [];
  while (journal.rows > 0) seqs.push(...journal.read().map((row) => row.seq));
  return seqs;
}

const range = (first: number, count: number) => Array.from({ length: count }, (_, at) => first + at);

Deno.test("read() gives every row back in order, over many pieces and while others are appended", () => {
  using folder = new DataFolder();
  const journal = open(folder);
  journal.append(snapshots(0, 3000));
  const first = journal.read();
  deepEqual(first[0], snapshot(0));
  equal(first.length < 3000, true);
  journal.append(snapshots(3000, 10));
  deepEqual([...first.map((row) => row.seq), ...readAll(journal)], range(0, 3010));
  journal.closeWith([]);
});

Deno.test("open() finds the rows of the last run when it was killed", () => {
  using folder = new DataFolder();
  const killed = open(folder);
  killed.append(snapshots(0, 100));
  killed.read();
  const journal = open(folder);
  equal(journal.rows, 100);
  deepEqual(readAll(journal), range(0, 100));
  for (const one of [killed, journal]) one.closeWith([]);
});

Deno.test("open() cuts a torn last line off, keeps it aside and says so", () => {
  using folder = new DataFolder();
  const lines = snapshots(0, 3).map((row) => JSON.stringify(row));
  Deno.writeTextFileSync(folder.journalPath, `${lines[0]}\n${lines[1]}\n${lines[2].slice(0, 50)}`);
  const said: string[] = [];
  const journal = open(folder, said);
  equal(said.some((line) => line.includes("Cannot read a line")), true);
  equal(Deno.readTextFileSync(`${folder.journalPath}.unreadable`), `${lines[2].slice(0, 50)}\n`);
  equal(Deno.readTextFileSync(folder.journalPath), `${lines[0]}\n${lines[1]}\n`);
  journal.append([snapshot(3)]);
  deepEqual(readAll(journal), [0, 1, 3]);
  journal.closeWith([]);
});

Deno.test("open() takes a last line that lacks only its newline", () => {
  using folder = new DataFolder();
  Deno.writeTextFileSync(folder.journalPath, JSON.stringify(snapshot(8)));
  const journal = open(folder);
  journal.append([snapshot(9)]);
  deepEqual(readAll(journal), [8, 9]);
  journal.closeWith([]);
});

Deno.test("read() keeps an unreadable line aside and goes on behind it", () => {
  using folder = new DataFolder();
  const bad = JSON.stringify({ ...snapshot(1), row: { kind: "round", id: "x" } });
  Deno.writeTextFileSync(
    folder.journalPath,
    `${JSON.stringify(snapshot(0))}\n${bad}\n${JSON.stringify(snapshot(2))}\n`,
  );
  const journal = open(folder);
  deepEqual(readAll(journal), [0, 2]);
  equal(Deno.readTextFileSync(`${folder.journalPath}.unreadable`), `${bad}\n`);
  journal.closeWith([]);
});

Deno.test("empty() cuts the file off only when all rows are read", () => {
  using folder = new DataFolder();
  const journal = open(folder);
  journal.append(snapshots(0, 3000));
  journal.read();
  const size = () => Deno.statSync(folder.journalPath).size;
  const full = size();
  journal.empty();
  equal(size(), full);
  readAll(journal);
  equal(size(), full);
  journal.empty();
  equal(size(), 0);
  journal.append([snapshot(5)]);
  deepEqual(readAll(journal), [5]);
  journal.closeWith([]);
});

Deno.test("closeWith() puts the given rows before the unread ones", () => {
  using folder = new DataFolder();
  const journal = open(folder);
  journal.append(snapshots(0, 3000));
  const read = journal.read();
  journal.closeWith(read.slice(-10));
  const next = open(folder);
  deepEqual(readAll(next), range(read.length - 10, 3010 - read.length));
  next.closeWith([]);
});

Deno.test("append() keeps rows in memory while the disk refuses, then gives up the least important, newest first", () => {
  using folder = new DataFolder();
  const said: string[] = [];
  const journal = open(folder, said);
  using _broken = brokenWrites();
  const random = new RandomRows(randomFrom(1));
  const row = (kind: typeof ROW_KINDS[number], seq: number) => ({
    plugin: `of-${kind}`,
    seq,
    row: random.row(kind, seq),
  });
  const rows = (kind: typeof ROW_KINDS[number], first: number, count: number) =>
    range(first, count).map((seq) => row(kind, seq));
  const half = JOURNAL_WAITING_ROWS_MAX / 2;
  journal.append([...rows("sample", 0, half), ...rows("snapshot", half, half)]);
  equal(journal.shed.rows, 0);
  equal(/No space left/.test(journal.trouble), true, journal.trouble);
  journal.append([row("sample", 2 * half), row("round", 2 * half + 1), row("phase", 2 * half + 2)]);
  deepEqual(journal.shed.list(), [{ plugin: "of-sample", kind: "sample", rows: 3 }]);
  equal(said.some((line) => line.includes("3 lost")), true);
  journal.append([...rows("phase", 3 * half, 2 * half - 10), ...rows("round", 6 * half, 20)]);
  deepEqual(journal.shed.list(), [
    { plugin: "of-sample", kind: "sample", rows: half + 1 },
    { plugin: "of-snapshot", kind: "snapshot", rows: half },
    { plugin: "of-phase", kind: "phase", rows: 12 },
  ]);
  equal(journal.rows, JOURNAL_WAITING_ROWS_MAX);
  journal.append(rows("round", 7 * half, 2 * half));
  equal(journal.rows, 2 * half + 21);
  const seqs = readAll(journal);
  deepEqual(seqs, [2 * half + 1, ...range(6 * half, 20), ...range(7 * half, 2 * half)]);
  equal(journal.trouble, "");
  journal.closeWith([]);
});

Deno.test("append() takes only rounds and earnings once the file has its largest size", () => {
  using folder = new DataFolder();
  const journal = Journal.open({ path: folder.journalPath, log: () => {}, nowMs: () => 0, bytesMax: 10_000 });
  journal.append(snapshots(0, 100));
  const size = Deno.statSync(folder.journalPath).size;
  equal(size > 10_000, true);
  journal.append([...snapshots(100, 50), round(7)]);
  deepEqual(journal.shed.list(), [{ plugin: "main", kind: "snapshot", rows: 50 }]);
  deepEqual(readAll(journal), [...range(0, 100), round(7).seq]);
  journal.closeWith([]);
});

Deno.test("read() keeps aside a line that was changed on the disk, though it still is a row", () => {
  using folder = new DataFolder();
  const first = open(folder);
  first.append(snapshots(0, 3));
  first.closeWith([]);
  const text = Deno.readTextFileSync(folder.journalPath);
  const changed = text.replace(/"multiplier":101/, '"multiplier":901');
  equal(changed === text, false);
  Deno.writeTextFileSync(folder.journalPath, changed);
  const said: string[] = [];
  const journal = open(folder, said);
  deepEqual(readAll(journal), [0, 2]);
  equal(said.some((line) => line.includes("Cannot read a line")), true);
  equal(Deno.readTextFileSync(`${folder.journalPath}.unreadable`), changed.split("\n")[1] + "\n");
  journal.closeWith([]);
});

Deno.test("closeWith() says what may be lost when the disk refuses", () => {
  using folder = new DataFolder();
  const said: string[] = [];
  const journal = open(folder, said);
  journal.append(snapshots(0, 5));
  using _broken = brokenWrites();
  journal.closeWith(journal.read());
  equal(said.some((line) => /Cannot rewrite journal .*5 rows, none of them acknowledged/.test(line)), true);
  equal(Deno.readTextFileSync(folder.journalPath).split("\n").length, 6);
});

/** A full disk, as the file system reports it. */
function brokenWrites(): Disposable {
  const write = Deno.FsFile.prototype.writeSync;
  Deno.FsFile.prototype.writeSync = () => {
    throw new Error("No space left on device (os error 28)");
  };
  return { [Symbol.dispose]: () => void (Deno.FsFile.prototype.writeSync = write) };
}
