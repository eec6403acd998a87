/** Moves a collector's events from their queue to its cell, and its rows back; after a restart it begins with what was not dealt with. */
import { type CellMessage, type CollectorEvent, ROWS_PER_EVENT_MAX } from "../protocol/cell_messages.ts";
import { HostError } from "../protocol/errors.ts";
import { wants } from "../protocol/event_interest.ts";
import { ANY_INTEREST, type Interest, type Topic, type TopicCounts } from "../protocol/topics.ts";
import type { Cell } from "./cell.ts";
import { Pace } from "./pace.ts";
import { EventQueue } from "./event_queue.ts";

/** Rows are asked for by events, and after a time without a cell many are due: only whoever never comes to rest is ended. */
const ROWS_SLOWED_MS_MAX = 30_000;
/** A collector that answers pings but does not deal with its events in this time is as good as dead. */
const EVENTS_DEADLINE_MS = 30_000;

export type RowsMessage = Extract<CellMessage, { type: "rows" }>;

export class EventSender {
  readonly #queue = new EventQueue();
  readonly #onRows: (message: RowsMessage) => void;
  #interest: Interest = ANY_INTEREST;
  #isSendDue = false;
  #cell: Cell | null = null;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #drained = Promise.withResolvers<void>();
  /** the newest event that was under way when a cell crashed: up to it each is sent alone */
  #suspectSeq = -1;
  /** of the cell's rows; over it the next events wait, and nothing else: signs of life go on */
  #pace: Pace | null = null;
  #restUntilMs = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;
  readonly #onPoison: (event: CollectorEvent) => void;

  /** @param onPoison an event that its collector crashed at twice is set aside */
  constructor(onRows: (message: RowsMessage) => void, onPoison: (event: CollectorEvent) => void = () => {}) {
    this.#onRows = onRows;
    this.#onPoison = onPoison;
  }

  /** Events that wait, over all topics. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** True while the collector is so far behind that betting should stop. */
  get pressed(): boolean {
    return this.#queue.pressed;
  }

  get counts(): Readonly<Record<Topic, Readonly<TopicCounts>>> {
    return this.#queue.counts;
  }

  /** Whether the collector has a use for a topic; before it has said so, for all but samples. */
  takes(topic: Topic): boolean {
    return this.#interest.topics.includes(topic);
  }

  /** Keeps those of the events that the collector wants; before it has said what it wants, all but samples. @returns how many */
  push(events: readonly CollectorEvent[]): number {
    const wanted = events.filter((event) => wants(this.#interest, event));
    for (const event of wanted) this.#queue.push(event);
    if (wanted.length > 0) this.#sendSoon();
    return wanted.length;
  }

  /** A cell is ready: it gets everything that it wants and no cell before it has dealt with. */
  attach(cell: Cell, interest: Interest): void {
    this.#cell = cell;
    const perSecond = cell.quotas.rowsPerSecond, slowedMsMax = ROWS_SLOWED_MS_MAX;
    this.#pace = new Pace({ what: "rows", perSecond, slowedMsMax }, performance.now());
    this.#restUntilMs = 0;
    this.#interest = interest;
    this.#queue.rewind(interest);
    this.#send();
  }

  detach(): void {
    this.#cell = null;
    clearTimeout(this.#rest);
    this.#endDeadline();
  }

  /** Its cell crashed: what was under way is under suspicion, and what was so alone and again is set aside. */
  crashed(): void {
    const underWay = this.#queue.inFlight();
    const [first, ...others] = underWay;
    if (first && others.length === 0 && first.seq <= this.#suspectSeq) {
      this.#queue.drop(first);
      this.#onPoison(first);
    }
    this.#suspectSeq = Math.max(this.#suspectSeq, underWay.at(-1)?.seq ?? -1);
    this.detach();
  }

  /**
   * Takes a collector's answer.
   *
   * @throws {HostError} `bad_message` for events that it was not given or rows that are too many
   */
  take(message: RowsMessage): void {
    const perEvent = new Map<number, number>();
    for (const { seq } of message.rows) {
      const rows = (perEvent.get(seq) ?? 0) + 1;
      if (rows > ROWS_PER_EVENT_MAX || seq > message.upToSeq || !this.#queue.isInFlight(seq)) {
        throw new HostError("bad_message", `Cannot take row ${rows} of event ${seq}: not under way, or too many`);
      }
      perEvent.set(seq, rows);
    }
    if (!this.#queue.done(message.upToSeq)) {
      throw new HostError("bad_message", `Cannot end event ${message.upToSeq}: it was not sent`);
    }
    this.#endDeadline();
    this.#onRows(message);
    this.#countRows(message.rows.length);
    this.#send();
    if (this.#queue.size === 0) this.#drained.resolve();
  }

  /** Waits until nothing is left to deal with, or `ms` have passed. */
  async drained(ms: number): Promise<void> {
    if (this.#queue.size === 0) return;
    this.#drained = Promise.withResolvers();
    const timer = setTimeout(this.#drained.resolve, ms);
    await this.#drained.promise;
    clearTimeout(timer);
  }

  /** What is pushed in one go leaves in one message: a message an event would cost more than the event. */
  #sendSoon(): void {
    if (this.#isSendDue) return;
    this.#isSendDue = true;
    queueMicrotask(() => {
      this.#isSendDue = false;
      this.#send();
    });
  }

  #send(): void {
    const cell = this.#cell;
    if (cell === null) return;
    for (
      let events = this.#next();
      events.length > 0;
      events = this.#next()
    ) {
      try {
        cell.send({ type: "events", events });
      } catch (error) {
        // It is on its way out; the next cell gets them.
        if (error instanceof HostError && error.code === "plugin_gone") return this.detach();
        throw error;
      }
    }
    if (this.#queue.underWay > 0) this.#deadline ??= setTimeout(() => this.#giveUp(cell), EVENTS_DEADLINE_MS);
  }

  #next(): CollectorEvent[] {
    return performance.now() < this.#restUntilMs ? [] : this.#queue.next(this.#suspectSeq);
  }

  #countRows(rows: number): void {
    const nowMs = performance.now(), verdict = this.#pace?.take(rows, nowMs);
    if (!verdict || verdict.waitMs === 0) return;
    this.#restUntilMs = nowMs + verdict.waitMs;
    this.#cell?.overQuota(verdict);
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#send(), Math.ceil(verdict.waitMs) + 1);
  }

  #giveUp(cell: Cell): void {
    cell.kill(`it dealt with no event for ${EVENTS_DEADLINE_MS / 1000} s`);
  }

  #endDeadline(): void {
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
  }
}
