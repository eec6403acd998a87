import assert from "node:assert/strict";
import { ACTIONS_WAITING_MAX } from "../../../core/betting/action_queue.ts";
import { USER_PAUSE_MS } from "../../../core/betting/user_pause.ts";
import type { Arbiter } from "../../../core/betting/arbiter.ts";
import { deskWith, TABLES } from "./desk.ts";
import { pass } from "./fixtures.ts";

const ONE = { names: ["balkanbet"] } as const;

for (const table of TABLES) {
  Deno.test(`request() places a bet that the table of ${table} takes to the unit`, async () => {
    const { request, desktop, device } = deskWith({ names: [table] });
    const bet = await request({ table });
    assert.equal(bet.state, "placed", bet.reason);
    const taken = desktop.game(table).bets().map((
      { stakeMinor, cashOutHundredths },
    ) => [stakeMinor, cashOutHundredths]);
    assert.deepEqual(taken, [[25_50, 220]]);
    assert.equal(device.presses, 1);
  });
}

Deno.test("request() switches auto cash-out on when it is off", async () => {
  const { request, desktop } = deskWith(ONE);
  desktop.game("balkanbet").panel.auto = false;
  const bet = await request();
  assert.equal(bet.state, "placed", bet.reason);
  assert.equal(desktop.game("balkanbet").bets()[0].cashOutHundredths, 220);
});

Deno.test("request() saves the intent before the first click", async () => {
  const { request, device, saved } = deskWith(ONE);
  const states: string[] = [];
  device.before = (step) => void (step === "click" && states.push(saved.at(-1)!.state));
  await request();
  assert.deepEqual([...new Set(states)], ["placing"]);
});

Deno.test("request() clicks nothing when the intent cannot be saved", async () => {
  for (const failing of ["requested", "placing"]) {
    const { request, device, troubles } = deskWith({
      ...ONE,
      saveBet: ({ state }) => state === failing ? Promise.reject(new Error("disk full")) : Promise.resolve(),
    });
    const bet = await request();
    assert.equal(bet.state, failing === "requested" ? "refused" : "failed");
    assert.match(bet.reason, /disk full/);
    assert.deepEqual(device.steps, []);
    assert.deepEqual(troubles, []);
  }
});

Deno.test("request() never lets two bets act at once", async () => {
  const { request, device, saved, desktop } = deskWith();
  const bets = await Promise.all(TABLES.map((table, index) => request({ table, stakeMinor: 20_00 + index * 100 })));
  assert.deepEqual(bets.map(({ state }) => state), TABLES.map(() => "placed"));
  const acting = saved.filter(({ state }) => state !== "requested").map(({ table, state }) => `${table} ${state}`);
  assert.deepEqual(acting, TABLES.flatMap((table) => [`${table} placing`, `${table} placed`]));
  assert.equal(device.presses, TABLES.length);
  TABLES.forEach((table, index) => {
    assert.deepEqual(desktop.game(table).bets().map(({ stakeMinor }) => stakeMinor), [20_00 + index * 100]);
  });
});

Deno.test("request() lets 100 bets wait and refuses the next with a reason", async () => {
  const { request, arbiter } = deskWith(ONE);
  const bets = Array.from({ length: ACTIONS_WAITING_MAX + 2 }, () => request());
  assert.equal(arbiter.view().queued, ACTIONS_WAITING_MAX);
  const last = await bets.at(-1);
  assert.equal(last?.state, "refused");
  assert.match(last?.reason ?? "", /100 already wait/);
  const states = (await Promise.all(bets)).map(({ state }) => state);
  // The first one stands; the table takes no second bet a round.
  assert.deepEqual(states, ["placed", ...Array(ACTIONS_WAITING_MAX).fill("failed"), "refused"]);
});

Deno.test("request() refuses forged numbers, late and unknown ones without a click", async () => {
  const { request, device, clock, saved, limits } = deskWith(ONE);
  const reasons = [
    [await request({ stakeMinor: NaN }), /stake NaN/],
    [await request({ stakeMinor: "1e3" as unknown as number }), /stake "1e3"/],
    [await request({ cashOutHundredths: 100 }), /cash-out 100/],
    [await request({ deadlineMs: clock.nowMs() }), /too late by 0 ms/],
    [await request({ table: "nowhere" }), /no table nowhere/],
    [await request({ stakeMinor: 1 }), /outside the table's/],
    [await request({ strategy: "other" }), /no lease/],
    [await request({ mode: "live" }), /live bets cannot be placed on this screen/],
  ] as const;
  for (const [bet, reason] of reasons) {
    assert.equal(bet.state, "refused");
    assert.match(bet.reason, reason);
  }
  limits.halt("by hand");
  assert.match((await request()).reason, /halted: by hand/);
  assert.deepEqual(device.steps, []);
  assert.equal(saved.filter(({ state }) => state === "refused").length, reasons.length + 1);
});

Deno.test("request() fails without a click when the table does not wait for bets", async () => {
  const { request, device, clock } = deskWith(ONE);
  await pass(clock, 4_800);
  const late = await request();
  assert.equal(late.state, "refused");
  assert.match(late.reason, /cannot finish in time: \d+ ms are left, and a bet takes 500 ms here/);
  await pass(clock, 300);
  assert.match((await request()).reason, /the phase is flying/);
  assert.deepEqual(device.steps, []);
});

Deno.test("request() places a paper bet without touching mouse or keyboard", async () => {
  const { request, device, clock, desktop } = deskWith(ONE);
  assert.equal((await request({ mode: "paper" })).state, "placed");
  await pass(clock, 5_100);
  assert.match((await request({ mode: "paper" })).reason, /the phase is flying/);
  assert.deepEqual(device.steps, []);
  assert.deepEqual(desktop.game("balkanbet").bets(), []);
});

/** Both steps, with the loss accepted. */
function armFor(arbiter: Arbiter, minutes: number): void {
  const { code } = arbiter.offerArming(minutes, { players: [], lossPerHourMinor: 0, hasEdge: false });
  arbiter.arm({ code, acceptsLossPerHourMinor: 0 });
}

Deno.test("live bets need the configuration and arming, which expires and can be taken back", async () => {
  const { arbiter, request, clock, device } = deskWith({
    ...{ names: ["balkanbet", "soccer"], deviceName: "desktop", arbiter: { liveAllowed: true } },
  });
  const live = (table = "balkanbet") => request({ mode: "live", table });
  assert.equal((await live()).reason, "live bets are not armed");
  assert.match((await request({ mode: "virtual" })).reason, /virtual bets cannot be placed on this screen/);
  armFor(arbiter, 0.01);
  assert.equal(arbiter.view().armedUntilMs, clock.nowMs() + 600);
  await pass(clock, 600);
  assert.equal(arbiter.view().armedUntilMs, null);
  assert.equal((await live()).reason, "live bets are not armed");
  armFor(arbiter, 1);
  arbiter.disarm();
  assert.equal((await live()).reason, "live bets are not armed");
  assert.deepEqual(device.steps, []);
  armFor(arbiter, 1);
  assert.equal((await live()).state, "placed");
  device.before = (step) => step === "type" ? arbiter.disarm() : undefined;
  const disarmed = await live("soccer");
  assert.equal(disarmed.state, "failed");
  assert.match(disarmed.reason, /disarmed/);
  assert.equal(device.presses, 1);
});

Deno.test("disarm() undoes a live bet whose intent is just being saved, before its first click", async () => {
  const { arbiter, request, device } = deskWith({
    ...{ ...ONE, deviceName: "desktop", arbiter: { liveAllowed: true } },
    saveBet: ({ state }) => Promise.resolve(state === "placing" ? arbiter.disarm() : undefined),
  });
  armFor(arbiter, 1);
  const bet = await request({ mode: "live" });
  assert.equal(bet.state, "failed");
  assert.match(bet.reason, /disarmed/);
  assert.deepEqual(device.steps, []);
});

Deno.test("arm() throws when the configuration does not allow live bets, or the time is none", () => {
  assert.throws(() => armFor(deskWith({ deviceName: "desktop" }).arbiter, 5), { code: "refused" });
  const { arbiter } = deskWith({ deviceName: "desktop", arbiter: { liveAllowed: true } });
  for (const minutes of [0, -1, NaN, 721]) assert.throws(() => armFor(arbiter, minutes), RangeError);
});

Deno.test("halt() refuses the bet whose turn it is, even when betting is resumed before its first look", async () => {
  const { request, arbiter, saved, device } = deskWith(ONE);
  const asked = request();
  arbiter.halt("halted by hand");
  arbiter.resume();
  const { state, cause, reason } = await asked;
  assert.deepEqual({ state, cause, reason }, { state: "refused", cause: "limit", reason: "halted by hand" });
  assert.deepEqual(saved.map((bet) => bet.state), ["requested", "refused"], "no intent");
  assert.equal(device.steps.length, 0);
});

Deno.test("stop() undoes the current bet, refuses the waiting ones and every later one", async () => {
  const { arbiter, request, device, desktop } = deskWith();
  const bets = TABLES.map((table) => request({ table }));
  let stopped: Promise<void> | undefined;
  device.before = (step) => void (step === "type" && (stopped ??= arbiter.stop()));
  const states = (await Promise.all(bets)).map(({ state }) => state);
  await stopped;
  assert.deepEqual(states, ["failed", ...TABLES.slice(1).map(() => "refused")]);
  assert.equal((await request()).reason, "betting has stopped");
  assert.equal(await arbiter.keepAlive("soccer"), false);
  assert.equal(arbiter.view().state, "halted");
  assert.equal(device.presses, 0);
  for (const table of TABLES) assert.deepEqual(desktop.game(table).bets(), []);
});

Deno.test("a mouse moved by hand fails the bet, and the arbiter keeps its hands off for 5 s", async () => {
  const { request, device, clock, arbiter } = deskWith();
  await request({ table: "balkanbet" });
  const steps = device.steps.length;
  await device.moveByHand({ x: 500, y: 500 });
  const failed = await request({ table: "mozzart" });
  assert.equal(failed.state, "failed");
  assert.match(failed.reason, /the mouse was moved by hand/);
  assert.equal(arbiter.view().reason, "paused for 5 s: the mouse was moved by hand");
  const movedAtMs = clock.nowMs();
  const late = request({ table: "soccer" });
  const after = request({ table: "soccer", deadlineMs: movedAtMs + 60_000 });
  assert.match((await late).reason, /too late by/);
  assert.equal(clock.nowMs(), movedAtMs + USER_PAUSE_MS);
  assert.match((await after).reason, /the phase is flying/);
  assert.equal(device.steps.length, steps);
});

Deno.test("a mouse moved by hand in the middle of a bet leaves the button unpressed", async () => {
  const { request, device } = deskWith(ONE);
  device.before = (step, index) => step === "type" && index > 4 ? device.moveByHand({ x: 500, y: 500 }) : undefined;
  const bet = await request();
  assert.equal(bet.state, "failed");
  assert.match(bet.reason, /moved by hand.*not undone/);
  assert.equal(device.presses, 0);
});

Deno.test("a mouse in the top left corner halts betting", async () => {
  const { request, device, arbiter } = deskWith();
  await device.moveByHand({ x: 2, y: 1 });
  assert.match((await request()).reason, /top left corner/);
  assert.deepEqual(device.steps, []);
  assert.deepEqual(arbiter.view().reason, "the mouse was pulled into the top left corner");
  assert.match((await request({ table: "soccer" })).reason, /betting is halted/);
});

Deno.test("keepAlive() clicks where nothing happens, after the waiting bets and not while halted", async () => {
  const { arbiter, request, desktop, device } = deskWith();
  const order: string[] = [];
  const bet = request(), click = arbiter.keepAlive("soccer"), second = request({ table: "mozzart" });
  await Promise.all([
    bet.then(() => order.push("bet")),
    click.then((clicked) => order.push(`click ${clicked}`)),
    second.then(() => order.push("bet")),
  ]);
  assert.deepEqual(order, ["bet", "bet", "click true"]);
  assert.deepEqual(desktop.game("soccer").bets(), []);
  assert.equal(desktop.game("soccer").panel.focus, null);
  arbiter.halt("by hand");
  const steps = device.steps.length;
  assert.equal(await arbiter.keepAlive("soccer"), false);
  assert.equal(device.steps.length, steps);
});

Deno.test("view() shows one state, its reason, and what is open", async () => {
  const { arbiter, request } = deskWith(ONE);
  await request();
  assert.deepEqual(arbiter.view(), {
    ...{ state: "active", reason: "", armedUntilMs: null, queued: 0, profitTodayMinor: 0, openBets: 1 },
  });
  arbiter.halt("by hand");
  assert.deepEqual([arbiter.view().state, arbiter.view().reason], ["halted", "by hand"]);
  arbiter.resume();
  assert.equal(arbiter.view().state, "active");
});
