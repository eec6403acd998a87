/** What the core asks of the database. Never writes, never delays the writer; every question ends in answer, failure or deadline. */
import { resolve } from "node:path";
import type { Bet, BetEvent, BetMode } from "../protocol/bet.ts";
import { HostError } from "../protocol/errors.ts";
import type { Round } from "../protocol/round.ts";
import type { EvidenceReading, Measure, Prediction, Signal } from "../protocol/rows.ts";
import type { RoundStatistics, RoundStatisticsQuery } from "../protocol/round_statistics.ts";
import { filesOnly } from "../thread_permissions.ts";
import type { LedgerCheck } from "./ledger_queries.ts";
import type { PageQuery, SampleRow, StoredOdds } from "./queries.ts";
import type { RoundPageQuery } from "./round_queries.ts";
import type { QueryArgument, QueryName, QueryResult, ReaderAnswer, ReaderRequest } from "./reader_messages.ts";
import { REAL_TIMERS, type Timers } from "./timers.ts";

/** Questions that may wait for their answer; further ones are refused. */
export const QUERIES_WAITING_MAX = 100;
const QUERY_DEADLINE_MS = 10_000;
/** The thread's start on a machine that is busy elsewhere: its modules are read and compiled first. */
const OPEN_DEADLINE_MS = 60_000;
const CLOSE_DEADLINE_MS = 2000;
/** A fiftieth of a second's work. */
const LEDGER_EVENTS_AT_ONCE = 2_000;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: HostError): void;
}

export class Reader implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #timers: Timers;
  readonly #waiting = new Map<number, Waiting>();
  readonly #opened = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  #lastId = 0;
  #failure: string | null = null;

  private constructor(path: string, timers: Timers) {
    this.#timers = timers;
    this.#worker = newWorker(path);
    this.#worker.onmessage = ({ data }: MessageEvent<ReaderAnswer>) => this.#onAnswer(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(`Cannot read the database: the reader's thread ended: ${event.message}`);
    };
    this.#post({ type: "open", path });
  }

  /**
   * Opens a database that a writer has made.
   *
   * @throws {HostError} `storage` when it is missing, too new or damaged
   */
  static async open(path: string, { timers = REAL_TIMERS }: { timers?: Timers } = {}): Promise<Reader> {
    const reader = new Reader(resolve(path), timers);
    const late = () => reader.#fail(`Cannot open database ${path}: no answer within ${OPEN_DEADLINE_MS} ms`);
    const callOff = timers.after(OPEN_DEADLINE_MS, late);
    try {
      await reader.#opened.promise;
      return reader;
    } finally {
      callOff();
    }
  }

  /** One page of finished rounds, newest first. */
  rounds(query: RoundPageQuery): Promise<Round[]> {
    return this.#ask("rounds", query);
  }

  /** One page of the ledger, newest first. */
  bets(query: PageQuery): Promise<Bet[]> {
    return this.#ask("bets", query);
  }

  /** One page of the reads that were not simply believed, newest first. */
  readings(query: PageQuery): Promise<EvidenceReading[]> {
    return this.#ask("readings", query);
  }

  /** One page of regions' colours, newest first. */
  samples(query: PageQuery): Promise<SampleRow[]> {
    return this.#ask("samples", query);
  }

  /** One bet of the ledger; null where there is none of that id. */
  bet(id: number): Promise<Bet | null> {
    return this.#ask("bet", id);
  }

  /** The states that one bet went through, oldest first. */
  betEvents(betId: number): Promise<BetEvent[]> {
    return this.#ask("betEvents", betId);
  }

  /** The hash of the ledger's newest event. */
  ledgerHead(): Promise<string> {
    return this.#ask("ledgerHead", undefined as never);
  }

  /** Checks that the whole ledger is as it was written; in pieces, so that other questions get in between. */
  async checkLedger({ head }: { head?: string } = {}): Promise<LedgerCheck> {
    let check: LedgerCheck | null = null;
    do check = await this.#ask("checkLedger", { from: check, limit: LEDGER_EVENTS_AT_ONCE, head }); while (!check.done);
    return check;
  }

  /** One page of markets as they were offered, newest first. */
  odds(query: PageQuery): Promise<StoredOdds[]> {
    return this.#ask("odds", query);
  }

  /** One page of collectors' own figures, newest first. */
  measures(query: PageQuery): Promise<Measure[]> {
    return this.#ask("measures", query);
  }

  /** One page of signals, newest first. */
  signals(query: PageQuery): Promise<Signal[]> {
    return this.#ask("signals", query);
  }

  /** One page of what models said of rounds and what came, newest first. */
  predictions(query: PageQuery): Promise<Prediction[]> {
    return this.#ask("predictions", query);
  }

  /** Bets without an outcome: requested, placing, placed or unknown; oldest first. */
  openBets(): Promise<Bet[]> {
    return this.#ask("openBets", undefined as never);
  }

  /** A table's last rounds, oldest first. */
  lastRounds(table: string, limit: number): Promise<Round[]> {
    return this.#ask("lastRounds", { table, limit });
  }

  /** Rounds counted by bins and spans of time. */
  roundStatistics(query: RoundStatisticsQuery): Promise<RoundStatistics> {
    return this.#ask("roundStatistics", query);
  }

  /** What the bets settled since that moment brought in all, minor units, stakes taken off. */
  profitSince(fromMs: number, of: { table?: string; mode?: BetMode } = {}): Promise<number> {
    return this.#ask("profitSince", { fromMs, ...of });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const callOff = this.#timers.after(CLOSE_DEADLINE_MS, this.#ended.resolve);
    if (this.#failure === null) this.#post({ type: "close" });
    await this.#ended.promise;
    callOff();
    this.#fail("Cannot read the database: the reader was closed");
  }

  #ask<Name extends QueryName>(name: Name, argument: QueryArgument<Name>): Promise<QueryResult<Name>> {
    if (this.#failure !== null) return Promise.reject(new HostError("storage", this.#failure));
    if (this.#waiting.size >= QUERIES_WAITING_MAX) {
      const message = `Cannot ask for ${name}: ${QUERIES_WAITING_MAX} questions already wait`;
      return Promise.reject(new HostError("queue_full", message));
    }
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const callOff = this.#timers.after(QUERY_DEADLINE_MS, () => {
      reject(new HostError("deadline", `Cannot answer ${name}: not within ${QUERY_DEADLINE_MS} ms`));
    });
    this.#waiting.set(id, { resolve, reject });
    this.#post({ type: "query", id, name, argument });
    return promise.finally(callOff) as Promise<QueryResult<Name>>;
  }

  #post(request: ReaderRequest): void {
    this.#worker.postMessage(request);
  }

  #onAnswer(answer: ReaderAnswer): void {
    if (answer.type === "opened") this.#opened.resolve();
    else if (answer.type === "refused") this.#fail(answer.message);
    else if (answer.type === "closed") this.#ended.resolve();
    else this.#settle(answer);
  }

  #settle(answer: Extract<ReaderAnswer, { id: number }>): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.type === "result") waiting?.resolve(answer.value);
    else waiting?.reject(new HostError("storage", answer.message));
  }

  #fail(message: string): void {
    this.#failure ??= message;
    this.#worker.terminate();
    this.#ended.resolve();
    this.#opened.reject(new HostError("storage", message));
    for (const { reject } of this.#waiting.values()) reject(new HostError("storage", message));
    this.#waiting.clear();
  }
}

function newWorker(path: string): Worker {
  return new Worker(new URL("./reader_worker.ts", import.meta.url), {
    type: "module",
    name: "reader",
    deno: { permissions: filesOnly({ read: [path] }) },
  });
}
