/** When sent rows go: by age once a day, by room at once. */
import { deepEqual, equal } from "node:assert/strict";
import { OutboxKeeper } from "../../../core/forwarding/outbox_keeper.ts";

const DAY_MS = 86_400_000;

function scene(held: number) {
  const asked: { sentBeforeMs: number; rowsMax?: number }[] = [];
  const time = { epochMs: 100 * DAY_MS, nowMs: 0 };
  const state = { held };
  const keeper = new OutboxKeeper({
    outbox: { cleanup: (what) => asked.push(what), heldRows: () => state.held },
    capacityRows: 1_000,
    keepSentMs: 7 * DAY_MS,
    epochMs: () => time.epochMs,
    nowMs: () => time.nowMs,
  });
  return { keeper, asked, time, state };
}

Deno.test("OutboxKeeper deletes rows sent more than seven days ago, at the start and daily", () => {
  const { keeper, asked, time } = scene(10);
  keeper.look();
  keeper.look();
  deepEqual(asked, [{ sentBeforeMs: 93 * DAY_MS }]);
  time.nowMs = DAY_MS - 1;
  keeper.look();
  equal(asked.length, 1);
  time.nowMs = DAY_MS;
  time.epochMs += DAY_MS;
  keeper.look();
  deepEqual(asked[1], { sentBeforeMs: 94 * DAY_MS });
});

Deno.test("OutboxKeeper makes room at nine tenths of the capacity, down to eight tenths", () => {
  const { keeper, asked, state } = scene(899);
  keeper.look();
  equal(asked.length, 1);
  state.held = 900;
  keeper.look();
  deepEqual(asked[1], { sentBeforeMs: Number.MAX_SAFE_INTEGER, rowsMax: 100 });
});
