/** One kind of job as a panel follows it: whether one runs, the last that ended, and what came out of it. */
import { useEffect, useState } from "preact/hooks";
import type { JobView } from "../core/protocol/job.ts";
import { getJob, startJob } from "./research_api.ts";
import { jobs } from "./store.ts";
import { loadJobs } from "./truth_api.ts";

export interface FollowedJob<Result> {
  running: JobView | undefined;
  last: JobView | undefined;
  /** of the last one; null without one, or while it is fetched */
  result: Result | null;
  /** why it failed or could not be started; empty otherwise */
  reason: string;
  start(options: Record<string, unknown>): Promise<void>;
}

/** @param title the list of jobs tells what was asked by its title alone */
export function useJob<Result>(kind: string, title: string): FollowedJob<Result> {
  const [failure, setFailure] = useState("");
  const [found, setFound] = useState<{ id: number; result: Result } | null>(null);
  useEffect(() => void loadJobs(), []);
  const asked = (jobs.value ?? []).filter((job) => job.kind === kind && job.title === title);
  const running = asked.find(({ endedAtMs }) => endedAtMs === null);
  const last = asked.find(({ endedAtMs }) => endedAtMs !== null), isDone = last?.state === "done";
  useEffect(() => {
    if (!last || !isDone) return;
    let isGone = false;
    void getJob(last.id).then((answer) => {
      if (answer.ok && !isGone) setFound({ id: last.id, result: answer.data.result as Result });
    });
    return () => {
      isGone = true;
    };
  }, [last?.id, isDone]);
  return {
    running,
    last,
    result: last && found?.id === last.id ? found.result : null,
    reason: failure || (last && !isDone ? last.reason : ""),
    start: async (options) => {
      setFailure("");
      const answer = await startJob(kind, options);
      if (!answer.ok) setFailure(answer.reason);
    },
  };
}
