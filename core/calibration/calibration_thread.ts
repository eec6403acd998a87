/** Runs calibration's long work on a thread of its own, one piece at a time; the thread ends with its piece. */
import type { Proposals } from "../protocol/calibration.ts";
import { HostError } from "../protocol/errors.ts";
import type { CalibrationAnswer, CalibrationJob } from "./calibration_worker.ts";
import type { Lesson } from "./learn_table.ts";

export const JOB_MS_MAX = 60_000;

type JobOf<Type extends CalibrationJob["type"]> = Omit<Extract<CalibrationJob, { type: Type }>, "type">;

export class CalibrationThread implements Disposable {
  /** ends the piece of work under way */
  #stop: ((reason: string) => void) | null = null;

  /** @throws {HostError} `queue_full` while other work is under way, `deadline` when it takes too long */
  async propose(job: JobOf<"propose">): Promise<Proposals> {
    const answer = await this.#run({ type: "propose", ...job });
    if (answer.type !== "proposed") throw new TypeError(`Cannot propose: the thread answered ${answer.type}`);
    return answer.proposals;
  }

  /** @throws {HostError} `queue_full` while other work is under way, `deadline` when it takes too long */
  async learn(job: JobOf<"learn">): Promise<Lesson> {
    const answer = await this.#run({ type: "learn", ...job });
    if (answer.type !== "learnt") throw new TypeError(`Cannot learn: the thread answered ${answer.type}`);
    return answer.lesson;
  }

  [Symbol.dispose](): void {
    this.#stop?.("the program stops");
  }

  async #run(job: CalibrationJob): Promise<CalibrationAnswer> {
    if (this.#stop) throw new HostError("queue_full", `Cannot ${job.type}: another calibration is being worked on`);
    const { promise, resolve, reject } = Promise.withResolvers<CalibrationAnswer>();
    this.#stop = (reason) => reject(new HostError("deadline", `Cannot ${job.type}: ${reason}`));
    const late = setTimeout(() => this.#stop?.(`not done in ${JOB_MS_MAX} ms`), JOB_MS_MAX);
    const worker = new Worker(new URL("./calibration_worker.ts", import.meta.url), {
      type: "module",
      name: "calibration",
      deno: { permissions: "none" },
    });
    worker.onmessage = ({ data }: MessageEvent<CalibrationAnswer>) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new HostError("bad_config", `Cannot ${job.type}: ${event.message}`));
    };
    try {
      worker.postMessage(job);
      return await promise;
    } finally {
      clearTimeout(late);
      worker.terminate();
      this.#stop = null;
    }
  }
}
