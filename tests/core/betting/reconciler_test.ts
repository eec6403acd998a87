/** Doubtful bets on the virtual desktop: what is settled is what the table's own log says, and nothing is pressed for it. */
import assert from "node:assert/strict";
import { GIVE_UP_MS, Reconciler } from "../../../core/betting/reconciler.ts";
import type { Bet, BetEvent } from "../../../core/protocol/bet.ts";
import type { Resolution } from "../../../core/protocol/bet_story.ts";
import type { Round } from "../../../core/protocol/round.ts";
import { type DeskOptions, deskWith } from "./desk.ts";
import { ledgerWith, pass, roundOf } from "./fixtures.ts";

const TABLE = "balkanbet";

/** A desk whose doubtful bets are looked into; `rounds` are those that were seen. */
function doubtDesk(options: DeskOptions & { rounds?: Round[] } = {}) {
  const stored = new Map<number, Bet>(), events = new Map<number, BetEvent[]>();
  const saveBet = (bet: Bet) => {
    stored.set(bet.id, { ...bet });
    const event = { state: bet.state, reason: bet.reason, atMs: 0 };
    events.set(bet.id, [...events.get(bet.id) ?? [], event]);
    return Promise.resolve();
  };
  const desk = deskWith({ names: [TABLE], saveBet, ...options }), found: Resolution[] = [];
  const reconciler = new Reconciler({
    ...{ clock: desk.clock, source: desk.screen, ledger: desk.ledger },
    tableOf: (name) => desk.arbiter.tableOf(name),
    betsAround: () => Promise.resolve([...stored.values()].filter(({ mode }) => mode !== "paper")),
    eventsOf: (id) => Promise.resolve(events.get(id) ?? []),
    roundsSince: () => Promise.resolve(options.rounds ?? []),
    pause: (name, reason) => desk.arbiter.pause(name, reason, "doubt"),
    onResolution: (resolution) => found.push(resolution),
  });
  const truth = () => desk.desktop.game(TABLE).bets().map(({ outcome }) => outcome);
  return { ...desk, stored, events, found, reconciler, truth, game: desk.desktop.game(TABLE) };
}

type Desk = ReturnType<typeof doubtDesk>;

/** Makes the next bet doubtful: the press is lost, or the table is covered right after it. */
function doubt({ device, screen }: Desk, how: "lost press" | "covered"): void {
  device.before = (step) => {
    if (step !== "press") return;
    if (how === "lost press") return "lost";
    screen.covered = true;
  };
}

async function untilSettled({ clock, ledger, screen, reconciler, device }: Desk, id: number): Promise<void> {
  const { presses } = device;
  screen.covered = false;
  for (let seconds = 0; seconds < 200 && ledger.doubtfulBets().some((bet) => bet.id === id); seconds++) {
    await pass(clock, 1_000);
  }
  await reconciler[Symbol.asyncDispose]();
  assert.equal(device.presses, presses, "nothing is pressed to find out");
}

for (const cashOutHundredths of [101, 150, 300, 5_000]) {
  Deno.test(`a bet at ${cashOutHundredths} whose press was not seen to count is settled as the table settled it`, async () => {
    const desk = doubtDesk();
    doubt(desk, "covered");
    const bet = await desk.request({ cashOutHundredths });
    assert.equal(bet.state, "unknown");
    assert.equal(bet.balanceMinor, 100_000_00);
    await untilSettled(desk, bet.id);
    const settled = desk.stored.get(bet.id)!;
    assert.deepEqual([settled.state], desk.truth());
    assert.equal(settled.payoutMinor, desk.game.bets()[0].payoutMinor);
    assert.match(settled.reason, /proved by the balance/);
  });
}

Deno.test("a press that the table never took is settled as failed, and its stake is no loss any more", async () => {
  const desk = doubtDesk();
  doubt(desk, "lost press");
  const bet = await desk.request();
  assert.equal(desk.limits.profitTodayMinor("virtual"), -25_50);
  await untilSettled(desk, bet.id);
  assert.deepEqual([desk.stored.get(bet.id)?.state, desk.truth()], ["failed", []]);
  assert.equal(desk.limits.profitTodayMinor("virtual"), 0);
});

Deno.test("a press that counts two seconds late is waited for, not taken for one that never did", async () => {
  const desk = doubtDesk();
  doubt(desk, "lost press");
  const bet = await desk.request();
  assert.equal(bet.state, "unknown");
  await pass(desk.clock, 2_000);
  desk.desktop.advance();
  desk.game.press();
  await untilSettled(desk, bet.id);
  assert.deepEqual([desk.stored.get(bet.id)?.state], desk.truth());
});

Deno.test("bets of an earlier run are settled after a restart, on what the screen shows then", async () => {
  for (const cashOutHundredths of [101, 400]) {
    const before = doubtDesk(), bet = await before.request({ cashOutHundredths });
    assert.equal(bet.state, "placed");
    await before.reconciler[Symbol.asyncDispose]();
    // The same desktop, another host.
    const after = ledgerWith({ clock: before.clock });
    const reconciler = new Reconciler({
      ...{ clock: before.clock, source: before.screen, ledger: after.ledger },
      tableOf: (name) => before.arbiter.tableOf(name),
      betsAround: () => Promise.resolve(after.ledger.doubtfulBets()),
      eventsOf: () => Promise.resolve([{ state: "placed", reason: "", atMs: 0 }]),
      roundsSince: () => Promise.resolve([]),
      pause: () => {},
      onResolution: () => {},
    });
    await after.ledger.recover([...before.stored.values()]);
    assert.deepEqual(after.ledger.doubtfulBets().map(({ id }) => id), [bet.id]);
    await untilSettled({ ...before, ledger: after.ledger, reconciler }, bet.id);
    assert.deepEqual([after.saved.at(-1)?.state], before.truth());
  }
});

Deno.test("while a bet is doubtful its table takes no other by clicks, and paper goes on", async () => {
  const desk = doubtDesk();
  doubt(desk, "lost press");
  const bet = await desk.request();
  desk.device.before = () => {};
  assert.match((await desk.request()).reason, /doubtful/);
  assert.equal((await desk.request({ mode: "paper" })).state, "placed");
  await untilSettled(desk, bet.id);
  await pass(desk.clock, 1_000);
  while (desk.game.state().phase !== "waiting") await pass(desk.clock, 200).then(() => desk.desktop.advance());
  assert.equal((await desk.request()).state, "placed");
});

Deno.test("a balance that somebody else has changed proves nothing: the bet stays unknown and bets go on", async () => {
  const desk = doubtDesk();
  doubt(desk, "covered");
  const bet = await desk.request({ stakeMinor: 1_000_00 });
  // The user's own bet, by hand, with another stake.
  desk.screen.covered = false;
  desk.game.press();
  desk.game.panel.setText("amount", "77,00");
  desk.game.press();
  for (let seconds = 0; seconds < GIVE_UP_MS / 1_000 + 20; seconds++) await pass(desk.clock, 1_000);
  assert.deepEqual(desk.ledger.doubtfulBets().map(({ id }) => id), [bet.id]);
  assert.match(desk.found.at(-1)?.reason ?? "", /fits no outcome/);
  assert.equal(desk.found.at(-1)?.state, null);
  while (desk.game.state().phase !== "waiting") await pass(desk.clock, 200).then(() => desk.desktop.advance());
  desk.device.before = () => {};
  assert.equal((await desk.request()).state, "placed");
  await desk.reconciler[Symbol.asyncDispose]();
});

Deno.test("a round that was seen to end otherwise keeps a balance from proving what cannot be", async () => {
  const desk = doubtDesk({ rounds: [roundOf({ id: 9, table: TABLE, multiplier: 100_000 })] });
  doubt(desk, "covered");
  const bet = await desk.request({ roundId: 9, cashOutHundredths: 5_000 });
  await untilSettled(desk, bet.id);
  assert.deepEqual(desk.truth(), ["lost"]);
  assert.deepEqual(
    desk.ledger.doubtfulBets().map(({ id }) => id),
    [bet.id],
    "the balance says lost, the round says won",
  );
});

Deno.test("a doubtful bet on paper is settled by its round, or void where nobody saw it", async () => {
  for (const [rounds, state] of [[[roundOf({ id: 9, table: TABLE, multiplier: 230 })], "won"], [[], "void"]] as const) {
    const desk = doubtDesk({ rounds: [...rounds] });
    const bet = await desk.request({ mode: "paper", roundId: 9 });
    await desk.ledger.giveUp(TABLE, 10);
    await pass(desk.clock, 10);
    assert.equal(desk.stored.get(bet.id)?.state, state);
    await desk.reconciler[Symbol.asyncDispose]();
  }
});

Deno.test("resolve() settles a doubtful bet by the user's word, once", async () => {
  const desk = doubtDesk();
  doubt(desk, "lost press");
  const { id } = await desk.request();
  await desk.reconciler[Symbol.asyncDispose]();
  const word = { state: "void" as const, reason: "settled by hand", balanceMinor: null, atMs: desk.clock.nowMs() };
  assert.equal((await desk.ledger.resolve(id, word)).payoutMinor, 25_50);
  await assert.rejects(() => desk.ledger.resolve(id, word), { code: "refused" });
});
