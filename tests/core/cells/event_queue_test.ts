/** Order, room and redelivery of a collector's events, topic by topic. */
import assert from "node:assert/strict";
import { EventQueue, EVENTS_IN_FLIGHT_MAX, EVENTS_PER_MESSAGE_MAX } from "../../../core/cells/event_queue.ts";
import type { Bet } from "../../../core/protocol/bet.ts";
import type { CollectorEvent } from "../../../core/protocol/cell_messages.ts";
import { TOPIC_RULES } from "../../../core/protocol/topics.ts";
import { makeReading, readingEvent, roundEvent } from "./plugin_fixture.ts";

const reading = makeReading(), other = makeReading({ table: "admiral" });
const READINGS_MAX = TOPIC_RULES.reading.queuedMax, SAMPLES_MAX = TOPIC_RULES.sample.queuedMax;

function seqs(queue: EventQueue): number[] {
  return queue.next().map((event) => event.seq);
}

/** All that can be sent, dealt with at once. */
function drain(queue: EventQueue): number[] {
  const sent: number[] = [];
  for (let batch = seqs(queue); batch.length > 0; batch = seqs(queue)) {
    sent.push(...batch);
    queue.done(batch.at(-1)!);
  }
  return sent;
}

function sampleEvent(seq: number): CollectorEvent {
  return { seq, topic: "sample", sample: { table: "soccer", takenAtMs: 0, phase: "flying", regions: [] } };
}

Deno.test("EventQueue gives events in order, a message at a time, until too many are under way", () => {
  const queue = new EventQueue();
  for (let seq = 0; seq <= EVENTS_IN_FLIGHT_MAX; seq++) queue.push(readingEvent(seq, reading));
  const sent = Array.from({ length: EVENTS_IN_FLIGHT_MAX / EVENTS_PER_MESSAGE_MAX }, () => seqs(queue));
  assert.deepEqual(sent.flat(), Array.from({ length: EVENTS_IN_FLIGHT_MAX }, (_, index) => index));
  assert.deepEqual(seqs(queue), []);
  queue.done(0);
  assert.deepEqual(seqs(queue), [EVENTS_IN_FLIGHT_MAX]);
});

Deno.test("EventQueue sends again what was not dealt with when rewound", () => {
  const queue = new EventQueue();
  for (const seq of [3, 5, 9]) queue.push(roundEvent(seq));
  queue.next();
  assert.equal(queue.done(5), true);
  queue.rewind();
  assert.equal(queue.isInFlight(9), false);
  assert.deepEqual(seqs(queue), [9]);
  assert.equal(queue.isInFlight(9), true);
});

Deno.test("EventQueue.rewind() forgets what the next version of a collector does not want", () => {
  const queue = new EventQueue();
  queue.push(readingEvent(1, reading));
  queue.push(roundEvent(2));
  queue.push(roundEvent(3, { table: "admiral" }));
  queue.rewind({ topics: ["round"], tables: ["admiral"] });
  assert.deepEqual(drain(queue), [3]);
});

Deno.test("EventQueue.done() refuses events that were never sent", () => {
  const queue = new EventQueue();
  queue.push(roundEvent(3));
  assert.equal(queue.done(3), false);
  assert.equal(queue.size, 1);
});

Deno.test("EventQueue has a full queue's oldest waiting reading give way to the newest of its table, and still takes rounds", () => {
  const queue = new EventQueue();
  queue.push(readingEvent(0, other));
  for (let seq = 1; seq < READINGS_MAX; seq++) queue.push(readingEvent(seq, reading));
  queue.push(readingEvent(READINGS_MAX, reading));
  queue.push(roundEvent(READINGS_MAX + 1));
  assert.deepEqual(queue.counts.reading, { delivered: 0, waiting: READINGS_MAX, dropped: 0, coalesced: 1 });
  const sent = drain(queue);
  assert.deepEqual([sent.slice(0, 2), sent.at(-1)], [[0, 2], READINGS_MAX + 1]);
});

Deno.test("EventQueue takes nothing back that is under way", () => {
  const queue = new EventQueue();
  for (let seq = 0; seq < READINGS_MAX; seq++) queue.push(readingEvent(seq, reading));
  const sent = seqs(queue);
  queue.push(readingEvent(READINGS_MAX, reading));
  assert.ok(sent.every((seq) => queue.isInFlight(seq)));
  assert.equal(queue.done(sent.at(-1)!), true);
  assert.equal(seqs(queue)[0], sent.length + 1);
});

Deno.test("EventQueue is pressed from half of the room for bets and rounds on, and counts what finds none", () => {
  const queue = new EventQueue(), { queuedMax } = TOPIC_RULES.round;
  for (let seq = 0; seq < queuedMax / 2 - 1; seq++) queue.push(roundEvent(seq));
  assert.equal(queue.pressed, false);
  for (let seq = queuedMax / 2 - 1; seq <= queuedMax; seq++) queue.push(roundEvent(seq));
  assert.deepEqual([queue.pressed, queue.counts.round.waiting, queue.counts.round.dropped], [true, queuedMax, 1]);
  assert.equal(drain(queue).length, queuedMax);
  assert.equal(queue.pressed, false);
});

Deno.test("EventQueue.push() throws when seq does not count up", () => {
  const queue = new EventQueue();
  queue.push(roundEvent(3));
  assert.throws(() => queue.push(roundEvent(3)), RangeError);
});

Deno.test("EventQueue drops the oldest samples and keeps everything else when a collector lags", () => {
  const queue = new EventQueue();
  for (let seq = 0; seq <= SAMPLES_MAX; seq++) queue.push(sampleEvent(seq));
  queue.push(readingEvent(1000, reading));
  queue.push({ seq: 1001, topic: "bet", bet: {} as Bet });
  assert.deepEqual([queue.counts.sample.dropped, queue.size], [1, SAMPLES_MAX + 2]);
  assert.deepEqual(drain(queue).slice(-2), [1000, 1001]);
});
