/** Tables of one game: what differs is told, with the odd one named where a third table tells it. */
import { deepEqual, equal } from "node:assert/strict";
import type { Round } from "../../../core/protocol/round.ts";
import { type Disagreement, SameGame } from "../../../core/tables/same_game.ts";

const round = (table: string, endedAtMs: number, multiplier: number, source: Round["source"] = "seen"): Round => ({
  ...{ id: endedAtMs, table, startedAtMs: endedAtMs - 1_000, endedAtMs, multiplier, source },
  ...{ players: null, playersMoneyMinor: null },
});

function game() {
  const told: Disagreement[] = [];
  const same = new SameGame([["a", "b", "c"], ["d", "e"]], (disagreement) => told.push(disagreement));
  return { same, told };
}

Deno.test("SameGame counts what agrees and is silent about it", () => {
  const { same, told } = game();
  for (let index = 0; index < 5; index++) {
    for (const table of ["a", "b"]) same.add(round(table, 20_000 * index + (table === "b" ? 900 : 0), 150 + index));
  }
  deepEqual(told, []);
  deepEqual(same.agreements(), [{ tables: ["a", "b"], compared: 5, disagreed: 0 }]);
});

Deno.test("SameGame tells of a final that differs, and names the odd one of three", () => {
  const { same, told } = game();
  same.add(round("a", 10_000, 234));
  same.add(round("c", 10_200, 234));
  same.add(round("b", 10_400, 34_00));
  equal(told.length, 2);
  deepEqual(told.map(({ odd }) => odd), ["b", "b"]);
  deepEqual(same.agreements().map(({ disagreed }) => disagreed), [0, 1, 1]);
});

Deno.test("SameGame names nobody of two, and compares no tables of different games, other moments or history strips", () => {
  const { same, told } = game();
  same.add(round("d", 10_000, 150));
  same.add(round("e", 10_100, 160));
  deepEqual(told.map(({ odd }) => odd), [null]);
  same.add(round("a", 10_000, 999));
  same.add(round("b", 20_000, 998));
  same.add(round("b", 10_000, 997, "history"));
  same.add(round("nobody", 10_000, 5));
  equal(told.length, 1);
});
