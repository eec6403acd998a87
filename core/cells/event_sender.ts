/** Moves a collector's events from their queue to its cell, and its rows back; after a restart it begins with what was not dealt with. */
import { type CellMessage, type CollectorEvent, ROWS_PER_EVENT_MAX } from "../protocol/cell_messages.ts";
import { HostError } from "../protocol/errors.ts";
import type { Cell } from "./cell.ts";
import { EventQueue } from "./event_queue.ts";

/** A collector that answers pings but does not deal with its events in this time is as good as dead. */
export const EVENTS_DEADLINE_MS = 30_000;

export type RowsMessage = Extract<CellMessage, { type: "rows" }>;

export class EventSender {
  readonly #queue = new EventQueue();
  readonly #onRows: (message: RowsMessage) => void;
  #cell: Cell | null = null;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #drained = Promise.withResolvers<void>();

  constructor(onRows: (message: RowsMessage) => void) {
    this.#onRows = onRows;
  }

  get counts(): { waiting: number; droppedReadings: number; droppedChanges: number } {
    const { size: waiting, droppedReadings, droppedChanges } = this.#queue;
    return { waiting, droppedReadings, droppedChanges };
  }

  push(events: readonly CollectorEvent[]): void {
    for (const event of events) this.#queue.push(event);
    this.#send();
  }

  /** A cell is ready: it gets everything that no cell before it has dealt with. */
  attach(cell: Cell): void {
    this.#cell = cell;
    this.#queue.rewind();
    this.#send();
  }

  detach(): void {
    this.#cell = null;
    this.#endDeadline();
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

  #send(): void {
    const cell = this.#cell;
    if (cell === null) return;
    for (let events = this.#queue.next(); events.length > 0; events = this.#queue.next()) {
      try {
        cell.send({ type: "events", events });
      } catch (error) {
        // It is on its way out; the next cell gets them.
        if (error instanceof HostError && error.code === "plugin_gone") return this.detach();
        throw error;
      }
    }
    if (this.#queue.size > 0) this.#deadline ??= setTimeout(() => this.#giveUp(cell), EVENTS_DEADLINE_MS);
  }

  #giveUp(cell: Cell): void {
    cell.kill(`it dealt with no event for ${EVENTS_DEADLINE_MS / 1000} s`);
  }

  #endDeadline(): void {
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
  }
}
