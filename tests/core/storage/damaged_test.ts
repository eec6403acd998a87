/** Files cut off and garbled in header, pages and WAL: refused, or recovered with a copy kept; never silently empty. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { flatten } from "../../../core/storage/flat_batch.ts";
import { openForWriting } from "../../../core/storage/open_database.ts";
import { RowStore } from "../../../core/storage/row_store.ts";
import { migrate } from "../../../core/storage/schema.ts";
import { isThere, keptPaths, walState } from "../../../core/storage/wal_check.ts";
import { DataFolder, round } from "./fixtures.ts";
import { randomFrom, RandomRows, randomRows } from "./random_rows.ts";

/** The long form has 1,000. */
const DAMAGES = Number(Deno.env.get("AVIATOR_DAMAGES") ?? 50);

/** Main file and WAL as a killed program leaves them: some rows in the one, later ones in the other only. */
function killed(folder: DataFolder): { main: Uint8Array; wal: Uint8Array; rounds: number } {
  const database = openForWriting(folder.path);
  const store = new RowStore(database);
  store.write(flatten(randomRows(randomFrom(1), 100)), { atMs: 1 });
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  for (let id = 1000; id < 1020; id++) store.write(flatten([round(id)]), { atMs: 1 });
  const [main, wal] = [Deno.readFileSync(folder.path), Deno.readFileSync(`${folder.path}-wal`)];
  const rounds = Number(database.prepare("SELECT count(*) AS n FROM rounds").get()?.n);
  database.close();
  return { main, wal, rounds };
}

interface Damage {
  what: string;
  main: Uint8Array<ArrayBuffer>;
  wal: Uint8Array<ArrayBuffer>;
}

function damaged(whole: { main: Uint8Array; wal: Uint8Array }, rows: RandomRows): Damage {
  const main = whole.main.slice() as Uint8Array<ArrayBuffer>, wal = whole.wal.slice() as Uint8Array<ArrayBuffer>;
  const garble = (bytes: Uint8Array, from: number, count: number) => {
    for (let at = from; at < Math.min(bytes.length, from + count); at++) bytes[at] = rows.below(256);
  };
  const what = rows.of(["header", "page", "cut", "wal page", "wal header", "wal cut"] as const);
  if (what === "header") garble(main, rows.below(60), 1 + rows.below(40));
  else if (what === "page") garble(main, 4096 * (1 + rows.below(main.length / 4096 - 1)), 4096);
  else if (what === "wal header") garble(wal, rows.below(32), 8);
  else if (what === "wal page") garble(wal, 32 + rows.below(wal.length - 32), 64);
  const cut = (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(0, rows.below(bytes.length));
  return { what, main: what === "cut" ? cut(main) : main, wal: what === "wal cut" ? cut(wal) : wal };
}

Deno.test("openForWriting() refuses or recovers with a copy kept whatever is damaged, and is never silently empty", () => {
  const seed = Number(Deno.env.get("SEED") ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}`);
  const rows = new RandomRows(randomFrom(seed));
  using source = new DataFolder();
  const whole = killed(source);
  const ends: Record<string, number> = {};
  for (let damage = 0; damage < DAMAGES; damage++) {
    using folder = new DataFolder();
    const { what, main, wal } = damaged(whole, rows);
    Deno.writeFileSync(folder.path, main);
    Deno.writeFileSync(`${folder.path}-wal`, wal);
    const end = openAgain(folder, whole.rounds);
    ends[`${what}: ${end}`] = (ends[`${what}: ${end}`] ?? 0) + 1;
    if (end === "refused") {
      deepEqual(Deno.readFileSync(folder.path), main, "a refused file is left as it is");
      deepEqual(Deno.readFileSync(`${folder.path}-wal`), wal, "and so is its WAL");
    }
  }
  console.log(ends);
});

/** @returns how it ended; fails where rows are missing and nobody is told */
function openAgain(folder: DataFolder, roundsBefore: number): "refused" | "whole" | "recovered" {
  const told: string[] = [];
  let database: DatabaseSync;
  try {
    database = openForWriting(folder.path, (message) => told.push(message));
  } catch (error) {
    match((error as Error).message, /Cannot (open database|use) .*aviator\.sqlite/);
    return "refused";
  }
  try {
    const rounds = Number(database.prepare("SELECT count(*) AS n FROM rounds").get()?.n);
    equal(database.prepare("PRAGMA integrity_check(1)").get()?.integrity_check, "ok");
    if (told.length === 0) {
      // A WAL that ends early is what a kill leaves too; what it ends with was not acknowledged.
      equal(rounds >= roundsBefore - 20 && rounds >= 100, true, `${rounds} of ${roundsBefore} rounds`);
      return "whole";
    }
    const kept = keptPaths(folder.path)[0];
    equal(Deno.statSync(`${kept}-wal`).size > 0 && Deno.statSync(kept).size > 0, true);
    match(told[0], /is damaged: .* is kept in/);
    return "recovered";
  } finally {
    database.close();
  }
}

Deno.test("walState() counts the frames that SQLite reads, and those behind a damaged one", () => {
  using folder = new DataFolder();
  const { wal } = killed(folder);
  const frames = (wal.length - 32) / (4096 + 24);
  equal(walState(wal).frames, frames);
  equal(walState(wal).lost, 0);
  const garbled = wal.slice();
  garbled[32 + 3 * 4120 + 100] ^= 1;
  equal(walState(garbled).frames, 3);
  equal(walState(garbled).lost, frames - 3);
  equal(walState(wal.slice(0, -10)).lost, 0);
});

Deno.test("openForWriting() refuses a file whose rows stood in a WAL that cannot be read", () => {
  using folder = new DataFolder();
  const database = new DatabaseSync(folder.path);
  // As files began before their tables came first.
  database.exec("PRAGMA journal_mode=WAL");
  migrate(database, folder.path);
  new RowStore(database).write(flatten([round(1)]), { atMs: 1 });
  const [main, wal] = [Deno.readFileSync(folder.path), Deno.readFileSync(`${folder.path}-wal`)];
  database.close();
  using other = new DataFolder();
  wal[5] ^= 1;
  Deno.writeFileSync(other.path, main);
  Deno.writeFileSync(`${other.path}-wal`, wal);
  for (let start = 0; start < 2; start++) equal(openAgain(other, 1), "refused");
  equal(walState(Deno.readFileSync(`${other.path}.kept-1-wal`)).headerIsGood, false);
});

Deno.test("openForWriting() goes on after any number of damaged WALs: each is kept once, then the oldest but the first goes", () => {
  using source = new DataFolder();
  const { main, wal } = killed(source);
  using folder = new DataFolder();
  const kept = () => keptPaths(folder.path).filter((name) => isThere(name) && isThere(`${name}-wal`));
  const start = (damage: number) => {
    const bad = wal.slice();
    // Another page each time, with whole ones behind it.
    bad[32 + (damage % 10) * 4120 + 200 + damage] ^= 1;
    Deno.writeFileSync(folder.path, main);
    Deno.writeFileSync(`${folder.path}-wal`, bad);
    const told: string[] = [];
    openForWriting(folder.path, (message) => told.push(message)).close();
    const newest = kept().find((name) => Deno.readFileSync(`${name}-wal`).every((byte, at) => byte === bad[at]));
    ok(newest && told.some((message) => message.includes(`is kept in ${newest}`)), `damage ${damage}: ${told}`);
    deepEqual(Deno.readFileSync(newest), main);
    // Times of files may be as coarse as a second.
    Deno.utimeSync(newest, damage, damage);
    return { newest, told };
  };
  const first = start(0).newest, names = [first];
  for (let damage = 1; damage < 9; damage++) names.push(start(damage).newest);
  equal(new Set(names).size, 9);
  equal(start(8).newest, names[8], "the same damage is kept once");
  equal(kept().length, 9);
  for (let damage = 9; damage < 30; damage++) {
    const { newest, told } = start(damage);
    equal(told.some((message) => message.includes(`${names[1]}, the oldest but the first, is deleted`)), true);
    names.splice(1, 1);
    names.push(newest);
    deepEqual(kept().sort(), names.toSorted());
  }
  equal(names[0], first);
  // As a start leaves it that is killed before it has deleted the oldest, or between the two files of a copy.
  const free = keptPaths(folder.path).find((name) => !isThere(name))!;
  Deno.writeFileSync(free, main);
  Deno.utimeSync(free, 100, 100);
  equal(start(40).newest, names[1], "the oldest has made room");
  equal(keptPaths(folder.path).filter(isThere).length, 9);
});
