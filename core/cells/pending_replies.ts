/** Requests under way to one cell. Each ends in exactly one of reply, failure, deadline, plugin gone. */
import type { CellMessage, HostMessage } from "../protocol/cell_messages.ts";
import { HostError } from "../protocol/errors.ts";

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;
/** The messages that are answered; the id is given here. */
export type RequestMessage = WithoutId<Extract<HostMessage, { id: number }>>;

const REPLY_TYPES = { ping: "pong", frame: "reading", decide: "decision", play: "played", probe: "probed" } as const;
export type Reply<T extends RequestMessage["type"]> = Extract<CellMessage, { type: (typeof REPLY_TYPES)[T] }>;

interface Pending {
  type: RequestMessage["type"];
  resolve: (reply: CellMessage) => void;
  reject: (error: HostError) => void;
  deadlineMs: number;
  /** by the machine's clock that never goes back */
  dueAtMs: number;
}

/** Requests of one cell that are not answered yet, late ones included. */
const REQUESTS_UNANSWERED_MAX = 32;
const TIMER_EARLY_MS_MAX = 1;

export class PendingReplies {
  readonly #pending = new Map<number, Pending>();
  /** those whose deadline has passed: their replies may still come */
  readonly #late = new Map<number, RequestMessage["type"]>();
  #lastId = 0;
  /** One timer for all, set for the first deadline and left alone by answers: a timer a request costs more than all the rest of it. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerAtMs = Infinity;

  /** @throws {HostError} `queue_full` */
  expect(message: RequestMessage, deadlineMs: number): { id: number; reply: Promise<CellMessage> } {
    const unanswered = this.#pending.size + this.#late.size;
    if (unanswered >= REQUESTS_UNANSWERED_MAX) {
      throw new HostError("queue_full", `Cannot ${message.type}: ${unanswered} requests are not answered yet`);
    }
    const id = this.#lastId += 1;
    const { promise: reply, resolve, reject } = Promise.withResolvers<CellMessage>();
    const dueAtMs = performance.now() + deadlineMs;
    this.#pending.set(id, { type: message.type, resolve, reject, deadlineMs, dueAtMs });
    if (dueAtMs < this.#timerAtMs) this.#lookAt(dueAtMs);
    return { id, reply };
  }

  /**
   * Takes a reply or a failure.
   *
   * @throws {HostError} `bad_message` when nobody asked, or for something else
   */
  settle(id: number, message: CellMessage): void {
    if (this.#late.delete(id)) return;
    const pending = this.#pending.get(id);
    if (!pending || (message.type !== REPLY_TYPES[pending.type] && message.type !== "failure")) {
      throw new HostError("bad_message", `Cannot take ${message.type} ${id}: it was not asked for`);
    }
    if (message.type === "failure") return this.fail(id, new HostError("plugin_failed", message.message));
    this.#end(id)?.resolve(message);
  }

  /** How many requests of this type are not answered yet, late ones included. */
  unanswered(type: RequestMessage["type"]): number {
    let count = 0;
    for (const late of this.#late.values()) if (late === type) count += 1;
    for (const pending of this.#pending.values()) if (pending.type === type) count += 1;
    return count;
  }

  fail(id: number, error: HostError): void {
    this.#end(id)?.reject(error);
  }

  /** Ends all that wait. */
  close(reason: string): void {
    clearTimeout(this.#timer);
    for (const id of [...this.#pending.keys()]) {
      this.fail(id, new HostError("plugin_gone", `Cannot wait for an answer: ${reason}`));
    }
  }

  #end(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #lookAt(atMs: number): void {
    clearTimeout(this.#timer);
    this.#timerAtMs = atMs;
    this.#timer = setTimeout(() => this.#endLate(), atMs - performance.now());
  }

  #endLate(): void {
    // A timer may come a little early; what is due within that is due.
    const nowMs = performance.now() + TIMER_EARLY_MS_MAX;
    this.#timerAtMs = Infinity;
    for (const [id, { type, deadlineMs, dueAtMs }] of this.#pending) {
      if (dueAtMs > nowMs) continue;
      this.#late.set(id, type);
      this.fail(id, new HostError("deadline", `Cannot ${type}: no answer in ${deadlineMs} ms`));
    }
    const nextMs = Math.min(...this.#pending.values().map((pending) => pending.dueAtMs));
    if (nextMs < Infinity) this.#lookAt(nextMs);
  }
}
