/** The game: phases by the clock, the account to the unit, and the same outcome however time comes. */
import assert from "node:assert/strict";
import { flightMsUntil, multiplierAt } from "../../../core/simulator/flight.ts";
import { Game, HISTORY_SHOWN } from "../../../core/simulator/game.ts";
import { Random } from "../../../core/simulator/random.ts";

const START_MS = 1_000_000;
const FLIGHT_MS = START_MS + 5000;
const BALANCE = 100_000_00;

/** A table whose rounds crash at the given points, then for ever at the last. */
function table(...crashes: number[]): Game {
  return new Game({ ...OPTIONS, stream: { next: () => crashes.length > 1 ? crashes.shift()! : crashes[0] } });
}

const OPTIONS = {
  name: "test",
  seed: 5,
  startMs: START_MS,
  locale: "en-US",
  stakeMinMinor: 10_00,
  stakeMaxMinor: 11_000_00,
} as const;

function fill(game: Game, { stake, cashOut }: { stake: string; cashOut: string | null }): void {
  game.panel.setText("amount", stake);
  game.panel.auto = cashOut !== null;
  game.panel.setText("autoCashOut", cashOut ?? "");
}

function bet(game: Game, { stake, cashOut, atMs }: { stake: string; cashOut: string | null; atMs: number }): void {
  fill(game, { stake, cashOut });
  game.advance(atMs);
  game.press();
}

Deno.test("advance() goes through waiting, flying and crashed at the law's own times", () => {
  const game = table(200);
  const endMs = FLIGHT_MS + flightMsUntil(200);
  const at = (ms: number) => {
    game.advance(ms);
    const { phase, multiplier, progress, round } = game.state();
    return { phase, multiplier, progress, round };
  };
  assert.deepEqual(at(START_MS + 2500), { phase: "waiting", multiplier: 100, progress: 0.5, round: 1 });
  assert.deepEqual(at(FLIGHT_MS), { phase: "flying", multiplier: 100, progress: null, round: 1 });
  assert.deepEqual(at(endMs - 1), { phase: "flying", multiplier: 199, progress: null, round: 1 });
  assert.deepEqual(at(endMs), { phase: "crashed", multiplier: 200, progress: null, round: 1 });
  assert.deepEqual(at(endMs + 2999), { phase: "crashed", multiplier: 200, progress: null, round: 1 });
  assert.deepEqual(at(endMs + 3000), { phase: "waiting", multiplier: 100, progress: 0, round: 2 });
});

Deno.test("advance() gives a flight of no length when the crash point is 1.00", () => {
  const game = table(100);
  game.advance(FLIGHT_MS);
  const [round] = game.rounds();
  assert.deepEqual([round.startedAtMs, round.endedAtMs, round.multiplier], [FLIGHT_MS, FLIGHT_MS, 100]);
  assert.equal(game.state().phase, "crashed");
});

Deno.test("press() takes the stake at once in the waiting phase, and gives it back when pressed again", () => {
  const game = table(200);
  bet(game, { stake: "50", cashOut: "1.50", atMs: START_MS + 100 });
  assert.equal(game.balanceMinor, BALANCE - 50_00);
  assert.equal(game.state().panel.button, "cancel");
  game.press();
  assert.equal(game.balanceMinor, BALANCE);
  assert.equal(game.state().panel.button, "bet");
  assert.equal(game.bets()[0].outcome, "cancelled");
});

Deno.test("advance() pays an auto cash-out when the flight reaches it, rounded down, even on the crash point", () => {
  for (const cashOut of [155, 200]) {
    const game = table(200);
    bet(game, { stake: "33.33", cashOut: String(cashOut / 100), atMs: START_MS });
    game.advance(FLIGHT_MS + flightMsUntil(cashOut) - 1);
    assert.equal(game.bets()[0].outcome, "open");
    game.advance(FLIGHT_MS + flightMsUntil(cashOut));
    const payoutMinor = Math.floor((33_33 * cashOut) / 100);
    assert.deepEqual({ ...game.bets()[0] }, {
      round: 1,
      stakeMinor: 33_33,
      cashOutHundredths: cashOut,
      outcome: "won",
      payoutMinor,
      atMs: START_MS,
    });
    assert.equal(game.balanceMinor, BALANCE - 33_33 + payoutMinor);
  }
});

Deno.test("advance() loses a bet when the flight ends one hundredth below its cash-out", () => {
  const game = table(199);
  bet(game, { stake: "50", cashOut: "2.00", atMs: START_MS });
  game.advance(FLIGHT_MS + 60_000);
  assert.equal(game.bets()[0].outcome, "lost");
  assert.equal(game.balanceMinor, BALANCE - 50_00);
});

Deno.test("press() cashes out at the multiplier on screen when the bet flies", () => {
  const game = table(1000);
  bet(game, { stake: "100", cashOut: null, atMs: START_MS });
  game.advance(FLIGHT_MS + 10_000);
  assert.equal(game.state().panel.button, "cashOut");
  assert.equal(game.state().panel.buttonMinor, multiplierAt(10_000) * 100);
  game.press();
  assert.equal(game.balanceMinor, BALANCE - 100_00 + multiplierAt(10_000) * 100);
});

Deno.test("press() queues the bet for the next round when pressed in the flight, and takes it back when pressed again", () => {
  const game = table(200, 300);
  bet(game, { stake: "20", cashOut: "2.50", atMs: FLIGHT_MS + 1000 });
  assert.deepEqual([game.state().panel.button, game.state().panel.queued], ["cancel", true]);
  assert.deepEqual([game.balanceMinor, game.bets().length], [BALANCE, 0]);
  const waitingMs = FLIGHT_MS + flightMsUntil(200) + 3000;
  game.advance(waitingMs + 10);
  assert.deepEqual([game.bets()[0].round, game.bets()[0].atMs], [2, waitingMs]);
  assert.equal(game.balanceMinor, BALANCE - 20_00);
  const other = table(200);
  bet(other, { stake: "20", cashOut: "2.50", atMs: FLIGHT_MS + 1000 });
  other.press();
  other.advance(waitingMs + 10);
  assert.equal(other.bets().length, 0);
});

Deno.test("press() accepts the limits themselves and nothing past them", () => {
  const accepted = (stake: string, cashOut: string | null = "2.00") => {
    const game = table(200);
    bet(game, { stake, cashOut, atMs: START_MS });
    return game.bets().length === 1;
  };
  assert.deepEqual(["10", "11000", "11000.00", "10,00"].map((stake) => accepted(stake)), [true, true, true, true]);
  assert.deepEqual(["9.99", "11000.01", "", "x", "1.000"].map((stake) => accepted(stake)), Array(5).fill(false));
  assert.deepEqual(["1.01", "1.00", "", "2..0"].map((cashOut) => accepted("10", cashOut)), [true, false, false, false]);
});

Deno.test("press() refuses a stake above the balance", () => {
  const game = new Game({ ...OPTIONS, balanceMinor: 49_99 });
  bet(game, { stake: "50", cashOut: "2.00", atMs: START_MS });
  assert.equal(game.bets().length, 0);
});

Deno.test("state() shows the last rounds, newest first, and a full strip from the start", () => {
  const game = table(111, 222, 333);
  assert.equal(game.state().history.length, HISTORY_SHOWN);
  game.advance(START_MS + 120_000);
  const crashes = game.rounds().map(({ multiplier }) => multiplier).reverse().slice(0, HISTORY_SHOWN);
  assert.deepEqual(game.state().history.slice(0, crashes.length), crashes);
  assert.equal(game.rounds()[0].multiplier, 111);
});

/** Plays for hours with random presses, told the time in steps of `stepMs`. */
function playHours(seed: number, stepMs: number): Game {
  const game = new Game({ ...OPTIONS, seed }), random = new Random(`${seed}/hands`);
  const pressEveryMs = 8000, endMs = START_MS + 20 * 3_600_000;
  let nextPressMs = START_MS + pressEveryMs;
  for (let nowMs = START_MS; nowMs <= endMs; nowMs += stepMs) {
    for (; nextPressMs <= nowMs; nextPressMs += pressEveryMs) {
      fill(game, { stake: String(random.between(10, 500)), cashOut: String(random.between(101, 900) / 100) });
      game.advance(nextPressMs);
      game.press();
    }
    game.advance(nowMs);
  }
  return game;
}

const SEED = crypto.getRandomValues(new Uint32Array(1))[0];

Deno.test(`Game keeps its account to the unit over thousands of rounds (seed ${SEED})`, () => {
  const game = playHours(SEED, 1000);
  const crashes = new Map(game.rounds().map((round) => [round.number, round.multiplier]));
  let balance = BALANCE;
  for (const { round, stakeMinor, cashOutHundredths, outcome, payoutMinor } of game.bets()) {
    const crash = crashes.get(round);
    balance += payoutMinor - stakeMinor;
    if (crash === undefined || outcome === "open") continue;
    if (outcome === "lost") assert.ok(crash < cashOutHundredths! && payoutMinor === 0);
    else if (outcome === "cancelled") assert.equal(payoutMinor, stakeMinor);
    else assert.ok(payoutMinor <= Math.floor((stakeMinor * Math.min(crash, cashOutHundredths!)) / 100));
  }
  assert.equal(game.balanceMinor, balance);
  assert.ok(game.rounds().length > 2000 && game.bets().length > 1000, `${game.rounds().length} rounds`);
});

Deno.test(`Game ends the same when time comes in other steps (seed ${SEED})`, () => {
  const fine = playHours(SEED, 250), coarse = playHours(SEED, 60_000);
  assert.deepEqual(coarse.bets(), fine.bets());
  const rounds = Math.min(fine.rounds().length, coarse.rounds().length);
  assert.deepEqual(coarse.rounds().slice(0, rounds), fine.rounds().slice(0, rounds));
});
