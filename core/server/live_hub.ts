/**
 * Sends the host's changes to every page. Changes are gathered and sent at most ten times a second, written once for
 * all pages; a page that cannot keep up or was away gets the whole state when it can, with the rounds and bets that it
 * missed. It never makes the host wait.
 */
import type { JobControls } from "../protocol/job.ts";
import type { PageChange, PageEvent, PageHost, PageMessage } from "../protocol/page.ts";

export const FLUSH_MS = 100;
/** With nothing else to send, the health numbers go out this often, so that a page can tell silence from calm. */
export const HEARTBEAT_MS = 1_000;
export const LIVE_CLIENTS_MAX = 32;
/** Bytes waiting in a page's socket above which it is skipped. */
export const CLIENT_BUFFER_BYTES_MAX = 262_144;
/** Rounds and bets gathered between two flushes; past it every page gets the whole state instead. */
export const EVENTS_MAX = 200;
/** Rounds and bets kept for pages that were away: some hours of eight tables. */
export const EVENTS_KEPT_MAX = 5_000;

/** The part of a WebSocket that the hub uses. */
export type LiveSocket = Pick<WebSocket, "bufferedAmount" | "close" | "readyState" | "send">;
type LatestOf = {
  [Type in "tables" | "plugins" | "betting" | "health" | "jobs"]?: Extract<PageChange, { type: Type }>;
};

/** Where a page stopped hearing. */
export interface HeardSoFar {
  stream: string;
  seq: number;
}

interface Listener {
  /** it has missed something */
  behind: boolean;
  /** number of the last message it has; null where it has nothing of this stream */
  seq: number | null;
}

export interface LiveHubOptions {
  host: PageHost;
  jobs?: Pick<JobControls, "subscribe">;
  /** Runs a task every `ms`; returns a function that ends it. */
  every: (ms: number, task: () => void) => () => void;
}

export class LiveHub {
  readonly #host: PageHost;
  readonly #endings: (() => void)[];
  readonly #listeners = new Map<LiveSocket, Listener>();
  /** names this stream: numbers of another one mean nothing here */
  readonly #stream = crypto.randomUUID();
  #latest: LatestOf = {};
  #events: PageEvent[] = [];
  #kept: { seq: number; event: PageEvent }[] = [];
  /** number of the newest event that is not kept any more */
  #forgottenSeq = 0;
  #seq = 0;
  #quietFlushes = 0;
  #skipped = 0;

  constructor(options: LiveHubOptions) {
    this.#host = options.host;
    this.#endings = [
      options.host.subscribe((change) => this.#gather(change)),
      ...options.jobs ? [options.jobs.subscribe((jobs) => this.#gather({ type: "jobs", jobs }))] : [],
      options.every(FLUSH_MS, () => this.flush()),
    ];
  }

  get clients(): number {
    return this.#listeners.size;
  }

  /** messages not sent because a page was too slow, counting up */
  get skipped(): number {
    return this.#skipped;
  }

  get full(): boolean {
    return this.#listeners.size >= LIVE_CLIENTS_MAX;
  }

  /** Sends the whole state to a page, with what it missed since it last heard, and from then on the changes. */
  add(socket: LiveSocket, heard: HeardSoFar | null = null): void {
    const seq = heard?.stream === this.#stream && heard.seq <= this.#seq ? heard.seq : null;
    this.#listeners.set(socket, { behind: true, seq });
    this.#catchUp(socket);
  }

  remove(socket: LiveSocket): void {
    this.#listeners.delete(socket);
  }

  /** Sends what has been gathered. */
  flush(): void {
    const events = this.#events, latest = Object.values(this.#latest);
    this.#events = [];
    this.#latest = {};
    for (const event of events) {
      this.#broadcast({ ...event, seq: ++this.#seq });
      this.#keep(event);
    }
    if (this.#listeners.size === 0) return;
    this.#quietFlushes = events.length + latest.length > 0 ? 0 : this.#quietFlushes + 1;
    if (this.#quietFlushes * FLUSH_MS >= HEARTBEAT_MS) {
      this.#quietFlushes = 0;
      latest.push({ type: "health", health: this.#host.state().health });
    }
    // Pages behind catch up after, not before: their state holds what is being sent now.
    for (const change of latest) this.#broadcast({ ...change, seq: ++this.#seq });
    for (const [socket, { behind }] of this.#listeners) if (behind) this.#catchUp(socket);
  }

  /** Ends the stream and says goodbye to every page. */
  close(): void {
    for (const end of this.#endings) end();
    for (const socket of this.#listeners.keys()) socket.close(1001, "the program is stopping");
    this.#listeners.clear();
  }

  #gather(change: PageChange): void {
    if (change.type !== "round" && change.type !== "bet") {
      if (this.#listeners.size > 0) this.#latest = { ...this.#latest, [change.type]: change };
      return;
    }
    if (this.#events.length < EVENTS_MAX) {
      this.#events.push(change);
      return;
    }
    for (const listener of this.#listeners.values()) listener.behind = true;
    this.#kept = [];
    this.#forgottenSeq = this.#seq + this.#events.length + 1;
  }

  #keep(event: PageEvent): void {
    if (this.#seq <= this.#forgottenSeq) return;
    this.#kept.push({ seq: this.#seq, event });
    if (this.#kept.length > EVENTS_KEPT_MAX) this.#forgottenSeq = this.#kept.shift()?.seq ?? 0;
  }

  #broadcast(message: PageMessage): void {
    const text = JSON.stringify(message);
    for (const [socket, listener] of this.#listeners) {
      if (listener.behind || socket.readyState !== WebSocket.OPEN) continue;
      if (socket.bufferedAmount <= CLIENT_BUFFER_BYTES_MAX) {
        socket.send(text);
        listener.seq = message.seq;
        continue;
      }
      this.#skipped += 1;
      listener.behind = true;
    }
  }

  #catchUp(socket: LiveSocket): void {
    const listener = this.#listeners.get(socket);
    if (!listener || socket.readyState !== WebSocket.OPEN || socket.bufferedAmount > 0) return;
    const seq = this.#seq, stream = this.#stream, missed = this.#missedSince(listener.seq);
    const message: PageMessage = { type: "state", seq, stream, state: this.#host.state(), missed };
    this.#listeners.set(socket, { behind: false, seq });
    socket.send(JSON.stringify(message));
  }

  #missedSince(seq: number | null): PageEvent[] | null {
    if (seq === null || seq < this.#forgottenSeq) return null;
    return this.#kept.filter((kept) => kept.seq > seq).map(({ event }) => event);
  }
}
