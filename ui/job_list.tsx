/** Long work that waits, is under way or is over. */
import { useEffect, useState } from "preact/hooks";
import type { JobView } from "../core/protocol/job.ts";
import { time } from "./format.ts";
import { cancelJob, getJobs, removeJob } from "./research_api.ts";
import { epoch, hostNowMs, jobs } from "./store.ts";
import { t } from "./strings.ts";

/** A page that missed a change finds out this often. */
const LOOK_AGAIN_MS = 5_000;

export function JobList({ chosen, onChoose }: { chosen: number | null; onChoose: (id: number) => void }) {
  const { failure, setFailure, load } = useJobs();
  const act = async (answer: ReturnType<typeof cancelJob>) => {
    const said = await answer;
    setFailure(said.ok ? "" : t("refusedAction", { reason: said.reason }));
    if (said.ok) await load();
  };
  return (
    <section class="panel">
      <h2>{t("jobs")}</h2>
      {failure && <p class="notice bad" role="alert">{failure}</p>}
      {jobs.value === null && !failure && <p class="empty">{t("loading")}</p>}
      {jobs.value?.length === 0 && <p class="empty">{t("jobsEmpty")}</p>}
      <ul class="jobs">
        {jobs.value?.map((job) => <Job key={job.id} {...{ job, isChosen: job.id === chosen, onChoose, act }} />)}
      </ul>
    </section>
  );
}

/** Keeps the list of jobs as the host has it. */
function useJobs() {
  const [failure, setFailure] = useState("");
  const isBusy = jobs.value?.some(({ endedAtMs }) => endedAtMs === null) ?? false;
  const load = async () => {
    const answer = await getJobs();
    if (answer.ok) jobs.value = answer.data.jobs;
    setFailure(answer.ok ? "" : t("loadFailed", { reason: answer.reason }));
  };
  useEffect(() => void load(), [epoch.value]);
  useEffect(() => {
    if (!isBusy) return;
    const timer = setInterval(load, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isBusy]);
  return { failure, setFailure, load };
}

interface JobProps {
  job: JobView;
  isChosen: boolean;
  onChoose: (id: number) => void;
  act: (answer: ReturnType<typeof cancelJob>) => void;
}

function Job({ job, isChosen, onChoose, act }: JobProps) {
  return (
    <li class={isChosen ? "chosen" : ""} data-job={job.id} data-state={job.state}>
      <div class="job-top">
        <b>{job.title}</b>
        <span class={`state ${job.state}`}>{t(`job.${job.state}`)}</span>
      </div>
      <JobSaid job={job} />
      <div class="actions start">
        {job.state === "done" && (
          <button type="button" aria-pressed={isChosen} onClick={() => onChoose(job.id)}>{t("jobShow")}</button>
        )}
        {job.endedAtMs === null
          ? <button type="button" onClick={() => act(cancelJob(job.id))}>{t("jobCancel")}</button>
          : <button type="button" onClick={() => act(removeJob(job.id))}>{t("jobRemove")}</button>}
      </div>
    </li>
  );
}

function JobSaid({ job }: { job: JobView }) {
  if (job.state === "running") {
    return <progress aria-label={job.title} {...job.all > 0 ? { value: job.done, max: job.all } : {}} />;
  }
  if (job.state === "queued") return null;
  return (
    <p class={job.state === "failed" ? "bad-text" : ""}>
      <span class="quiet num">{time(job.endedAtMs ?? job.createdAtMs, hostNowMs() ?? 0)}</span>{" "}
      {job.summary || job.reason}
    </p>
  );
}
