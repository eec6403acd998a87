/** Rounds in columns, out of a real database. */
import { deepEqual, equal, throws } from "node:assert/strict";
import { flatten } from "../../../core/storage/flat_batch.ts";
import { openForWriting } from "../../../core/storage/open_database.ts";
import { readRoundColumns, tablesWithRounds } from "../../../core/storage/round_columns.ts";
import { RowStore } from "../../../core/storage/row_store.ts";
import { DataFolder, round } from "./fixtures.ts";

Deno.test("readRoundColumns() has a table's rounds by the moment of their end, and all without a filter", () => {
  using folder = new DataFolder();
  const database = openForWriting(folder.path);
  // Stored out of order, as rounds are that a history strip gives later.
  const rounds = [3, 1, 4, 2].map((id) =>
    round(id, { table: id === 4 ? "soccer" : "mozzart", endedAtMs: id * 1000, multiplier: 100 + id })
  );
  new RowStore(database).write(flatten(rounds), { atMs: 1 });
  database.close();
  const mozzart = readRoundColumns(folder.path, { table: "mozzart" });
  deepEqual([...mozzart.multiplier], [101, 102, 103]);
  deepEqual([...mozzart.endedAtMs], [1000, 2000, 3000]);
  equal(mozzart.table, "mozzart");
  deepEqual([...readRoundColumns(folder.path, { fromMs: 2000, toMs: 4000 }).multiplier], [102, 103]);
  deepEqual([...readRoundColumns(folder.path).multiplier], [101, 102, 103, 104]);
  deepEqual(readRoundColumns(folder.path, { table: "nowhere" }).multiplier.length, 0);
  deepEqual(tablesWithRounds(folder.path), ["mozzart", "soccer"]);
});

Deno.test("readRoundColumns() says which database is missing", () => {
  throws(() => readRoundColumns("/nowhere/aviator.sqlite"), /Cannot open database \/nowhere\/aviator\.sqlite/);
});
