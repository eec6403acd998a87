/** Requests under way to one cell. Each ends in exactly one of reply, failure, deadline, plugin gone. */
import type { CellMessage, HostMessage } from "../protocol/cell_messages.ts";
import { HostError } from "../protocol/errors.ts";

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;
/** The messages that are answered; the id is given here. */
export type RequestMessage = WithoutId<Extract<HostMessage, { id: number }>>;

const REPLY_TYPES = { ping: "pong", frame: "reading", decide: "decision", play: "played", probe: "probed" } as const;
export type Reply<T extends RequestMessage["type"]> = Extract<CellMessage, { type: (typeof REPLY_TYPES)[T] }>;

interface Pending {
  replyType: CellMessage["type"];
  resolve: (reply: CellMessage) => void;
  reject: (error: HostError) => void;
  timer: ReturnType<typeof setTimeout>;
}

/** Requests of one cell that are not answered yet, late ones included. */
const REQUESTS_UNANSWERED_MAX = 32;

export class PendingReplies {
  readonly #pending = new Map<number, Pending>();
  /** those whose deadline has passed: their replies may still come */
  readonly #late = new Map<number, CellMessage["type"]>();
  #lastId = 0;

  /** @throws {HostError} `queue_full` */
  expect(message: RequestMessage, deadlineMs: number): { id: number; reply: Promise<CellMessage> } {
    const unanswered = this.#pending.size + this.#late.size;
    if (unanswered >= REQUESTS_UNANSWERED_MAX) {
      throw new HostError("queue_full", `Cannot ${message.type}: ${unanswered} requests are not answered yet`);
    }
    const id = this.#lastId += 1;
    const { promise: reply, resolve, reject } = Promise.withResolvers<CellMessage>();
    const timer = setTimeout(() => {
      this.#late.set(id, REPLY_TYPES[message.type]);
      this.fail(id, new HostError("deadline", `Cannot ${message.type}: no answer in ${deadlineMs} ms`));
    }, deadlineMs);
    this.#pending.set(id, { replyType: REPLY_TYPES[message.type], resolve, reject, timer });
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
    if (!pending || (message.type !== pending.replyType && message.type !== "failure")) {
      throw new HostError("bad_message", `Cannot take ${message.type} ${id}: it was not asked for`);
    }
    if (message.type === "failure") return this.fail(id, new HostError("plugin_failed", message.message));
    this.#end(id)?.resolve(message);
  }

  /** How many requests of this type are not answered yet, late ones included. */
  unanswered(type: RequestMessage["type"]): number {
    const late = this.#late.values().filter((replyType) => replyType === REPLY_TYPES[type]).toArray().length;
    const waiting = this.#pending.values().filter(({ replyType }) => replyType === REPLY_TYPES[type]).toArray().length;
    return late + waiting;
  }

  fail(id: number, error: HostError): void {
    this.#end(id)?.reject(error);
  }

  /** Ends all that wait. */
  close(reason: string): void {
    for (const id of [...this.#pending.keys()]) {
      this.fail(id, new HostError("plugin_gone", `Cannot wait for an answer: ${reason}`));
    }
  }

  #end(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    clearTimeout(pending?.timer);
    return pending;
  }
}
