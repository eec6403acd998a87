/**
 * The one writer of the database, as the core sees it: takes rows and bets, never waits for the disk, says what is
 * committed. Rows go to its thread in batches; what finds no room goes to a journal; nothing is dropped silently.
 */
import { resolve } from "node:path";
import { type Clock, WallClock } from "../clock.ts";
import type { Bet } from "../protocol/bet.ts";
import type { WriterView } from "../protocol/page.ts";
import type { StoredRow } from "../protocol/rows.ts";
import { bufferLevel, flushMs, flushRows } from "./batch_rule.ts";
import { BetSaver } from "./bet_saver.ts";
import { flatten } from "./flat_batch.ts";
import { DISK, Journal, type JournalDisk } from "./journal.ts";
import type { OutboxOptions } from "./outbox_triggers.ts";
import { careLine, type CarePolicy } from "./row_care.ts";
import { RowBuffer } from "./row_buffer.ts";
import { REAL_TIMERS, type Timers } from "./timers.ts";
import type { BatchDone, BatchJob, WriterAnswer } from "./writer_messages.ts";
import { WriterStatistics } from "./writer_statistics.ts";
import { type ThreadOptions, type WriterLink, WriterThread } from "./writer_thread.ts";

/** Batches with the thread at a time: enough to keep it busy, few enough for a bet to come soon. */
const BATCHES_IN_FLIGHT_MAX = 8;
/** With more than so many there, the next ones wait, so that they can go in one message. */
const BATCHES_AHEAD = 4;
/** Age of an unanswered batch from which on the thread counts as stuck. */
const STUCK_MS = 3000;
const BET_DEADLINE_MS = 2000;
const LEVELS: readonly WriterView["level"][] = ["normal", "warning", "critical", "journal"];

export interface WriterOptions {
  /** the database file */
  path: string;
  /** JSON lines of rows that found no room in memory */
  journalPath: string;
  /** how many tables send rows */
  tables: number;
  /** what is put into the outbox with each row; null: nothing is forwarded */
  outbox?: OutboxOptions | null;
  /** Rows that are in the database for good, in order; a rejected one is there too, with its error, and its plugin is named. */
  onCommitted?: (rows: readonly StoredRow[], rejectedOf: readonly string[]) => void;
  log?: (level: "info" | "warning" | "error", message: string) => void;
  /** gives the audit's times */
  clock?: Pick<Clock, "nowMs">;
  /** time after which `saveBet` gives up */
  betDeadlineMs?: number;
  timers?: Timers;
  /** starts the thread that writes, and gives the journal's files */
  openThread?: (options: ThreadOptions) => Promise<WriterLink>;
  journalDisk?: JournalDisk;
}

export class Writer implements AsyncDisposable {
  readonly #options: Required<WriterOptions>;
  readonly #journal: Journal;
  readonly #buffer: RowBuffer;
  readonly #bets: BetSaver;
  readonly #statistics: WriterStatistics;
  #thread!: WriterLink;
  #tables: number;
  #level: WriterView["level"] = "normal";
  #trouble = "";
  /** when each batch in flight was sent, oldest first */
  readonly #sentAtMs = new Map<number, number>();
  #callOffFlush: (() => void) | null = null;
  /** what waits has waited long enough: it is sent even if it fills no batch */
  #due = false;
  readonly #drains = new Set<() => void>();
  #closed = false;

  private constructor(options: Required<WriterOptions>) {
    const { timers, log } = options;
    this.#options = options;
    this.#tables = options.tables;
    this.#journal = Journal.open({ path: options.journalPath, log, nowMs: timers.nowMs, disk: options.journalDisk });
    this.#buffer = new RowBuffer(this.#journal);
    this.#statistics = new WriterStatistics(timers.nowMs);
    const trouble = () => this.#currentTrouble(), deadlineMs = options.betDeadlineMs;
    this.#bets = new BetSaver({ post: (job) => this.#thread.post(job), timers, deadlineMs, trouble });
  }

  /**
   * Opens database and journal, and begins with the rows that the last run left in the journal.
   *
   * @throws {HostError} `storage`, naming the file and what to do, when either cannot be used; they are left untouched
   */
  static async open(options: WriterOptions): Promise<Writer> {
    const writer = new Writer({
      onCommitted: () => {},
      log: () => {},
      clock: new WallClock(),
      betDeadlineMs: BET_DEADLINE_MS,
      timers: REAL_TIMERS,
      openThread: WriterThread.open,
      journalDisk: DISK,
      outbox: null,
      ...options,
      path: resolve(options.path),
    });
    await writer.#open();
    return writer;
  }

  /** How many tables send rows: decides how large batches are and how long a row waits. */
  setTables(tables: number): void {
    this.#tables = tables;
    this.#pump();
  }

  /** Takes rows for the database. Returns at once. */
  add(rows: readonly StoredRow[]): void {
    if (this.#closed) throw new TypeError("Cannot add rows: the writer is closed");
    this.#buffer.add(rows);
    this.#statistics.onQueued(this.#buffer.rows);
    this.#pump();
    this.#watchLevel();
  }

  /**
   * Resolves once the bet, as it now stands, is on the disk.
   *
   * @throws {HostError} `storage` when it is not, or not in time: then nothing may be clicked
   */
  saveBet(bet: Bet): Promise<void> {
    if (this.#closed) return Promise.reject(new TypeError("Cannot save bet: the writer is closed"));
    return this.#bets.save(bet, this.#options.clock.nowMs());
  }

  /** Forgets old rows and gives their room back, whenever there is nothing to write. */
  care(policy: CarePolicy): void {
    if (!this.#closed) this.#thread.post({ type: "care", policy });
  }

  view(): WriterView {
    const { rowsWritten, batches, rejectedRows, peakQueuedRows, warnings, errors } = this.#statistics;
    const { rowsPerSecond, averageBatchRows, averageBatchMs } = this.#statistics;
    return {
      rowsWritten,
      rowsPerSecond,
      batches,
      averageBatchRows,
      averageBatchMs,
      queuedRows: this.#buffer.rows,
      peakQueuedRows,
      journalRows: this.#buffer.journalRows,
      rejectedRows,
      warnings,
      errors,
      level: this.#level,
      shed: this.#journal.shed.list(),
      trouble: this.#currentTrouble(),
    };
  }

  /**
   * Sends everything at once and waits until it is committed.
   *
   * @returns rows that are not, when the deadline came first; closing puts them into the journal
   */
  async drain({ deadlineMs }: { deadlineMs: number }): Promise<{ remaining: number }> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const callOff = this.#options.timers.after(deadlineMs, resolve);
    this.#drains.add(resolve);
    this.#pump();
    await promise;
    callOff();
    this.#drains.delete(resolve);
    return { remaining: this.#remaining() };
  }

  /** Stops the thread; what is not committed goes to the journal, for the next start. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#callOffFlush?.();
    await this.#thread[Symbol.asyncDispose]();
    this.#bets.close();
    if (this.#remaining() > 0) this.#options.log("warning", `${this.#remaining()} rows are kept in the journal`);
    this.#buffer.close();
  }

  async #open(): Promise<void> {
    try {
      this.#thread = await this.#options.openThread({
        path: this.#options.path,
        outbox: this.#options.outbox,
        timers: this.#options.timers,
        onAnswer: (answer) => this.#onAnswer(answer),
        onDied: (reason) => this.#setTrouble(reason),
        onRestarted: () => this.#resend(),
      });
    } catch (error) {
      this.#buffer.close();
      throw error;
    }
    this.#pump();
    this.#watchLevel();
  }

  #onAnswer(answer: WriterAnswer): void {
    if (answer.type === "trouble") return this.#setTrouble(answer.text);
    if (answer.type === "told") return this.#options.log("error", answer.text);
    if (answer.type === "cared") return this.#options.log("info", careLine(answer.report));
    this.#setTrouble("");
    if (answer.type === "bet") this.#bets.onSaved(answer.id);
    else if (answer.type === "bet-refused") this.#bets.onRefused(answer.id, answer.message);
    else if (answer.type === "batches") {
      for (const done of answer.done) this.#onBatch(done);
      this.#pump();
      this.#watchLevel();
    }
  }

  #onBatch({ id, result, ms }: BatchDone): void {
    const rows = this.#buffer.commit(id);
    this.#sentAtMs.delete(id);
    this.#statistics.onBatch(result, ms);
    if (result.rejected > 0) {
      this.#statistics.errors += 1;
      this.#options.log("error", `${result.rejected} of ${rows.length} rows set aside: ${result.firstError}`);
    }
    this.#options.onCommitted(rows, result.rejectedOf);
  }

  /** Sends what the rule says is due, and sees to it that the rest becomes due in time. */
  #pump(): void {
    if (this.#closed) return;
    this.#buffer.refill();
    if (this.#buffer.batchesInFlight <= BATCHES_AHEAD) this.#sendDue();
    if (this.#remaining() === 0) { for (const drained of this.#drains) drained(); }
    this.#schedule();
  }

  #sendDue(): void {
    const batchRows = flushRows(this.#tables);
    const rowsMin = this.#due || this.#drains.size > 0 ? 1 : batchRows;
    const jobs: BatchJob[] = [];
    while (this.#buffer.batchesInFlight < BATCHES_IN_FLIGHT_MAX && this.#buffer.queuedRows >= rowsMin) {
      jobs.push(this.#job(this.#buffer.take(batchRows)));
    }
    if (jobs.length > 0) this.#thread.post({ type: "batches", jobs });
  }

  #job({ id, rows }: { id: number; rows: StoredRow[] }): BatchJob {
    this.#sentAtMs.set(id, this.#options.timers.nowMs());
    return { id, batch: flatten(rows), atMs: this.#options.clock.nowMs() };
  }

  #schedule(): void {
    if (this.#buffer.queuedRows === 0) {
      this.#due = false;
      this.#callOffFlush?.();
      this.#callOffFlush = null;
    } else if (!this.#due && this.#callOffFlush === null) {
      this.#callOffFlush = this.#options.timers.after(flushMs(this.#tables), () => {
        this.#callOffFlush = null;
        this.#due = true;
        this.#pump();
      });
    }
  }

  /** The thread is a new one: it knows nothing of what the old one did not answer. */
  #resend(): void {
    const jobs = [...this.#buffer.inFlight()].map(([id, rows]) => this.#job({ id, rows }));
    this.#thread.post({ type: "batches", jobs });
    this.#bets.repost();
    this.#pump();
  }

  #remaining(): number {
    return this.#buffer.rows + this.#buffer.journalRows;
  }

  #watchLevel(): void {
    const level = this.#buffer.journalRows > 0 ? "journal" : bufferLevel(this.#buffer.rows);
    if (level === this.#level) return;
    const worse = LEVELS.indexOf(level) > LEVELS.indexOf(this.#level);
    this.#level = level;
    if (worse) this.#statistics.warnings += 1;
    const rows = `${this.#buffer.rows} rows wait in memory, ${this.#buffer.journalRows} in the journal`;
    this.#options.log(worse ? "warning" : "info", `Writer's buffer is at level ${level}: ${rows}`);
  }

  #setTrouble(text: string): void {
    if (text === this.#trouble) return;
    if (this.#trouble === "") this.#statistics.errors += 1;
    this.#trouble = text;
    this.#options.log(text ? "error" : "info", text || "The database takes rows again");
  }

  #currentTrouble(): string {
    const [oldestMs] = this.#sentAtMs.values();
    const waitedMs = oldestMs === undefined ? 0 : this.#options.timers.nowMs() - oldestMs;
    const stuck = waitedMs > STUCK_MS ? `Cannot write to the database: no answer for ${Math.round(waitedMs)} ms` : "";
    const shed = this.#journal.shed.rows > 0 ? `${this.#journal.shed.rows} rows lost: the disk took none` : "";
    return [this.#trouble || stuck, this.#journal.trouble, shed].filter(Boolean).join("; ");
  }
}
