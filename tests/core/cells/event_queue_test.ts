/** Order, limits and redelivery of a collector's events. */
import assert from "node:assert/strict";
import {
  CHANGES_QUEUED_MAX,
  EventQueue,
  EVENTS_IN_FLIGHT_MAX,
  EVENTS_PER_MESSAGE_MAX,
  READINGS_QUEUED_MAX,
  SAMPLES_QUEUED_MAX,
} from "../../../core/cells/event_queue.ts";
import { makeReading, readingEvent, roundEvent } from "./plugin_fixture.ts";

const reading = makeReading();

function seqs(queue: EventQueue): number[] {
  return queue.next().map((event) => event.seq);
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

Deno.test("EventQueue.done() refuses events that were never sent", () => {
  const queue = new EventQueue();
  queue.push(roundEvent(3));
  assert.equal(queue.done(3), false);
  assert.equal(queue.size, 1);
});

Deno.test("EventQueue drops and counts readings when it is full, and still takes rounds", () => {
  const queue = new EventQueue();
  for (let seq = 0; seq <= READINGS_QUEUED_MAX; seq++) queue.push(readingEvent(seq, reading));
  queue.push(roundEvent(READINGS_QUEUED_MAX + 1));
  assert.deepEqual([queue.size, queue.droppedReadings, queue.droppedChanges], [READINGS_QUEUED_MAX + 1, 1, 0]);
});

Deno.test("EventQueue counts rounds that found no room after hours without a collector", () => {
  const queue = new EventQueue();
  for (let seq = 0; seq <= CHANGES_QUEUED_MAX; seq++) queue.push(roundEvent(seq));
  assert.deepEqual([queue.size, queue.droppedChanges], [CHANGES_QUEUED_MAX, 1]);
});

Deno.test("EventQueue.push() throws when seq does not count up", () => {
  const queue = new EventQueue();
  queue.push(roundEvent(3));
  assert.throws(() => queue.push(roundEvent(3)), RangeError);
});

Deno.test("EventQueue drops samples first and keeps readings and rounds when a collector lags", () => {
  const queue = new EventQueue();
  const sample = { table: "soccer", takenAtMs: 0, phase: "flying" as const, regions: [] };
  for (let seq = 0; seq <= SAMPLES_QUEUED_MAX; seq++) queue.push({ seq, topic: "sample", sample });
  queue.push(readingEvent(1000, reading));
  queue.push(roundEvent(1001));
  assert.equal(queue.droppedSamples, 1);
  assert.equal(queue.size, SAMPLES_QUEUED_MAX + 2);
  for (let batch = queue.next(); batch.length > 0; batch = queue.next());
  queue.done(0);
  queue.push({ seq: 1002, topic: "sample", sample });
  assert.equal(queue.droppedSamples, 1);
});
