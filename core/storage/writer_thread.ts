/** Starts the writer's thread, keeps it running and says what it answers. Holds no row. */
import { HostError } from "../protocol/errors.ts";
import { filesOnly } from "../thread_permissions.ts";
import type { OutboxOptions } from "./outbox_triggers.ts";
import type { Timers } from "./timers.ts";
import { keptPaths } from "./wal_check.ts";
import type { WriterAnswer, WriterRequest } from "./writer_messages.ts";

/** The check of a large file at the start takes seconds. */
export const OPEN_DEADLINE_MS = 120_000;
const CLOSE_DEADLINE_MS = 2000;
const RESTART_MS = 1000;

/** The thread as the writer has to do with it. */
export type WriterLink = Pick<WriterThread, "post" | typeof Symbol.asyncDispose>;

export interface ThreadOptions {
  path: string;
  /** what is forwarded; null: nothing */
  outbox: OutboxOptions | null;
  timers: Timers;
  onAnswer(answer: WriterAnswer): void;
  /** The thread died: what it was given and did not answer is to be sent again once `onRestarted` is called. */
  onDied(reason: string): void;
  onRestarted(): void;
}

export class WriterThread implements AsyncDisposable {
  readonly #options: ThreadOptions;
  #worker: Worker | null = null;
  #closed: PromiseWithResolvers<void> | null = null;

  private constructor(options: ThreadOptions) {
    this.#options = options;
  }

  /** @throws {HostError} `storage` when the database cannot be opened */
  static async open(options: ThreadOptions): Promise<WriterThread> {
    const thread = new WriterThread(options);
    await thread.#start();
    return thread;
  }

  /** Sends a request, unless the thread is dead: then it is to be sent again after its restart. */
  post(request: WriterRequest): void {
    this.#worker?.postMessage(request);
  }

  /** Lets the thread end the transaction at hand and close the database; a stuck one is left behind. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = Promise.withResolvers();
    const giveUp = this.#options.timers.after(CLOSE_DEADLINE_MS, this.#closed.resolve);
    if (this.#worker) this.post({ type: "close" });
    else this.#closed.resolve();
    await this.#closed.promise;
    giveUp();
    this.#worker?.terminate();
    this.#worker = null;
  }

  async #start(): Promise<void> {
    const { path, outbox, timers } = this.#options;
    const worker = newWorker(path);
    const opened = Promise.withResolvers<void>();
    const refuse = (message: string) => opened.reject(new HostError("storage", message));
    const giveUp = timers.after(OPEN_DEADLINE_MS, () => refuse(`Cannot open database ${path}: no answer`));
    worker.onerror = (event) => {
      event.preventDefault();
      refuse(`Cannot open database ${path}: ${event.message}`);
      if (this.#worker === worker) this.#onDied(event.message);
    };
    worker.onmessage = ({ data }: MessageEvent<WriterAnswer>) => {
      if (data.type === "opened") opened.resolve();
      else if (data.type === "refused") refuse(data.message);
      else this.#onAnswer(data);
    };
    worker.postMessage({ type: "open", path, outbox } satisfies WriterRequest);
    try {
      await opened.promise;
      if (this.#closed) worker.terminate();
      else this.#worker = worker;
    } catch (error) {
      worker.terminate();
      throw error;
    } finally {
      giveUp();
    }
  }

  #onAnswer(answer: WriterAnswer): void {
    if (answer.type === "closed") this.#closed?.resolve();
    else this.#options.onAnswer(answer);
  }

  #onDied(message: string): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#closed?.resolve();
    this.#options.onDied(`Cannot write to the database: the writer's thread ended: ${message}`);
    this.#restart();
  }

  #restart(): void {
    const { timers, onDied, onRestarted } = this.#options;
    timers.after(RESTART_MS, () => {
      if (this.#closed) return;
      this.#start().then(onRestarted, (error) => {
        onDied((error as Error).message);
        this.#restart();
      });
    });
  }
}

function newWorker(path: string): Worker {
  const kept = keptPaths(path).flatMap((name) => [name, `${name}-wal`]);
  return new Worker(new URL("./writer_worker.ts", import.meta.url), {
    type: "module",
    name: "writer",
    // SQLite itself reaches the files beside the database unasked; our check and our sync of the -wal file do not.
    deno: {
      permissions: filesOnly({
        read: [path, `${path}-wal`, `${path}-journal`, ...kept],
        write: [path, `${path}-wal`, ...kept],
      }),
    },
  });
}
