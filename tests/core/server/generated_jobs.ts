/** Jobs for tests of the server: one that is done, and what was asked of them. */
import { HostError } from "../../../core/protocol/errors.ts";
import type { JobControls, JobView } from "../../../core/protocol/job.ts";

const DONE: JobView = {
  ...{ id: 1, kind: "backtest", title: "flat on rounds drawn by the law", state: "done", done: 10, all: 10 },
  ...{ reason: "", createdAtMs: 1, startedAtMs: 2, endedAtMs: 3, summary: "It lost 3.1 % of what it staked." },
};

export class GeneratedJobs implements JobControls {
  readonly asked: unknown[] = [];
  readonly #listeners = new Set<(jobs: JobView[]) => void>();

  views(): JobView[] {
    return [{ ...DONE }];
  }

  subscribe(listener: (jobs: JobView[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells of a change. */
  tell(): void {
    for (const listener of this.#listeners) listener(this.views());
  }

  start(kind: string, options: unknown): Promise<number> {
    this.asked.push({ start: kind, options });
    return Promise.resolve(2);
  }

  cancel(id: number): Promise<void> {
    this.asked.push({ cancel: id });
    return Promise.reject(new HostError("refused", `Cannot cancel job ${id}: it is done`));
  }

  remove(id: number): Promise<void> {
    this.asked.push({ remove: id });
    return Promise.resolve();
  }

  details(id: number) {
    return Promise.resolve({ job: { ...DONE, id }, options: {}, result: { profit: -300 } });
  }

  evidence(id: number): Promise<Uint8Array> {
    if (id === 1) return Promise.resolve(new Uint8Array([0x50, 0x4b]));
    return Promise.reject(new HostError("refused", `Cannot hand over evidence of job ${id}: it has made none`));
  }
}

/** A program in which no job was ever started. */
export class NoJobs extends GeneratedJobs {
  override views(): JobView[] {
    return [];
  }
}
