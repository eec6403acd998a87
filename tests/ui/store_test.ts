/** What messages do to what the page knows. */
import assert from "node:assert/strict";
import type { Round } from "../../core/protocol/round.ts";
import { apply, bets, epoch, health, merged, rounds, ROWS_MAX, tables } from "../../ui/store.ts";
import { GeneratedHost } from "../core/server/generated_host.ts";

const round = (id: number, multiplier = 100): Round => ({
  id,
  table: "mozzart",
  startedAtMs: id,
  endedAtMs: id + 1,
  multiplier,
  players: null,
  playersMoneyMinor: null,
});

Deno.test("apply() takes each kind of message in when it comes", async () => {
  const host = new GeneratedHost();
  const before = epoch.value;
  apply({ type: "state", seq: 0, stream: "one", state: host.state(), missed: null });
  assert.equal(epoch.value, before + 1);
  assert.deepEqual(tables.value, host.state().tables);
  assert.deepEqual(health.value, host.state().health);
  apply({ type: "round", seq: 1, round: round(77) });
  assert.equal(rounds.value[0].id, 77);
  const [bet] = await host.bets({ limit: 1 });
  apply({ type: "bet", seq: 2, bet: { ...bet, state: "placed" } });
  apply({ type: "bet", seq: 3, bet: { ...bet, state: "won" } });
  assert.deepEqual(bets.value.map((one) => [one.id, one.state]), [[bet.id, "won"]]);
});

Deno.test("apply() takes in what was missed instead of loading lists anew when the host knows it", async () => {
  const host = new GeneratedHost();
  const [bet] = await host.bets({ limit: 1 });
  const before = epoch.value;
  const missed = [{ type: "round", round: round(901) }, { type: "bet", bet: { ...bet, id: 902 } }] as const;
  apply({ type: "state", seq: 9, stream: "one", state: host.state(), missed: [...missed] });
  assert.equal(epoch.value, before);
  assert.deepEqual([rounds.value[0].id, bets.value[0].id], [901, 902]);
});

Deno.test("merged() keeps one row an id, newest first, when both sides have it", () => {
  const rows = merged([round(1), round(3, 150)], [round(3, 200), round(2)]);
  assert.deepEqual(rows.map((row) => [row.id, row.multiplier]), [[3, 200], [2, 100], [1, 100]]);
});

Deno.test("merged() lets the oldest go when there are too many", () => {
  const rows = merged(Array.from({ length: ROWS_MAX }, (_, index) => round(index + 1)), [round(ROWS_MAX + 1)]);
  assert.equal(rows.length, ROWS_MAX);
  assert.equal(rows.at(-1)?.id, 2);
});
