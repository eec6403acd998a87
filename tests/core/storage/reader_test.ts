/** What the reader answers, over its real thread. */
import { deepEqual, equal, rejects } from "node:assert/strict";
import type { Bet } from "../../../core/protocol/bet.ts";
import type { Round } from "../../../core/protocol/round.ts";
import { BetStore } from "../../../core/storage/bet_store.ts";
import { flatten } from "../../../core/storage/flat_batch.ts";
import { openForWriting } from "../../../core/storage/open_database.ts";
import { QUERIES_WAITING_MAX, Reader } from "../../../core/storage/reader.ts";
import { RowStore } from "../../../core/storage/row_store.ts";
import { bet, DataFolder, round } from "./fixtures.ts";

const SETTLED = { placedAtMs: 5, roundId: 3 };
const BETS = [
  bet(1, { state: "won", settledAtMs: 100, payoutMinor: 2200, ...SETTLED }),
  bet(2, { state: "lost", settledAtMs: 200, payoutMinor: 0, table: "soccer", ...SETTLED }),
  bet(3, { state: "placing" }),
  bet(4, { state: "lost", settledAtMs: 300, payoutMinor: 0, mode: "paper", ...SETTLED }),
  bet(5, { state: "unknown", reason: "no answer" }),
  bet(6, { state: "refused", reason: "limit" }),
  bet(7, { state: "requested" }),
  bet(8, { state: "placed", ...SETTLED }),
];

function fill(folder: DataFolder, bets: Bet[], multipliers: number[]): Round[] {
  const database = openForWriting(folder.path);
  const rows = multipliers.map((multiplier, at) => round(at + 1, { multiplier }));
  new RowStore(database).write(flatten(rows), { atMs: 1 });
  const store = new BetStore(database);
  for (const one of bets) store.save(one, { atMs: 1 });
  database.close();
  return rows.map(({ row }) => {
    const { kind: _kind, ...found } = row as Extract<typeof row, { kind: "round" }>;
    return found;
  });
}

Deno.test("rounds() pages through a table's rounds, newest first", async () => {
  using folder = new DataFolder();
  const rounds = fill(folder, [], Array.from({ length: 40 }, (_, at) => 100 + at));
  await using reader = await Reader.open(folder.path);
  const newestFirst = rounds.toReversed();
  deepEqual(await reader.rounds({ limit: 3 }), newestFirst.slice(0, 3));
  deepEqual(await reader.rounds({ limit: 100 }), newestFirst);
  const soccer = newestFirst.filter((one) => one.table === "soccer");
  const first = await reader.rounds({ table: "soccer", limit: 2 });
  const second = await reader.rounds({ table: "soccer", limit: 100, beforeId: first[1].id });
  deepEqual([...first, ...second], soccer);
  deepEqual(await reader.lastRounds("soccer", 3), soccer.slice(0, 3).reverse());
  deepEqual(await reader.rounds({ table: "nowhere", limit: 5 }), []);
});

Deno.test("bets() and openBets() give every column back", async () => {
  using folder = new DataFolder();
  fill(folder, BETS, []);
  await using reader = await Reader.open(folder.path);
  deepEqual(await reader.bets({ limit: 100 }), BETS.toReversed());
  deepEqual((await reader.bets({ table: "soccer", limit: 100 })).map((one) => one.id), [2]);
  deepEqual((await reader.bets({ limit: 2, beforeId: 4 })).map((one) => one.id), [3, 2]);
  deepEqual((await reader.openBets()).map((one) => one.id), [3, 5, 7, 8]);
});

Deno.test("profitSince() counts settled bets from that moment on, of a table or a mode", async () => {
  using folder = new DataFolder();
  fill(folder, BETS, []);
  await using reader = await Reader.open(folder.path);
  equal(await reader.profitSince(0), 1200 - 1000 - 1000);
  equal(await reader.profitSince(200), -2000);
  equal(await reader.profitSince(201), -1000);
  equal(await reader.profitSince(0, { table: "mozzart" }), 200);
  equal(await reader.profitSince(0, { mode: "virtual" }), 200);
  equal(await reader.profitSince(301), 0);
});

Deno.test("rounds() refuses a limit that it cannot keep", async () => {
  using folder = new DataFolder();
  fill(folder, [], [100]);
  await using reader = await Reader.open(folder.path);
  for (const limit of [-1, 0.5, 10_001, NaN]) await rejects(reader.rounds({ limit }), { code: "storage" });
  equal((await reader.rounds({ limit: 10_000 })).length, 1);
});

Deno.test("rounds() takes 100 waiting questions and refuses the next", async () => {
  using folder = new DataFolder();
  fill(folder, [], [100]);
  await using reader = await Reader.open(folder.path);
  const all = Array.from({ length: QUERIES_WAITING_MAX }, () => reader.rounds({ limit: 1 }));
  await rejects(reader.rounds({ limit: 1 }), { code: "queue_full" });
  await Promise.all(all);
  equal((await reader.rounds({ limit: 1 })).length, 1);
});

Deno.test("open() refuses when there is no database; a closed reader answers with a failure", async () => {
  using folder = new DataFolder();
  await rejects(Reader.open(folder.path), { code: "storage", message: /aviator\.sqlite/ });
  fill(folder, [], [100]);
  const reader = await Reader.open(folder.path);
  await reader[Symbol.asyncDispose]();
  await rejects(reader.rounds({ limit: 1 }), { code: "storage", message: /closed/ });
});
