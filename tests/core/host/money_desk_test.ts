/** What is said of a strategy's own bets before they are armed: the tries of this data folder count. */
import { deepEqual, equal } from "node:assert/strict";
import { MoneyDesk, type MoneyDeskOptions } from "../../../core/host/money_desk.ts";
import { noteTrial } from "../../../core/research/trial_book.ts";

/** 60 wins too many among 1,000 bets at 2.00x: an edge for a first try, luck for the thousandth. */
const BETS = Array.from({ length: 1_000 }, (_, at) => {
  const isWon = at % 100 < 60, stake = { stakeMinor: 100, cashOutHundredths: 200 };
  return { id: at + 1, strategy: "lucky", state: isWon ? "won" : "lost", ...stake, payoutMinor: isWon ? 200 : 0 };
});

function deskIn(dataDir: string): MoneyDesk {
  const bets = ({ limit = 0, beforeId = Infinity }) =>
    Promise.resolve(BETS.filter(({ id }) => id < beforeId).reverse().slice(0, limit));
  // A strategy that waits for approval has no cell to ask: what its bets have shown is all that is said.
  const slot = { plugin: { manifest: { kind: "strategy" } }, approval: { approved: false, reason: "waits" }, cell: {} };
  const range = { stakeMinMinor: 1, stakeMaxMinor: 1_000 };
  const options = {
    desk: { rangeOf: () => range, players: [] },
    ...{ plugins: { slotOf: () => slot }, reader: { bets }, dataDir },
  };
  return new MoneyDesk(options as unknown as MoneyDeskOptions);
}

Deno.test("preview() wants more of a strategy's bets when a search was made in the same data folder, before or after", async () => {
  const dataDir = await Deno.makeTempDir();
  try {
    const desk = deskIn(dataDir), ask = () => desk.preview("lucky", { table: "mozzart" });
    const first = await ask();
    deepEqual([first.verdict, first.triedBefore, first.reason], ["edge", 0, "waits"]);
    await noteTrial(dataDir, { key: "search/0", title: "1000 settings of lucky", count: 100_000_000, nowMs: 1 });
    const late = await ask();
    deepEqual([late.verdict, late.triedBefore], ["undecided", 100_000_000]);
    equal((await ask()).triedBefore, 100_000_000, "asking is no further try");
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});
