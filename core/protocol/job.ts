/** Long work that goes on without a page: what the page knows of a job. */

export const JOB_STATES = ["queued", "running", "done", "failed", "cancelled"] as const;
export type JobState = (typeof JOB_STATES)[number];

/** One job; times are epoch milliseconds. */
export interface JobView {
  /** counts up over restarts */
  id: number;
  /** what it does, as `backtest` */
  kind: string;
  /** as the user should read it */
  title: string;
  state: JobState;
  /** how far it is: `done` of `all`, in a unit of its own; `all` is 0 before that is known */
  done: number;
  all: number;
  /** why it failed or was cancelled; empty otherwise */
  reason: string;
  createdAtMs: number;
  startedAtMs: number | null;
  endedAtMs: number | null;
  /** one sentence of what came out; empty before */
  summary: string;
}

/** What the page may ask of jobs. */
export interface JobControls {
  views(): JobView[];
  /**
   * Puts a job in the queue; returns its id.
   *
   * @throws {HostError} `bad_message` when the options do not fit its kind; `queue_full`
   */
  start(kind: string, options: unknown): Promise<number>;
  /** Ends a job that has not ended. @throws {HostError} `refused` when there is none, or it has ended */
  cancel(id: number): Promise<void>;
  /** Forgets a job that has ended, with its result. @throws {HostError} `refused` when there is none, or it has not ended */
  remove(id: number): Promise<void>;
  /** @throws {HostError} `refused` when there is none */
  details(id: number): Promise<{ job: JobView; options: unknown; result: unknown }>;
  /** The evidence that a job has put together, a ZIP file. @throws {HostError} `refused` when there is none */
  evidence(id: number): Promise<Uint8Array>;
  /** Tells of every change; returns a function that ends it. */
  subscribe(listener: (jobs: JobView[]) => void): () => void;
}
