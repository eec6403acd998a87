/** What the writer's thread does: bets first, then batches, each until the database takes it. Owns no thread and no file. */
import type { DatabaseSync } from "node:sqlite";
import { BetStore } from "./bet_store.ts";
import { type CarePolicy, RowCare } from "./row_care.ts";
import { RowStore } from "./row_store.ts";
import type { Timers } from "./timers.ts";
import { troubleOf } from "./trouble.ts";
import type { BatchDone, BatchJob, WriterAnswer, WriterRequest } from "./writer_messages.ts";

const RETRY_MS = 100;
/** What a loss of power may take: rows acknowledged no longer ago than this. Bets are on the disk before they are answered. */
export const UNSYNCED_MS_MAX = 1000;
/** Between two steps of care whatever has come has its turn. */
const CARE_PAUSE_MS = 20;

type Batches = Extract<WriterRequest, { type: "batches" }>;
type BetJob = Extract<WriterRequest, { type: "bet" }>;

export interface WriterJobsOptions {
  /** the only writing connection */
  database: DatabaseSync;
  answer: (answer: WriterAnswer) => void;
  timers: Timers;
  /** makes what is committed outlive a loss of power */
  sync: () => void;
}

/** Both kinds keep their order. How many may wait is the core's to limit. */
export class WriterJobs {
  readonly #options: WriterJobsOptions;
  readonly #rows: RowStore;
  readonly #bets: BetStore;
  readonly #waitingBets: BetJob[] = [];
  readonly #waitingBatches: BatchJob[] = [];
  #done: BatchDone[] = [];
  #callOffRetry: (() => void) | null = null;
  #callOffCare: (() => void) | null = null;
  #callOffSync: (() => void) | null = null;

  constructor(options: WriterJobsOptions) {
    this.#options = options;
    this.#rows = new RowStore(options.database);
    this.#bets = new BetStore(options.database);
  }

  take(request: Batches | BetJob): void {
    if (request.type === "bet") this.#waitingBets.push(request);
    else this.#waitingBatches.push(...request.jobs);
    if (this.#callOffRetry === null) this.#work();
  }

  /** Looks after what is stored, a little whenever there is nothing to write; answers when it is done. */
  care(policy: CarePolicy): void {
    this.#callOffCare?.();
    const care = new RowCare(this.#options.database, policy);
    const step = () => {
      this.#callOffCare = null;
      if (this.#isIdle && !this.#careStep(care)) return this.#options.answer({ type: "cared", report: care.report });
      this.#callOffCare = this.#options.timers.after(CARE_PAUSE_MS, step);
    };
    step();
  }

  /** What still waits stays unanswered: the core keeps it. */
  stop(): void {
    this.#callOffRetry?.();
    this.#callOffCare?.();
    if (this.#callOffSync) this.#sync();
    this.#callOffSync?.();
  }

  get #isIdle(): boolean {
    return this.#callOffRetry === null && this.#waitingBatches.length === 0;
  }

  /** Trouble with care is no trouble yet: it goes on later. */
  #careStep(care: RowCare): boolean {
    try {
      return care.step();
    } catch {
      return true;
    }
  }

  #work(): void {
    this.#callOffRetry = null;
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
      this.#options.answer({ type: "trouble", text });
      // Not a loop: new messages, a bet or the end, must get in between.
      this.#callOffRetry = this.#options.timers.after(RETRY_MS, () => this.#work());
    }
  }

  #save({ id, bet, atMs }: BetJob): void {
    try {
      this.#bets.save(bet, { atMs });
      // It took with it all that was committed before.
      this.#callOffSync?.();
      this.#callOffSync = null;
      this.#options.answer({ type: "bet", id });
    } catch (error) {
      if (troubleOf(error)) throw error;
      this.#options.answer({ type: "bet-refused", id, message: (error as Error).message });
    }
  }

  #write({ id, batch, atMs }: BatchJob): BatchDone {
    const start = this.#options.timers.nowMs();
    const result = this.#rows.write(batch, { atMs });
    this.#callOffSync ??= this.#options.timers.after(UNSYNCED_MS_MAX, () => this.#sync());
    return { id, result, ms: this.#options.timers.nowMs() - start };
  }

  #sync(): void {
    this.#callOffSync?.();
    this.#callOffSync = null;
    try {
      this.#options.sync();
    } catch (error) {
      const text = `Cannot make stored rows safe from a loss of power: ${(error as Error).message}`;
      this.#options.answer({ type: "trouble", text });
      this.#callOffSync = this.#options.timers.after(UNSYNCED_MS_MAX, () => this.#sync());
    }
  }

  #answer(): void {
    if (this.#done.length > 0) this.#options.answer({ type: "batches", done: this.#done });
    this.#done = [];
  }
}
