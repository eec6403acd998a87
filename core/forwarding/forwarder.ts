/**
 * Moves rows from the outbox to the other side. Delivers at least once, oldest first, two batches under way at a time;
 * that a row counts once, in whatever order batches come, is the collector's to see to. Loses nothing when it is killed:
 * what is not noted as sent is sent again.
 */
import { BATCH_BYTES_MAX, BATCH_ROWS, BATCH_ROWS_MAX, type LogAnswer } from "../protocol/forwarding.ts";
import type { Outbox, OutboxRow } from "../storage/outbox.ts";
import type { Timers } from "../storage/timers.ts";
import { backoffMs } from "./backoff.ts";
import { BatchRefused, type Transport, TryLater } from "./transport.ts";

/** Age at which the oldest row that waits makes a batch of what there is. */
const BATCH_AGE_MAX_MS = 10_000;
/** How often is looked whether a batch is due. */
const LOOK_EVERY_MS = 1_000;
const HEALTH_EVERY_MS = 30_000;
/** Batches under way at a time: while the other side keeps one, this side reads the next and notes the last. */
const BATCHES_UNDER_WAY_MAX = 2;
/** Rows that one transaction notes as sent, and the pause after it, in which the writer finds the database free. */
const ROWS_NOTED_AT_ONCE = 200;
const NOTED_PAUSE_MS = 1;
/** Leaves room in a message for what stands around the rows. */
const DATA_CHARACTERS_MAX = BATCH_BYTES_MAX / 2;

export interface ForwarderOptions {
  outbox: Pick<Outbox, "next" | "waiting" | "markSent" | "markFailed" | "noteRetry" | "refill">;
  transport: Transport;
  timers: Timers;
  /** epoch milliseconds, only compared with the rows' own times */
  epochMs: () => number;
  /** 0 to 1 */
  random: () => number;
}

/** What the forwarder says of itself. */
export interface ForwarderState {
  state: "sending" | "idle" | "waiting" | "stopped";
  sentInRun: number;
  batchesInRun: number;
  duplicatesInRun: number;
  attempts: number;
  /** milliseconds until the next attempt; null where none is due */
  nextAttemptInMs: number | null;
  trouble: string;
}

export class Forwarder {
  readonly #options: ForwarderOptions;
  #state: ForwarderState["state"] = "idle";
  #counts = { sentInRun: 0, batchesInRun: 0, duplicatesInRun: 0 };
  #attempts = 0;
  #trouble = "";
  #nextAttemptMs: number | null = null;
  #reachable = true;
  #lookInMs = LOOK_EVERY_MS;
  #stopped = false;
  /** rows up to this number are under way or noted: the next batch begins after it */
  #takenToId = 0;
  #wake: () => void = () => {};

  constructor(options: ForwarderOptions) {
    this.#options = options;
  }

  view(): ForwarderState {
    const inMs = this.#nextAttemptMs === null ? null : this.#nextAttemptMs - this.#options.timers.nowMs();
    return {
      state: this.#stopped ? "stopped" : this.#state,
      ...this.#counts,
      attempts: this.#attempts,
      nextAttemptInMs: inMs === null ? null : Math.max(0, Math.round(inMs)),
      trouble: this.#trouble,
    };
  }

  /** Forwards until `stop()` is called; then resolves after the attempt at hand. */
  async run(): Promise<void> {
    const callOffHealth = this.#watchHealth();
    while (!this.#stopped) {
      const due = await this.#step();
      if (due > 0 && !this.#stopped) await this.#sleep(due);
    }
    callOffHealth();
  }

  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  /** Forwards what is due. @returns milliseconds until there may be more */
  async #step(): Promise<number> {
    this.#takenToId = 0;
    const failures: Error[] = [];
    const lanes = Array.from({ length: BATCHES_UNDER_WAY_MAX }, () => this.#forwardDue(failures));
    const sent = (await Promise.all(lanes)).includes(true);
    if (failures.length > 0) return this.#fail(failures[0]);
    if (sent) return 0;
    this.#state = "idle";
    return this.#lookInMs;
  }

  /** One batch after the other until none is due, or one of all that are under way has failed. @returns whether any was due */
  async #forwardDue(failures: Error[]): Promise<boolean> {
    let any = false;
    try {
      while (!this.#stopped && failures.length === 0) {
        const rows = this.#due();
        if (rows.length === 0) break;
        any = true;
        this.#state = "sending";
        this.#takenToId = rows[rows.length - 1].id;
        await this.#forward(rows);
        this.#succeed();
      }
    } catch (error) {
      failures.push(error as Error);
    }
    return any;
  }

  /** A batch of 32, or of what has waited long enough; a large one where more than 32 wait. */
  #due(): OutboxRow[] {
    const { outbox, epochMs } = this.#options;
    outbox.refill(BATCH_ROWS_MAX);
    const { rows, sinceMs } = outbox.waiting({ afterId: this.#takenToId, rowsMax: BATCH_ROWS + 1 });
    this.#lookInMs = LOOK_EVERY_MS;
    if (rows === 0 || sinceMs === null) return [];
    const ageMs = epochMs() - sinceMs;
    // A clock that was set back must not make rows wait for it to come round again.
    const young = ageMs >= 0 && ageMs < BATCH_AGE_MAX_MS;
    if (rows < BATCH_ROWS && young) {
      this.#lookInMs = Math.min(LOOK_EVERY_MS, BATCH_AGE_MAX_MS - ageMs);
      return [];
    }
    const rowsMax = rows > BATCH_ROWS ? BATCH_ROWS_MAX : BATCH_ROWS;
    return outbox.next({ afterId: this.#takenToId, rowsMax, charactersMax: DATA_CHARACTERS_MAX });
  }

  /** Sends rows; where the other side refuses the batch, halves of it, down to the row that is to blame. */
  async #forward(rows: readonly OutboxRow[]): Promise<void> {
    const { outbox, transport } = this.#options;
    let answer: LogAnswer;
    try {
      answer = await transport.send(batchOf(rows));
    } catch (error) {
      if (error instanceof BatchRefused) return await this.#forwardHalves(rows, error);
      this.#noteRetry(rows, error as Error);
      throw error;
    }
    const conflicts = new Set(answer.conflicts.map(({ kind, id }) => `${kind} ${id}`));
    const [failed, sent] = conflicts.size === 0 ? [[], rows] : split(rows, (row) => conflicts.has(nameOf(row)));
    await this.#markSent(sent);
    for (const { id } of failed) outbox.markFailed(id, "the collector keeps another row under this row's name");
    this.#counts.sentInRun += sent.length;
    this.#counts.batchesInRun += 1;
    this.#counts.duplicatesInRun += answer.duplicates;
  }

  async #markSent(rows: readonly OutboxRow[]): Promise<void> {
    const { outbox, timers } = this.#options;
    for (let first = 0; first < rows.length; first += ROWS_NOTED_AT_ONCE) {
      if (first > 0) await new Promise<void>((resolve) => timers.after(NOTED_PAUSE_MS, resolve));
      outbox.markSent(rows.slice(first, first + ROWS_NOTED_AT_ONCE).map(({ id }) => id));
    }
  }

  async #forwardHalves(rows: readonly OutboxRow[], refusal: BatchRefused): Promise<void> {
    if (rows.length === 1) return this.#options.outbox.markFailed(rows[0].id, refusal.message);
    const middle = rows.length >> 1;
    await this.#forward(rows.slice(0, middle));
    await this.#forward(rows.slice(middle));
  }

  /** A note that cannot be made must not hide why it was to be made. */
  #noteRetry(rows: readonly OutboxRow[], { message }: Error): void {
    try {
      this.#options.outbox.noteRetry(rows.map(({ id }) => id), message);
    } catch { /* the database is in trouble: the next attempt says so */ }
  }

  #succeed(): void {
    this.#reachable = true;
    this.#attempts = 0;
    this.#nextAttemptMs = null;
    this.#trouble = "";
  }

  #fail(error: Error): number {
    this.#state = "waiting";
    this.#attempts += 1;
    this.#trouble = error.message;
    const waitMs = error instanceof TryLater ? error.waitMs : 0;
    if (error instanceof TryLater && error.unreachable) this.#reachable = false;
    const delayMs = Math.max(waitMs, backoffMs(this.#attempts, this.#options.random()));
    this.#nextAttemptMs = this.#options.timers.nowMs() + delayMs;
    return delayMs;
  }

  /** Resolves after a time, or when something has come up. */
  async #sleep(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const callOff = this.#options.timers.after(ms, resolve);
    await promise;
    callOff();
  }

  /** The other side's return ends the waiting. The first look comes at a random moment: many machines look. */
  #watchHealth(): () => void {
    const { timers, random } = this.#options;
    let callOff = () => {};
    const lookAfter = (ms: number) => {
      callOff = timers.after(ms, () => {
        void this.#lookAtHealth();
        lookAfter(HEALTH_EVERY_MS);
      });
    };
    lookAfter(HEALTH_EVERY_MS * random());
    return () => callOff();
  }

  async #lookAtHealth(): Promise<void> {
    const healthy = await this.#options.transport.healthy();
    const recovered = healthy && !this.#reachable;
    this.#reachable = healthy;
    if (!recovered) return;
    this.#attempts = 0;
    this.#wake();
  }
}

/** The rows' data are JSON already. */
function batchOf(rows: readonly OutboxRow[]): string {
  const texts = rows.map(({ data, image, atMs }) => `{"atMs":${atMs},"image":${JSON.stringify(image)},"data":${data}}`);
  return `{"rows":[${texts.join(",")}]}`;
}

function nameOf({ data }: OutboxRow): string {
  const { kind, id } = JSON.parse(data) as { kind: string; id: number };
  return `${kind} ${id}`;
}

function split<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}
