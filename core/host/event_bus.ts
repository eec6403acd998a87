/**
 * The one way of events from the host to the collectors: whatever happens is published once under its topic and reaches
 * every collector that wants it. Counts by topic; a publisher that is too fast is held to its topic's rate.
 */
import { TokenBucket } from "../cells/token_bucket.ts";
import type { CollectorEvent } from "../protocol/cell_messages.ts";
import { type Topic, TOPIC_RULES, TOPICS } from "../protocol/topics.ts";

type WithoutSeq<T> = T extends unknown ? Omit<T, "seq"> : never;
/** An event that has no number yet. */
export type HostEvent = WithoutSeq<CollectorEvent>;

/** A collector's cell, as far as the bus knows it. */
export interface EventSink {
  readonly name: string;
  /** how its queue stands */
  readonly queue: { pressed: boolean };
  /** whether it has a use for a topic at all */
  takes(topic: Topic): boolean;
  deliver(events: readonly CollectorEvent[]): void;
}

/** What became of one topic's events at the bus. */
export interface BusCounts {
  published: number;
  /** faster than the topic's rate: left out, but for bets and rounds */
  overRate: number;
}

export interface EventBusOptions {
  sinks: readonly EventSink[];
  /** numbers events */
  nextNumber: () => number;
  /** the time that rates are measured in, milliseconds */
  nowMs: () => number;
  /** collectors that must not lose events fall behind, in words; null: none does any more */
  onPressure?: (why: string | null) => void;
}

/** Publishers whose rate is remembered: tables, and the host itself. */
const PUBLISHERS_MAX = 256;

export class EventBus {
  readonly #options: EventBusOptions;
  readonly #rates = new Map<string, TokenBucket>();
  readonly #counts = Object.fromEntries(TOPICS.map((topic) => [topic, { published: 0, overRate: 0 }])) as Record<
    Topic,
    BusCounts
  >;
  #pressure = "";

  constructor(options: EventBusOptions) {
    this.#options = options;
  }

  get counts(): Readonly<Record<Topic, Readonly<BusCounts>>> {
    return this.#counts;
  }

  /** Gives events of one publisher, a table or a part of the host, to all who want them, in order. Never waits. */
  publish(publisher: string, events: readonly HostEvent[]): void {
    const { sinks, nextNumber } = this.#options;
    const passed: CollectorEvent[] = [];
    for (const event of events) {
      // What nobody takes has no number: a run's numbers do not depend on when its health is looked at.
      if (!sinks.some((sink) => sink.takes(event.topic)) || !this.#passes(publisher, event.topic)) continue;
      passed.push({ seq: nextNumber(), ...event });
    }
    if (passed.length === 0) return;
    for (const sink of sinks) sink.deliver(passed);
    if (passed.some(({ topic }) => TOPIC_RULES[topic].whenFull === "press")) this.#lookAtPressure();
  }

  #passes(publisher: string, topic: Topic): boolean {
    const { perSecondMax, whenFull } = TOPIC_RULES[topic], counts = this.#counts[topic];
    const nowMs = this.#options.nowMs(), key = `${topic} ${publisher}`;
    const rate = this.#rates.get(key) ?? new TokenBucket(perSecondMax, nowMs);
    if (this.#rates.size < PUBLISHERS_MAX * TOPICS.length) this.#rates.set(key, rate);
    const isOver = rate.take(1, nowMs) > 0;
    if (isOver) {
      counts.overRate += 1;
      // What is left out takes nothing from what may pass.
      if (whenFull !== "press") return rate.take(-1, nowMs), false;
    }
    counts.published += 1;
    return true;
  }

  #lookAtPressure(): void {
    const pressed = this.#options.sinks.filter(({ queue }) => queue.pressed).map(({ name }) => name).join(", ");
    if (pressed === this.#pressure) return;
    this.#pressure = pressed;
    const why = `${pressed} has so many bets and rounds to deal with that some may soon be lost`;
    this.#options.onPressure?.(pressed === "" ? null : why);
  }
}
