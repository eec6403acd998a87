/**
 * The queue of long work: one job at a time in a process of its own, its state on disk, its progress told to the pages.
 * What was under way when the program ended is started again with what it had kept. Does no job's work itself.
 */
import type { Clock } from "../clock.ts";
import { HostError } from "../protocol/errors.ts";
import type { JobControls, JobView } from "../protocol/job.ts";
import { describeIssues } from "../protocol/manifest.ts";
import { JOB_KINDS } from "./job_kinds.ts";
import type { JobKind } from "./job_context.ts";
import { jobFolder, jobsFolder, type KeptJob, readEvidence, readJob, readResult, saveJob } from "./job_file.ts";
import { type JobLine, JobProcess, type JobProcessOptions } from "./job_process.ts";

/** Jobs that wait; a further one is refused. */
export const JOBS_QUEUED_MAX = 20;
/** Ended jobs that are kept; the oldest are forgotten with their results. */
export const JOBS_KEPT_MAX = 100;
/** A job that ended the program with it so often is not started again. */
export const JOB_STARTS_MAX = 3;
/** No job takes longer. */
export const JOB_MS_MAX = 21_600_000;
/** Progress is told to the pages this often, milliseconds. */
const TELL_EVERY_MS = 250;

export interface JobDeskOptions extends JobProcessOptions {
  clock: Pick<Clock, "nowMs">;
  onTrouble: (message: string) => void;
  /** default: all that there are */
  kinds?: Readonly<Record<string, JobKind>>;
}

export class JobDesk implements JobControls, AsyncDisposable {
  readonly #options: JobDeskOptions;
  readonly #jobs = new Map<number, KeptJob>();
  readonly #listeners = new Set<(jobs: JobView[]) => void>();
  #running: { job: KeptJob; process: JobProcess; ended: Promise<void> } | null = null;
  #lastId = 0;
  #toldAtMs = -Infinity;
  #isClosed = false;
  #starting: Promise<void> = Promise.resolve();

  private constructor(options: JobDeskOptions) {
    this.#options = options;
  }

  /** Finds the jobs of before; those that had not ended are queued again, oldest first. */
  static async open(options: JobDeskOptions): Promise<JobDesk> {
    const desk = new JobDesk(options);
    const folder = jobsFolder(options.dataDir);
    await Deno.mkdir(folder, { recursive: true });
    for await (const { name } of Deno.readDir(folder)) {
      const job = /^\d+$/.test(name) ? await readJob(jobFolder(options.dataDir, Number(name))) : null;
      if (job) desk.#jobs.set(job.id, job);
      desk.#lastId = Math.max(desk.#lastId, Number(name) || 0);
    }
    for (const job of desk.#jobs.values()) {
      if (job.state !== "running") continue;
      if (job.starts < JOB_STARTS_MAX) await desk.#change(job, { state: "queued" });
      else await desk.#end(job, { state: "failed", reason: `the program ended ${job.starts} times while it ran` });
    }
    desk.#startNext();
    return desk;
  }

  /** Newest first. */
  views(): JobView[] {
    return [...this.#jobs.values()].sort((a, b) => b.id - a.id).map(viewOf);
  }

  subscribe(listener: (jobs: JobView[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async start(name: string, given: unknown): Promise<number> {
    const { dataDir, clock, kinds = JOB_KINDS } = this.#options;
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : null;
    if (kind === null) {
      throw new HostError(
        "bad_message",
        `Cannot start ${name}: no such job; there are ${Object.keys(kinds).join(", ")}`,
      );
    }
    const parsed = kind.options.safeParse(given);
    if (!parsed.success) {
      throw new HostError("bad_message", `Cannot start ${name}: ${describeIssues(parsed.error, given)}`);
    }
    const queued = this.#all("queued").length;
    if (queued >= JOBS_QUEUED_MAX) {
      throw new HostError("queue_full", `Cannot start ${name}: ${queued} jobs already wait`);
    }
    const id = this.#lastId += 1;
    const job: KeptJob = {
      ...{ id, kind: name, title: kind.title(parsed.data).slice(0, 300), state: "queued", done: 0, all: 0, reason: "" },
      ...{
        createdAtMs: clock.nowMs(),
        startedAtMs: null,
        endedAtMs: null,
        summary: "",
        options: parsed.data,
        starts: 0,
      },
    };
    this.#jobs.set(id, job);
    await Deno.mkdir(jobFolder(dataDir, id), { recursive: true });
    await this.#change(job, {});
    this.#startNext();
    return id;
  }

  async cancel(id: number): Promise<void> {
    const job = this.#at(id);
    if (job.endedAtMs !== null) throw new HostError("refused", `Cannot cancel job ${id}: it is ${job.state}`);
    await this.#end(job, { state: "cancelled", reason: "cancelled by the user" });
    if (this.#running?.job === job) {
      this.#running.process.kill();
      await this.#running.ended;
    }
  }

  async remove(id: number): Promise<void> {
    const job = this.#at(id);
    if (job.endedAtMs === null) {
      throw new HostError("refused", `Cannot forget job ${id}: it is ${job.state}; cancel it first`);
    }
    this.#jobs.delete(id);
    await Deno.remove(jobFolder(this.#options.dataDir, id), { recursive: true });
    this.#tell();
  }

  async details(id: number): Promise<{ job: JobView; options: unknown; result: unknown }> {
    const job = this.#at(id);
    return { job: viewOf(job), options: job.options, result: await readResult(jobFolder(this.#options.dataDir, id)) };
  }

  async evidence(id: number): Promise<Uint8Array> {
    const evidence = await readEvidence(jobFolder(this.#options.dataDir, this.#at(id).id));
    if (evidence !== null) return evidence;
    throw new HostError("refused", `Cannot hand over evidence of job ${id}: it has made none`);
  }

  /** Ends the process of the job that runs; the next start goes on with it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.#starting;
    this.#running?.process.kill();
    await this.#running?.ended;
    this.#listeners.clear();
  }

  #startNext(): void {
    this.#starting = this.#starting.then(async () => {
      const next = this.#all("queued").sort((a, b) => a.id - b.id)[0];
      if (this.#isClosed || this.#running || !next) return;
      await this.#change(next, { state: "running", startedAtMs: this.#nowMs, starts: next.starts + 1 });
      const process = new JobProcess(jobFolder(this.#options.dataDir, next.id), {
        ...this.#options,
        onLine: (line) => this.#hear(next, line),
      });
      this.#running = { job: next, process, ended: this.#follow(next, process) };
    }).catch((error) => this.#options.onTrouble(`Cannot start a job: ${(error as Error).message}`));
  }

  async #follow(job: KeptJob, process: JobProcess): Promise<void> {
    const late = setTimeout(() => {
      void this.#end(job, { state: "failed", reason: `not done within ${JOB_MS_MAX / 3_600_000} hours` });
      process.kill();
    }, JOB_MS_MAX);
    const how = await process.ended.catch((error) => `it broke the protocol: ${(error as Error).message}`);
    clearTimeout(late);
    this.#running = null;
    // Else it stays `running` on disk, and the next start goes on with it.
    if (this.#isClosed) return;
    if (job.summary !== "") await this.#end(job, { state: "done" });
    else await this.#end(job, { state: "failed", reason: job.reason || how || "it ended without a result" });
    this.#startNext();
  }

  #hear(job: KeptJob, line: JobLine): void {
    if (job.endedAtMs !== null) return;
    if (line.type === "done") job.summary = line.summary || "done";
    else if (line.type === "failed") job.reason = line.reason;
    else {
      Object.assign(job, { done: line.done, all: line.all });
      if (this.#nowMs - this.#toldAtMs >= TELL_EVERY_MS) this.#tell();
    }
  }

  /** The first end counts. */
  async #end(job: KeptJob, { state, reason = "" }: { state: KeptJob["state"]; reason?: string }): Promise<void> {
    if (job.endedAtMs !== null) return;
    const done = state === "done" ? job.all : job.done;
    await this.#change(job, { state, reason: reason.slice(0, 2000), endedAtMs: this.#nowMs, done });
    const ended = [...this.#jobs.values()].filter(({ endedAtMs }) => endedAtMs !== null).sort((a, b) => a.id - b.id);
    for (const old of ended.slice(0, Math.max(0, ended.length - JOBS_KEPT_MAX))) await this.remove(old.id);
  }

  async #change(job: KeptJob, changes: Partial<KeptJob>): Promise<void> {
    Object.assign(job, changes);
    try {
      await saveJob(jobFolder(this.#options.dataDir, job.id), job);
    } catch (error) {
      this.#options.onTrouble(`Cannot save job ${job.id}: ${(error as Error).message}`);
    }
    this.#tell();
  }

  #tell(): void {
    this.#toldAtMs = this.#nowMs;
    const views = this.views();
    for (const listener of this.#listeners) listener(views);
  }

  #all(state: KeptJob["state"]): KeptJob[] {
    return [...this.#jobs.values()].filter((job) => job.state === state);
  }

  #at(id: number): KeptJob {
    const job = this.#jobs.get(id);
    if (job) return job;
    throw new HostError("refused", `Cannot find job ${id}: there is none, or it was forgotten`);
  }

  get #nowMs(): number {
    return this.#options.clock.nowMs();
  }
}

function viewOf({ options: _options, starts: _starts, ...view }: KeptJob): JobView {
  return { ...view };
}
