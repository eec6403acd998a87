/** A collector's events until it has dealt with them. Rounds and phases are kept before readings, those before samples; what is dropped is counted. */
import type { CollectorEvent } from "../protocol/cell_messages.ts";

export const READINGS_QUEUED_MAX = 5000;
export const SAMPLES_QUEUED_MAX = 500;
/** Rounds and phases: hours of eight tables. */
export const CHANGES_QUEUED_MAX = 50_000;
/** Sent and not dealt with yet. */
export const EVENTS_IN_FLIGHT_MAX = 1024;
export const EVENTS_PER_MESSAGE_MAX = 256;

export class EventQueue {
  readonly #events = new Map<number, CollectorEvent>();
  #readings = 0;
  #samples = 0;
  #sentSeq = -1;
  #lastSeq = -1;
  #inFlight = 0;
  /** readings that found no room */
  droppedReadings = 0;
  droppedSamples = 0;
  /** rounds and phases that found no room */
  droppedChanges = 0;

  get size(): number {
    return this.#events.size;
  }

  /** @throws {RangeError} when `seq` does not count up */
  push(event: CollectorEvent): void {
    if (event.seq <= this.#lastSeq) throw new RangeError(`Cannot queue event ${event.seq} after ${this.#lastSeq}`);
    this.#lastSeq = event.seq;
    if (event.topic === "reading") {
      if (this.#readings >= READINGS_QUEUED_MAX) return void (this.droppedReadings += 1);
      this.#readings += 1;
    } else if (event.topic === "sample") {
      if (this.#samples >= SAMPLES_QUEUED_MAX) return void (this.droppedSamples += 1);
      this.#samples += 1;
    } else if (this.#events.size - this.#readings - this.#samples >= CHANGES_QUEUED_MAX) {
      return void (this.droppedChanges += 1);
    }
    this.#events.set(event.seq, event);
  }

  /** The next events to send, oldest first; none while too many are under way. */
  next(): CollectorEvent[] {
    const room = Math.min(EVENTS_IN_FLIGHT_MAX - this.#inFlight, EVENTS_PER_MESSAGE_MAX);
    if (room <= 0 || this.#inFlight === this.#events.size) return [];
    // Only a prefix of the queue is under way, so that many are skipped.
    const batch = this.#events.values().drop(this.#inFlight).take(room).toArray();
    this.#inFlight += batch.length;
    this.#sentSeq = batch.at(-1)?.seq ?? this.#sentSeq;
    return batch;
  }

  /**
   * Forgets all events up to `seq`, which the collector has dealt with.
   *
   * @returns false when `seq` was never sent
   */
  done(seq: number): boolean {
    if (seq > this.#sentSeq) return false;
    for (const [first, event] of this.#events) {
      if (first > seq) break;
      this.#events.delete(first);
      this.#inFlight -= 1;
      if (event.topic === "reading") this.#readings -= 1;
      if (event.topic === "sample") this.#samples -= 1;
    }
    return true;
  }

  /** True when the event has been sent and not been dealt with. */
  isInFlight(seq: number): boolean {
    return seq <= this.#sentSeq && this.#events.has(seq);
  }

  /** All that is not dealt with will be sent again. */
  rewind(): void {
    this.#inFlight = 0;
    this.#sentSeq = -1;
  }
}
