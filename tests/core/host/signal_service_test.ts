/** Signals made of odds in a real database: each once, none of before the start, trouble told and over. */
import assert from "node:assert/strict";
import { SignalService } from "../../../core/host/signal_service.ts";
import type { OddsRow, SignalRow } from "../../../core/protocol/rows.ts";
import { openForWriting } from "../../../core/storage/open_database.ts";
import { Reader } from "../../../core/storage/reader.ts";
import { flatten } from "../../../core/storage/flat_batch.ts";
import { RowStore } from "../../../core/storage/row_store.ts";
import { DataFolder } from "../storage/fixtures.ts";

const RULES = { valueMin: 0.03, othersMin: 2, maxAgeMs: 300_000, devig: "shin" as const };

function odds(table: string, red: number): OddsRow {
  const outcomes = [{ name: "Red", oddsThousandths: red }, { name: "Blue", oddsThousandths: 1_900 }];
  return { kind: "odds", table, event: "Red - Blue", market: "h2h", takenAtMs: 1_000, outcomes };
}

Deno.test("SignalService.look() stores what is of value in new odds once, and nothing of odds from before the start", async () => {
  using folder = new DataFolder();
  using database = openForWriting(folder.path);
  const rows = new RowStore(database);
  let seq = 0;
  const write = (...all: OddsRow[]) =>
    rows.write(flatten(all.map((row) => ({ plugin: "odds", seq: seq += 1, row }))), { atMs: 0 });
  write(odds("first", 1_900), odds("second", 1_900), odds("old", 2_400));
  await using reader = await Reader.open(folder.path);
  const stored: SignalRow[] = [], logs: string[] = [];
  let id = 0, broken = false;
  await using service = new SignalService({
    ...{ rules: RULES, model: () => null, nextNumber: () => id += 1, store: (row) => stored.push(row) },
    odds: (query) => broken ? Promise.reject(new Error("locked")) : reader.odds(query),
    log: (level, source, message) => logs.push(`${level} ${source}: ${message}`),
  });
  await service.start();
  await service.look();
  assert.deepEqual(stored, []);
  write(odds("third", 2_300));
  broken = true;
  await service.look();
  assert.deepEqual([stored, service.warnings()], [[], ["odds cannot be looked at: locked"]]);
  broken = false;
  await Promise.all([service.look(), service.look()]);
  assert.deepEqual(stored.map(({ id, table, selection }) => [id, table, selection]), [[1, "third", "Red"]]);
  assert.deepEqual(service.warnings(), []);
  assert.match(logs.join(), /info signals: Red - Blue: Red at 2\.30 of third is worth \d+\.\d % by consensus/);
});
