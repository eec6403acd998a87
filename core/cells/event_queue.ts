/** A collector's events in the order in which they happened, until it has dealt with them. Each topic has its own room and policy; what is dropped is counted. */
import type { CollectorEvent } from "../protocol/cell_messages.ts";
import { tableOf, wants } from "../protocol/event_interest.ts";
import { type Interest, type Topic, TOPIC_RULES, type TopicCounts, TOPICS } from "../protocol/topics.ts";

/** Sent and not dealt with yet. */
export const EVENTS_IN_FLIGHT_MAX = 1024;
export const EVENTS_PER_MESSAGE_MAX = 256;

export class EventQueue {
  readonly #events = new Map<number, CollectorEvent>();
  readonly #counts = Object.fromEntries(
    TOPICS.map((topic) => [topic, { delivered: 0, waiting: 0, dropped: 0, coalesced: 0 }]),
  ) as Record<Topic, TopicCounts>;
  #sentSeq = -1;
  #lastSeq = -1;
  #inFlight = 0;

  get size(): number {
    return this.#events.size;
  }

  get counts(): Readonly<Record<Topic, Readonly<TopicCounts>>> {
    return this.#counts;
  }

  /** True while events that must not be lost fill half of their room. */
  get pressed(): boolean {
    return TOPICS.some((topic) => {
      const { whenFull, queuedMax } = TOPIC_RULES[topic];
      return whenFull === "press" && this.#counts[topic].waiting * 2 >= queuedMax;
    });
  }

  /** @throws {RangeError} when `seq` does not count up */
  push(event: CollectorEvent): void {
    if (event.seq <= this.#lastSeq) throw new RangeError(`Cannot queue event ${event.seq} after ${this.#lastSeq}`);
    this.#lastSeq = event.seq;
    const counts = this.#counts[event.topic];
    if (counts.waiting >= TOPIC_RULES[event.topic].queuedMax && !this.#makeRoom(event)) {
      return void (counts.dropped += 1);
    }
    counts.waiting += 1;
    this.#events.set(event.seq, event);
  }

  /** How many events are under way. */
  get underWay(): number {
    return this.#inFlight;
  }

  /** Events that are under way, oldest first. */
  inFlight(): CollectorEvent[] {
    return this.#events.values().take(this.#inFlight).toArray();
  }

  /** Forgets one event that nobody is to deal with any more; it counts as dropped. */
  drop(event: CollectorEvent): void {
    if (!this.#events.has(event.seq)) return;
    if (event.seq <= this.#sentSeq) this.#inFlight -= 1;
    this.#forget(event);
    this.#counts[event.topic].dropped += 1;
  }

  /** The next events to send, oldest first; none while too many are under way. `alone`: one at a time up to that number. */
  next(alone = -1): CollectorEvent[] {
    if (this.#sentSeq <= alone && this.#inFlight > 0) return [];
    const careful = this.#events.size > this.#inFlight && this.#sentSeq < alone;
    const room = careful ? 1 : Math.min(EVENTS_IN_FLIGHT_MAX - this.#inFlight, EVENTS_PER_MESSAGE_MAX);
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
      this.#forget(event);
      this.#counts[event.topic].delivered += 1;
      this.#inFlight -= 1;
    }
    return true;
  }

  /** True when the event has been sent and not been dealt with. */
  isInFlight(seq: number): boolean {
    return seq <= this.#sentSeq && this.#events.has(seq);
  }

  /** All that is not dealt with will be sent again, but for what `interest` leaves out. */
  rewind(interest?: Interest): void {
    this.#inFlight = 0;
    this.#sentSeq = -1;
    if (!interest) return;
    for (const event of [...this.#events.values()]) if (!wants(interest, event)) this.#forget(event);
  }

  #forget(event: CollectorEvent): void {
    this.#events.delete(event.seq);
    this.#counts[event.topic].waiting -= 1;
  }

  /** What is under way is not touched: its answer may come at any moment. */
  #makeRoom(event: CollectorEvent): boolean {
    const { topic } = event, { whenFull } = TOPIC_RULES[topic];
    if (whenFull !== "coalesce" && whenFull !== "oldest") return false;
    const table = whenFull === "coalesce" ? tableOf(event) : null;
    const oldest = this.#events.values().drop(this.#inFlight)
      .find((one) => one.topic === topic && (table === null || tableOf(one) === table));
    if (!oldest) return false;
    this.#forget(oldest);
    this.#counts[topic][whenFull === "coalesce" ? "coalesced" : "dropped"] += 1;
    return true;
  }
}
