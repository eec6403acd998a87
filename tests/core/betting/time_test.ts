/** Money's limits in time that jumps, stands still and changes to summer: nothing twice, nothing never, nothing negative. */
import assert from "node:assert/strict";
import { Arming } from "../../../core/betting/arming.ts";
import { Limits } from "../../../core/betting/limits.ts";
import { CLICK_EVERY_MS, FIRST_CLICK_MS, SessionKeeper } from "../../../core/betting/session_keeper.ts";
import { SteadyTime } from "../../../core/betting/steady_time.ts";
import { dayStartMs } from "../../../core/betting/tally.ts";
import type { Clock } from "../../../core/clock.ts";
import { betOf, leaseOf, NO_LIMITS, randomOf, RANGE, requestOf, START_MS } from "./fixtures.ts";

const SEEDS = Number(Deno.env.get("AVIATOR_TIME_SEEDS") ?? 1_000);
const FIRST_SEED = Number(Deno.env.get("AVIATOR_SEED") ?? 1 + Math.floor(Math.random() * 1e6));
const HOUR_MS = 3_600_000;

/** A clock that a test turns: real time goes on in `advance()`, what the clock says is set apart from it. */
class TurnedClock implements Clock {
  realMs = 0;
  #saysMs: number;
  #frozen = false;
  #sleepers: { atMs: number; wake: () => void }[] = [];

  constructor(startMs = START_MS) {
    this.#saysMs = startMs;
  }

  nowMs = () => this.#saysMs;
  work = <T>(task: () => Promise<T>) => task();

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#sleepers.push({ atMs: this.realMs + ms, wake: resolve });
      signal?.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  /** Somebody sets the clock. */
  turn(ms: number): void {
    this.#saysMs += ms;
  }

  freeze(frozen: boolean): void {
    this.#frozen = frozen;
  }

  async advance(ms: number): Promise<void> {
    const endMs = this.realMs + ms;
    for (;;) {
      const next = this.#sleepers.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs).at(0);
      this.#step((next?.atMs ?? endMs) - this.realMs);
      if (!next) return;
      this.#sleepers = this.#sleepers.filter((one) => one !== next);
      next.wake();
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  #step(ms: number): void {
    this.realMs += ms;
    if (!this.#frozen) this.#saysMs += ms;
  }
}

/** Turns the clock about: an hour on or back, a freeze, single milliseconds, or just some time. */
async function disturb(clock: TurnedClock, random: () => number): Promise<void> {
  const kind = Math.floor(random() * 6);
  if (kind === 0) clock.turn(HOUR_MS);
  if (kind === 1) clock.turn(-HOUR_MS);
  if (kind === 2) clock.freeze(random() < 0.5);
  if (kind === 3) { for (let ms = 0; ms < 5; ms++) await clock.advance(1); }
  await clock.advance(Math.floor(random() * 600_000));
}

Deno.test(`SessionKeeper clicks in real time whatever the clock says (${SEEDS} seeds from ${FIRST_SEED})`, async () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
    const clock = new TurnedClock(), random = randomOf(seed), clicks: number[] = [];
    const keepAlive = () => Promise.resolve(clicks.push(clock.realMs) > 0);
    const keeper = new SessionKeeper({ clock, random, keepAlive, onTrouble: () => {}, tables: ["one"] });
    for (let step = 0; step < 6; step++) await disturb(clock, random);
    await keeper[Symbol.asyncDispose]();
    const gaps = clicks.map((atMs, index) => atMs - (clicks[index - 1] ?? 0));
    const [first = FIRST_CLICK_MS, ...others] = gaps;
    assert.equal(first, FIRST_CLICK_MS, `seed ${seed}`);
    assert.ok(others.every((gap) => gap >= CLICK_EVERY_MS[0] && gap <= CLICK_EVERY_MS[1]), `seed ${seed}: ${gaps}`);
    const due = clock.realMs < FIRST_CLICK_MS ? 0 : 1 + Math.floor((clock.realMs - FIRST_CLICK_MS) / CLICK_EVERY_MS[1]);
    assert.ok(clicks.length >= due, `seed ${seed}: ${clicks.length} clicks in ${clock.realMs} ms`);
  }
});

Deno.test(`arming never outlives its minutes, and what is left of it is never negative (${SEEDS} seeds from ${FIRST_SEED})`, async () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
    const clock = new TurnedClock(), random = randomOf(seed);
    const arming = new Arming({ clock, liveAllowed: true });
    const minutes = 1 + Math.floor(random() * 60);
    const { code } = arming.offer(minutes, { players: [], lossPerHourMinor: 0, hasEdge: true });
    arming.confirm({ code });
    let ranMs = 0, wasOver = false;
    for (let step = 0; step < 8; step++) {
      const beforeMs = clock.nowMs();
      await disturb(clock, random);
      const { untilMs } = arming, nowMs = clock.nowMs();
      ranMs += Math.max(0, nowMs - beforeMs);
      wasOver ||= untilMs === null;
      if (untilMs === null) continue;
      assert.equal(wasOver, false, `seed ${seed}: armed again by itself`);
      assert.ok(untilMs > nowMs && untilMs - nowMs <= minutes * 60_000, `seed ${seed}: ${untilMs - nowMs} ms left`);
      assert.ok(ranMs <= minutes * 60_000, `seed ${seed}: armed for ${ranMs} ms`);
    }
  }
});

Deno.test(`a lease's bets an hour and loss a day hold in time that never goes back (${SEEDS} seeds from ${FIRST_SEED})`, async () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
    const random = randomOf(seed);
    // About midnight, so that clocks are set back to the day before.
    const startMs = dayStartMs(START_MS) + 23 * HOUR_MS + Math.floor(random() * 2 * HOUR_MS);
    const clock = new TurnedClock(startMs), steady = new SteadyTime(clock);
    const limits = new Limits({ clock, limits: NO_LIMITS });
    limits.grant(leaseOf({ betsPerHour: 3, lossPerDayMinor: 4_000, expiresAtMs: startMs + 6 * HOUR_MS }));
    const placed: number[] = [], lostMinor = new Map<number, number>();
    for (let id = 1; id <= 12; id++) {
      await disturb(clock, random);
      const nowMs = steady.nowMs();
      if (limits.refusal(requestOf({ requestedAtMs: clock.nowMs() }), RANGE) !== null) continue;
      assert.ok(nowMs < startMs + 6 * HOUR_MS, `seed ${seed}: a bet after the lease's end`);
      const bet = betOf({ id, state: "placing", requestedAtMs: clock.nowMs() });
      limits.observe(bet);
      limits.observe({ ...bet, state: "placed", placedAtMs: clock.nowMs() });
      limits.observe({ ...bet, state: "lost", placedAtMs: clock.nowMs(), settledAtMs: clock.nowMs(), payoutMinor: 0 });
      placed.push(nowMs);
      const day = dayStartMs(nowMs);
      lostMinor.set(day, (lostMinor.get(day) ?? 0) + bet.stakeMinor);
    }
    for (const atMs of placed) {
      const inHour = placed.filter((other) => other > atMs - HOUR_MS && other <= atMs).length;
      assert.ok(inHour <= 3, `seed ${seed}: ${inHour} bets within an hour`);
    }
    assert.ok([...lostMinor.values()].every((lost) => lost <= 4_000), `seed ${seed}: ${[...lostMinor]}`);
  }
});

Deno.test("SteadyTime never goes back and says when its clock was set back", () => {
  const clock = new TurnedClock(), time = new SteadyTime(clock);
  assert.equal(time.nowMs(), START_MS);
  clock.turn(-500);
  assert.deepEqual([time.nowMs(), time.wasSetBack], [START_MS, false], "a correction");
  clock.turn(-501);
  assert.deepEqual([time.nowMs(), time.wasSetBack], [START_MS, true]);
  clock.turn(HOUR_MS);
  assert.deepEqual([time.nowMs(), time.wasSetBack], [START_MS + HOUR_MS - 1_001, false]);
});

Deno.test("dayStartMs() begins each day once when summer time comes and goes", () => {
  const before = Deno.env.get("TZ");
  Deno.env.set("TZ", "Europe/Belgrade");
  try {
    assert.equal(new Date("2026-07-01T12:00:00Z").getHours(), 14, "the zone is in force");
    for (const [from, hours] of [["2026-03-28T23:00:00Z", 23], ["2026-10-24T22:00:00Z", 25]] as const) {
      const startMs = Date.parse(from);
      assert.equal(dayStartMs(startMs), startMs);
      assert.equal(dayStartMs(startMs - 1) < startMs, true);
      const starts = new Set<number>();
      for (let atMs = startMs; atMs < startMs + hours * HOUR_MS; atMs += HOUR_MS / 2) starts.add(dayStartMs(atMs));
      assert.deepEqual([...starts], [startMs], `${from}: one day of ${hours} hours`);
      for (let ms = -3; ms < 3; ms++) {
        const expected = ms < 0 ? startMs : startMs + hours * HOUR_MS;
        assert.equal(dayStartMs(startMs + hours * HOUR_MS + ms), expected);
      }
    }
  } finally {
    if (before === undefined) Deno.env.delete("TZ");
    else Deno.env.set("TZ", before);
  }
});
