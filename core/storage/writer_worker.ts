/** The writer's thread: the only writing connection. Whatever waits is tried again until the database takes it. */
import type { DatabaseSync } from "node:sqlite";
import type { HostError } from "../protocol/errors.ts";
import { BetStore } from "./bet_store.ts";
import { openForWriting } from "./open_database.ts";
import { installOutbox, type OutboxOptions } from "./outbox_triggers.ts";
import { RowStore } from "./row_store.ts";
import { troubleOf } from "./trouble.ts";
import type { BatchDone, BatchJob, WriterAnswer, WriterRequest } from "./writer_messages.ts";

const RETRY_MS = 100;

type Batches = Extract<WriterRequest, { type: "batches" }>;
type BetJob = Extract<WriterRequest, { type: "bet" }>;

const self = globalThis as unknown as {
  onmessage: (event: MessageEvent<WriterRequest>) => void;
  postMessage(answer: WriterAnswer): void;
  close(): void;
};

/** Bets go first; both kinds keep their order. How many may wait is the core's to limit. */
class Thread {
  readonly #database: DatabaseSync;
  readonly #rows: RowStore;
  readonly #bets: BetStore;
  readonly #waitingBets: BetJob[] = [];
  readonly #waitingBatches: BatchJob[] = [];
  #done: BatchDone[] = [];
  #retry: ReturnType<typeof setTimeout> | null = null;

  constructor(path: string, outbox: OutboxOptions | null) {
    this.#database = openForWriting(path);
    if (outbox) installOutbox(this.#database, outbox);
    this.#rows = new RowStore(this.#database);
    this.#bets = new BetStore(this.#database);
  }

  take(request: Batches | BetJob): void {
    if (request.type === "bet") this.#waitingBets.push(request);
    else this.#waitingBatches.push(...request.jobs);
    if (this.#retry === null) this.#work();
  }

  /** What still waits stays unanswered: the core keeps it. */
  close(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#database.close();
  }

  #work(): void {
    this.#retry = null;
    try {
      for (let bet = this.#waitingBets[0]; bet; bet = this.#waitingBets[0]) {
        this.#save(bet);
        this.#waitingBets.shift();
      }
      for (let batch = this.#waitingBatches[0]; batch; batch = this.#waitingBatches[0]) {
        this.#done.push(this.#write(batch));
        this.#waitingBatches.shift();
      }
      this.#answer();
    } catch (error) {
      this.#answer();
      const text = troubleOf(error) ?? `Cannot write to the database: ${(error as Error).message}`;
      self.postMessage({ type: "trouble", text });
      // Not a loop: new messages, a bet or the end, must get in between.
      this.#retry = setTimeout(() => this.#work(), RETRY_MS);
    }
  }

  #save({ id, bet, atMs }: BetJob): void {
    try {
      this.#bets.save(bet, { atMs });
      self.postMessage({ type: "bet", id });
    } catch (error) {
      if (troubleOf(error)) throw error;
      self.postMessage({ type: "bet-refused", id, message: (error as Error).message });
    }
  }

  #write({ id, batch, atMs }: BatchJob): BatchDone {
    const start = performance.now();
    const result = this.#rows.write(batch, { atMs });
    return { id, result, ms: performance.now() - start };
  }

  #answer(): void {
    if (this.#done.length > 0) self.postMessage({ type: "batches", done: this.#done });
    this.#done = [];
  }
}

let thread: Thread | null = null;

function open(path: string, outbox: OutboxOptions | null): void {
  try {
    thread = new Thread(path, outbox);
    self.postMessage({ type: "opened" });
  } catch (error) {
    self.postMessage({ type: "refused", message: (error as HostError).message });
  }
}

self.onmessage = ({ data }) => {
  if (data.type === "open") open(data.path, data.outbox);
  else if (data.type !== "close") thread?.take(data);
  else {
    thread?.close();
    self.postMessage({ type: "closed" });
    self.close();
  }
};
