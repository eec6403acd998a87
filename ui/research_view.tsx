/** Research: what to play back, the long work under way, and what came out. */
import { useState } from "preact/hooks";
import { BacktestForm } from "./backtest_form.tsx";
import { JobList } from "./job_list.tsx";
import { JobResult } from "./job_result.tsx";
import { ResearchParts } from "./research_parts.tsx";
import { jobs } from "./store.ts";
import { t } from "./strings.ts";

/** Jobs whose results show here by themselves; what another view has started shows there. */
const OWN_KINDS: readonly string[] = ["backtest", "optimize"];

export function ResearchView() {
  const [chosen, setChosen] = useState<number | null>(null);
  // Nothing chosen: the newest that is done, so that what was just started shows when it is ready.
  const newest = jobs.value?.find(({ state, kind }) => state === "done" && OWN_KINDS.includes(kind))?.id ?? null;
  const shown = jobs.value?.some(({ id }) => id === chosen) ? chosen : newest;
  return (
    <div class="stack">
      <ResearchParts />
      <div class="split">
        <div class="stack">
          <BacktestForm onStarted={() => setChosen(null)} />
          <JobList chosen={shown} onChoose={setChosen} />
        </div>
        <div class="stack">
          {shown === null
            ? (
              <section class="panel">
                <p class="empty">{t("researchChoose")}</p>
              </section>
            )
            : <JobResult key={shown} id={shown} />}
        </div>
      </div>
    </div>
  );
}
