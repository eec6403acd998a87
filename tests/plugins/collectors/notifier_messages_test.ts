/** What the notifier says and when, word by word; its outbox's tries, rate and room. */
import assert from "node:assert/strict";
import { createNotifier, type NotifierConfig } from "../../../plugins/collectors/notifier/notifier.ts";
import type { EventName } from "../../../plugins/collectors/notifier/messages.ts";
import { Outbox, OUTBOX_MAX, type Outcome, TRIES_MAX } from "../../../plugins/collectors/notifier/outbox.ts";
import type { Alarm } from "../../../core/protocol/alarm.ts";
import type { Bet } from "../../../core/protocol/bet.ts";

const EVENTS: EventName[] = ["round", "bet", "halt", "alarm", "tableSilent", "summary"];
/** 2026-03-01 12:00 in Belgrade */
const NOON_MS = Date.UTC(2026, 2, 1, 11);
const HOUR_MS = 3_600_000;
const CONFIG: NotifierConfig = {
  ...{ events: EVENTS, tables: [], roundAtLeast: 10, language: "en", templates: {} },
  ...{ quietFrom: "", quietTo: "", summaryAt: "21:00", timeZone: "Europe/Belgrade" },
};
const ROUND = { id: 7, table: "soccer", startedAtMs: 0, endedAtMs: NOON_MS, multiplier: 12_345, players: 40 };
const BET: Bet = {
  ...{ id: 3, table: "soccer", strategy: "flat", mode: "paper", state: "won", reason: "", roundId: 7 },
  ...{ stakeMinor: 2500, cashOutHundredths: 150, payoutMinor: 3750 },
  ...{ requestedAtMs: NOON_MS, placedAtMs: NOON_MS, settledAtMs: NOON_MS },
};
const HALT: Alarm = { kind: "halt", raised: true, about: "", message: "daily loss", atMs: NOON_MS };

function makeNotifier(config: Partial<NotifierConfig> = {}) {
  const texts: string[] = [];
  const notifier = createNotifier({ ...CONFIG, ...config }, ({ text }) => texts.push(text));
  const round = (values: Partial<typeof ROUND> = {}) =>
    notifier.onRound!({ ...ROUND, playersMoneyMinor: null, ...values });
  const health = (atMs: number) =>
    notifier.onHealth!({ atMs, ok: true, problems: [], lateTicks: 0, queuedRows: 0, coreRssBytes: 0 });
  return { notifier, texts, round, health };
}

function tellEverything({ notifier, round, health }: ReturnType<typeof makeNotifier>): void {
  health(NOON_MS);
  round();
  notifier.onBet!(BET);
  notifier.onBet!({ ...BET, id: 4, state: "lost", payoutMinor: 0 });
  notifier.onBet!({ ...BET, id: 5, state: "placed", payoutMinor: null });
  notifier.onAlarm!(HALT);
  notifier.onAlarm!({ ...HALT, raised: false, message: "over: daily loss" });
  notifier.onAlarm!({ ...HALT, kind: "table", about: "admiral", message: "covered" });
  notifier.onAlarm!({ ...HALT, kind: "plugin", about: "flat", message: "crashed too often" });
  health(NOON_MS + 9 * HOUR_MS);
}

Deno.test("createNotifier() says these words in English", () => {
  const made = makeNotifier();
  tellEverything(made);
  assert.deepEqual(made.texts, [
    "soccer: 123.45x",
    "soccer: won, flat (paper) staked 25.00 at 1.50x: +12.50",
    "soccer: lost, flat (paper) staked 25.00 at 1.50x: -25.00",
    "betting is halted: daily loss",
    "over: betting is halted: daily loss",
    "table admiral cannot be read: covered",
    "plugin flat: crashed too often",
    "2026-03-01: 1 rounds, highest 123.45x (soccer); 2 bets: paper -12.50",
  ]);
});

Deno.test("createNotifier() says these words in Serbian", () => {
  const made = makeNotifier({ language: "sr" });
  tellEverything(made);
  assert.deepEqual(made.texts, [
    "soccer: 123.45x",
    "soccer: dobijeno, flat (paper) ulog 25.00 na 1.50x: +12.50",
    "soccer: izgubljeno, flat (paper) ulog 25.00 na 1.50x: -25.00",
    "klađenje je zaustavljeno: daily loss",
    "prošlo: klađenje je zaustavljeno: daily loss",
    "sto admiral se ne čita: covered",
    "plugin flat: crashed too often",
    "2026-03-01: 1 rundi, najviša 123.45x (soccer); opklada 2: paper -12.50",
  ]);
});

Deno.test("createNotifier() tells what was chosen, from the chosen multiplier on, in the user's own words, each once", () => {
  const { notifier, texts, round } = makeNotifier({
    ...{ events: ["round"], roundAtLeast: 50, templates: { round: "{table} {multiplier} {players} {other}" } },
  });
  round({ multiplier: 4999 });
  round({ multiplier: 5000, table: "{players}" });
  round({ multiplier: 5000, table: "{players}" });
  notifier.onAlarm!(HALT);
  assert.deepEqual(texts, ["{players} 50.00 40 {other}"]);
});

Deno.test("createNotifier() tells only what is urgent in quiet hours, over midnight too", () => {
  const { notifier, texts, round } = makeNotifier({ quietFrom: "23:00", quietTo: "07:00" });
  round({ id: 1, endedAtMs: NOON_MS + 11 * HOUR_MS, table: "at 23" });
  round({ id: 2, endedAtMs: NOON_MS + 18 * HOUR_MS, table: "at 6" });
  notifier.onAlarm!({ ...HALT, atMs: NOON_MS + 12 * HOUR_MS });
  round({ id: 3, endedAtMs: NOON_MS + 19 * HOUR_MS, table: "at 7" });
  assert.deepEqual(texts, ["betting is halted: daily loss", "at 7: 123.45x"]);
});

Deno.test("createNotifier() sums a day up once, and not what was due before it began", () => {
  const { texts, health } = makeNotifier();
  health(NOON_MS + 10 * HOUR_MS);
  health(NOON_MS + 32 * HOUR_MS);
  assert.deepEqual(texts, []);
  for (const hours of [33, 33.1, 34]) health(NOON_MS + hours * HOUR_MS);
  assert.deepEqual(texts, ["2026-03-02: 0 rounds, highest 0.00x (-); 0 bets: nothing won or lost"]);
});

Deno.test("createNotifier() refuses times and zones that there are not", () => {
  assert.throws(() => makeNotifier({ quietFrom: "25:00" }), /quietFrom "25:00": a time such as 23:00/);
  assert.throws(() => makeNotifier({ timeZone: "Mars/Olympus" }), RangeError);
});

function makeOutbox(answers: Outcome[], perMinuteMax = 60) {
  const posted: string[] = [], waited: number[] = [], troubles: string[] = [];
  let nowMs = 0;
  const outbox = new Outbox<string>({
    post: (message) => {
      posted.push(message);
      return Promise.resolve(answers.shift() ?? { state: "sent" });
    },
    perMinuteMax,
    nowMs: () => nowMs,
    wait: (ms) => {
      waited.push(ms);
      nowMs += ms;
      return Promise.resolve();
    },
    onTrouble: (why) => troubles.push(why),
  });
  return { outbox, posted, waited, troubles };
}

Deno.test("Outbox tries three times, waiting longer each time or as long as it is told, then goes on with the next", async () => {
  const failed: Outcome = { state: "failed", why: "the answer was 500" };
  const { outbox, posted, waited, troubles } = makeOutbox([failed, { ...failed, afterMs: 7000 }, failed]);
  outbox.put("a");
  outbox.put("b");
  await outbox.idle();
  assert.deepEqual(posted, [...Array(TRIES_MAX).fill("a"), "b"]);
  assert.deepEqual(waited, [1000, 7000]);
  assert.deepEqual(troubles, ["a message was not sent: the answer was 500, after 3 tries"]);
});

Deno.test("Outbox does not try again what was refused", async () => {
  const { outbox, posted, troubles } = makeOutbox([{ state: "refused", why: "the answer was 404" }]);
  outbox.put("a");
  await outbox.idle();
  assert.deepEqual([posted, troubles, outbox.failed], [["a"], ["a message was not sent: the answer was 404"], 1]);
});

Deno.test("Outbox drops the oldest of too many and keeps to so many a minute", async () => {
  const { outbox, posted, waited, troubles } = makeOutbox([], 2);
  for (let number = 0; number <= OUTBOX_MAX + 1; number++) outbox.put(String(number));
  assert.deepEqual([outbox.dropped, troubles], [1, [`1 messages were dropped: ${OUTBOX_MAX} wait at most`]]);
  await outbox.idle();
  assert.deepEqual(posted.slice(0, 3), ["0", "2", "3"]);
  assert.equal(waited.length, Math.ceil(posted.length / 2) - 1);
  assert.ok(waited.every((ms) => ms === 60_000));
});
