/** Bets and session clicks of one table never act at the same time, whatever the timing. More seeds: AVIATOR_EXCLUSION_SEEDS=1000. */
import assert from "node:assert/strict";
import { SessionKeeper } from "../../../core/betting/session_keeper.ts";
import { deskWith } from "./desk.ts";
import { pass, randomOf } from "./fixtures.ts";

const SEEDS = Number(Deno.env.get("AVIATOR_EXCLUSION_SEEDS") ?? 40);
const FIRST_SEED = Number(Deno.env.get("AVIATOR_SEED") ?? 1 + Math.floor(Math.random() * 1e6));

/** A step of the hand takes less than this. */
const STEP_MS_MAX = 40;
/** Deep enough to tell who has the hand. */
Error.stackTraceLimit = 50;

/** One table whose device notes who acts at each step: a bet that is being placed, or a session click. */
function watchedDesk(random: () => number) {
  const desk = deskWith({ names: ["balkanbet"] });
  const placing = new Set<number>(), seen = { clicks: 0, bets: 0, both: 0 };
  desk.ledger.onBet(({ id, state }) => {
    if (state === "placing") placing.add(id);
    else if (placing.delete(id) && state === "placed") seen.bets += 1;
  });
  desk.device.before = async (step) => {
    const { stack = "" } = new Error();
    // Mouse and keyboard take their time.
    await desk.clock.sleep(Math.floor(random() * STEP_MS_MAX));
    // A bet clicks beside its fields too; only the stack says whose click it is.
    if (step !== "click" || !stack.includes("clickHarmless")) return;
    seen.clicks += 1;
    if (placing.size > 0) seen.both += 1;
  };
  return { ...desk, seen, placing };
}

Deno.test(`a table's bets and session clicks never act at once, at random timings (${SEEDS} seeds from ${FIRST_SEED})`, async () => {
  let clicks = 0, bets = 0;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
    const random = randomOf(seed);
    const { arbiter, request, clock, seen, placing } = watchedDesk(random);
    const after = (ms: number, act: () => Promise<unknown>) => pass(clock, ms).then(act);
    const moment = () => Math.floor(random() * 600);
    await Promise.all([
      after(moment(), () => request()),
      after(moment(), () => arbiter.keepAlive("balkanbet")),
      after(moment(), () => arbiter.keepAlive("balkanbet")),
      after(moment(), () => request()),
    ]);
    assert.equal(seen.both, 0, `seed ${seed}: a session click while a bet was being placed`);
    assert.ok(placing.size <= 1, `seed ${seed}`);
    clicks += seen.clicks;
    bets += seen.bets;
    await arbiter.stop();
  }
  assert.deepEqual([clicks, bets >= SEEDS], [2 * SEEDS, true], "both were at it");
});

Deno.test("a session click that falls into a bet comes after it, and is not left out", async () => {
  const { arbiter, request, clock, seen } = watchedDesk(randomOf(1)), states: string[] = [], troubles: string[] = [];
  const keeper = new SessionKeeper({
    ...{ clock, random: randomOf(1), tables: ["balkanbet"] },
    keepAlive: async (table) => {
      const bet = request();
      const clicked = await arbiter.keepAlive(table);
      states.push((await bet).state);
      return clicked;
    },
    onTrouble: (message) => troubles.push(message),
  });
  await pass(clock, 700_000);
  await keeper[Symbol.asyncDispose]();
  assert.deepEqual([seen.clicks, seen.both, troubles], [states.length, 0, []]);
  assert.ok(seen.clicks >= 2);
});
