/**
 * Sends the host's changes to every page. Changes are gathered and sent at most ten times a second, written once for
 * all pages; a page that cannot keep up is skipped and gets the whole state when it can. It never makes the host wait.
 */
import type { PageChange, PageHost, PageMessage } from "../protocol/page.ts";

export const FLUSH_MS = 100;
/** With nothing else to send, the health numbers go out this often, so that a page can tell silence from calm. */
export const HEARTBEAT_MS = 1_000;
export const LIVE_CLIENTS_MAX = 32;
/** Bytes waiting in a page's socket above which it is skipped. */
export const CLIENT_BUFFER_BYTES_MAX = 262_144;
/** Rounds and bets gathered between two flushes; past it every page gets the whole state instead. */
export const EVENTS_MAX = 200;

/** The part of a WebSocket that the hub uses. */
export type LiveSocket = Pick<WebSocket, "bufferedAmount" | "close" | "readyState" | "send">;
type LatestOf = { [Type in "tables" | "plugins" | "betting" | "health"]?: Extract<PageChange, { type: Type }> };
type LiveEvent = Extract<PageChange, { type: "round" | "bet" }>;

export interface LiveHubOptions {
  host: PageHost;
  /** Runs a task every `ms`; returns a function that ends it. */
  every: (ms: number, task: () => void) => () => void;
}

export class LiveHub {
  readonly #host: PageHost;
  readonly #endings: (() => void)[];
  /** each page, and whether it has missed something */
  readonly #behind = new Map<LiveSocket, boolean>();
  #latest: LatestOf = {};
  #events: LiveEvent[] = [];
  #seq = 0;
  #quietFlushes = 0;
  #skipped = 0;

  constructor(options: LiveHubOptions) {
    this.#host = options.host;
    this.#endings = [
      options.host.subscribe((change) => this.#gather(change)),
      options.every(FLUSH_MS, () => this.flush()),
    ];
  }

  get clients(): number {
    return this.#behind.size;
  }

  /** messages not sent because a page was too slow, counting up */
  get skipped(): number {
    return this.#skipped;
  }

  get full(): boolean {
    return this.#behind.size >= LIVE_CLIENTS_MAX;
  }

  /** Sends the whole state to a page, and from then on the changes. */
  add(socket: LiveSocket): void {
    this.#behind.set(socket, true);
    this.#catchUp(socket);
  }

  remove(socket: LiveSocket): void {
    this.#behind.delete(socket);
  }

  /** Sends what has been gathered. */
  flush(): void {
    const changes: PageChange[] = [...this.#events, ...Object.values(this.#latest)];
    this.#events = [];
    this.#latest = {};
    if (this.#behind.size === 0) return;
    this.#quietFlushes = changes.length > 0 ? 0 : this.#quietFlushes + 1;
    if (this.#quietFlushes * FLUSH_MS >= HEARTBEAT_MS) {
      this.#quietFlushes = 0;
      changes.push({ type: "health", health: this.#host.state().health });
    }
    // Pages behind catch up after, not before: their state holds what is being sent now.
    for (const change of changes) this.#broadcast({ ...change, seq: ++this.#seq });
    for (const [socket, behind] of this.#behind) if (behind) this.#catchUp(socket);
  }

  /** Ends the stream and says goodbye to every page. */
  close(): void {
    for (const end of this.#endings) end();
    for (const socket of this.#behind.keys()) socket.close(1001, "the program is stopping");
    this.#behind.clear();
  }

  #gather(change: PageChange): void {
    if (this.#behind.size === 0) return;
    if (change.type !== "round" && change.type !== "bet") {
      this.#latest = { ...this.#latest, [change.type]: change };
      return;
    }
    if (this.#events.length < EVENTS_MAX) {
      this.#events.push(change);
      return;
    }
    for (const socket of this.#behind.keys()) this.#behind.set(socket, true);
  }

  #broadcast(message: PageMessage): void {
    const text = JSON.stringify(message);
    for (const [socket, behind] of this.#behind) {
      if (behind || socket.readyState !== WebSocket.OPEN) continue;
      if (socket.bufferedAmount <= CLIENT_BUFFER_BYTES_MAX) {
        socket.send(text);
        continue;
      }
      this.#skipped += 1;
      this.#behind.set(socket, true);
    }
  }

  #catchUp(socket: LiveSocket): void {
    if (socket.readyState !== WebSocket.OPEN || socket.bufferedAmount > 0) return;
    this.#behind.set(socket, false);
    const message: PageMessage = { type: "state", seq: this.#seq, state: this.#host.state() };
    socket.send(JSON.stringify(message));
  }
}
