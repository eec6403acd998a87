/** The writer's thread without a thread: messages that arrive late and in order, a thread that may die with what it had. */
import type { ThreadOptions, WriterLink } from "../../core/storage/writer_thread.ts";
import { WriterJobs } from "../../core/storage/writer_jobs.ts";
import type { WriterAnswer, WriterRequest } from "../../core/storage/writer_messages.ts";
import type { SimDatabase } from "./sim_storage.ts";
import type { SimLife } from "./sim_time.ts";

const DELAY_MS_MAX = 20;
const RESTART_MS = 1000;

export class SimThread implements WriterLink {
  readonly #options: ThreadOptions;
  readonly #world: { life: SimLife; database: SimDatabase; random: () => number };
  #jobs: WriterJobs | null;
  /** counts threads: what belongs to an earlier one never arrives */
  #generation = 0;
  /** moments of the last messages in each direction, so that none overtakes another */
  #lastMs = { there: 0, back: 0 };

  constructor(options: ThreadOptions, world: { life: SimLife; database: SimDatabase; random: () => number }) {
    this.#options = options;
    this.#world = world;
    this.#jobs = this.#newJobs();
  }

  post(request: WriterRequest): void {
    if (!this.#jobs) return;
    const copy = structuredClone(request);
    if (copy.type === "batches" || copy.type === "bet") this.#carry("there", () => this.#jobs?.take(copy));
  }

  die(): void {
    if (!this.#jobs) return;
    this.#end();
    this.#options.onDied("the writer's thread ended");
    this.#world.life.after(RESTART_MS, () => {
      this.#jobs = this.#newJobs();
      this.#options.onRestarted();
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#end();
    return Promise.resolve();
  }

  #end(): void {
    this.#jobs?.stop();
    this.#jobs = null;
    this.#generation += 1;
  }

  #newJobs(): WriterJobs {
    const generation = ++this.#generation;
    const { database, life } = this.#world;
    const answer = (given: WriterAnswer) => {
      const copy = structuredClone(given);
      if (generation === this.#generation) this.#carry("back", () => this.#options.onAnswer(copy));
    };
    return new WriterJobs({ database, answer, timers: life, sync: () => {} });
  }

  #carry(way: "there" | "back", arrive: () => void): void {
    const { life, random } = this.#world, generation = this.#generation;
    const atMs = Math.max(this.#lastMs[way], life.nowMs() + Math.floor(random() * DELAY_MS_MAX));
    this.#lastMs[way] = atMs;
    life.after(atMs - life.nowMs(), () => {
      if (generation === this.#generation) arrive();
    });
  }
}
