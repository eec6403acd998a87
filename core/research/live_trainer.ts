/** Trains tables' models on a thread, one after the other; the thread ends with its table. Decides not when. */
import { join, resolve } from "node:path";
import { HostError } from "../protocol/errors.ts";
import { DATABASE_FILE } from "../storage/open_database.ts";
import { filesOnly } from "../thread_permissions.ts";
import type { LiveTrainingAnswer, LiveTrainingOrder } from "./live_training_worker.ts";
import { MODELS_FOLDER } from "./model_file.ts";

/** A training that takes longer has hung. */
const TRAINING_MS_MAX = 600_000;

export class LiveTrainer implements AsyncDisposable {
  readonly #dataDir: string;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;
  /** ends the training under way */
  #stop: ((reason: string) => void) | null = null;

  constructor(dataDir: string) {
    this.#dataDir = resolve(dataDir);
  }

  /** @returns the model's file; rejects with a `HostError` when training fails, takes too long or is closed */
  train(order: Omit<LiveTrainingOrder, "dataDir">): Promise<string> {
    const trained = this.#last.then(() => this.#run({ ...order, dataDir: this.#dataDir }));
    this.#last = trained.catch(() => {});
    return trained;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#stop?.("the program stops");
    await this.#last;
  }

  async #run(order: LiveTrainingOrder): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<LiveTrainingAnswer>();
    if (this.#closed) throw new HostError("refused", `Cannot train ${order.table}: the program stops`);
    await Deno.mkdir(join(this.#dataDir, MODELS_FOLDER), { recursive: true });
    this.#stop = (reason) => reject(new HostError("deadline", `Cannot train ${order.table}: ${reason}`));
    const late = setTimeout(() => this.#stop?.(`not done in ${TRAINING_MS_MAX} ms`), TRAINING_MS_MAX);
    const worker = this.#start(order.table, { resolve, reject });
    try {
      worker.postMessage(order);
      const answer = await promise;
      if ("error" in answer) throw new HostError("bad_config", answer.error);
      return answer.path;
    } finally {
      clearTimeout(late);
      worker.terminate();
      this.#stop = null;
    }
  }

  #start(
    table: string,
    { resolve, reject }: { resolve: (answer: LiveTrainingAnswer) => void; reject: (error: HostError) => void },
  ): Worker {
    const models = join(this.#dataDir, MODELS_FOLDER), database = join(this.#dataDir, DATABASE_FILE);
    const worker = new Worker(new URL("./live_training_worker.ts", import.meta.url), {
      type: "module",
      name: `training ${table}`,
      deno: { permissions: filesOnly({ read: [database, models], write: [models] }) },
    });
    worker.onmessage = ({ data }: MessageEvent<LiveTrainingAnswer>) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new HostError("bad_config", `Cannot train ${table}: ${event.message}`));
    };
    return worker;
  }
}
