/** Problems first, then the numbers that show how the program is. */
import type { HealthView as Health } from "../core/protocol/page.ts";
import { ForwardingPanel } from "./forwarding_panel.tsx";
import { HealthHistory } from "./health_history.tsx";
import { Badge } from "./badge.tsx";
import { decimal, duration, megabytes, percent, whole } from "./format.ts";
import { hostWords } from "./host_words.ts";
import { Numbers } from "./numbers.tsx";
import { health } from "./store.ts";
import { t } from "./strings.ts";

export function HealthView() {
  const view = health.value;
  if (!view) return <p class="empty">{t("loading")}</p>;
  return (
    <div class="stack">
      <Problems view={view} />
      <div class="split even">
        <section class="panel">
          <div class="panel-top">
            <h2>{t("reading")}</h2>
          </div>
          <Numbers rows={hostNumbers(view)} />
        </section>
        <section class="panel">
          <div class="panel-top">
            <h2>{t("storage")}</h2>
            {view.writer.level !== "normal" && <Badge tone="warn" icon="warn" text={view.writer.level} />}
          </div>
          <Numbers rows={writerNumbers(view)} />
        </section>
      </div>
      {view.forwarding && <ForwardingPanel view={view.forwarding} />}
      <HealthHistory />
    </div>
  );
}

function Problems({ view }: { view: Health }) {
  const troubles = [...view.problems, ...(view.writer.trouble ? [view.writer.trouble] : [])];
  if (troubles.length === 0) {
    return (
      <section class="panel">
        <Badge tone="good" icon="check" text={t("healthy")} />
      </section>
    );
  }
  return (
    <section class="panel problems">
      <h2>{t("problems")}</h2>
      <ul>
        {[...new Set(troubles)].map((text) => (
          <li key={text}>
            <Badge tone="bad" icon="warn" text={hostWords(text)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function hostNumbers(view: Health): [string, string][] {
  const sources = { virtual: t("sourceVirtual"), desktop: t("sourceDesktop"), replay: t("sourceReplay") };
  return [
    [t("source"), sources[view.source]],
    [t("uptime"), duration(view.nowMs - view.startedAtMs)],
    [t("ticks"), whole(view.ticks)],
    [t("late"), whole(view.lateTicks)],
    [t("cpuShare"), percent(view.cpuShare)],
    [t("memoryCore"), megabytes(view.coreRssBytes)],
    [t("memoryTotal"), megabytes(view.totalRssBytes)],
    [t("loopGap"), `${decimal(view.loopGapMs)} ms`],
  ];
}

function writerNumbers({ writer }: Health): [string, string][] {
  return [
    [t("rowsWritten"), whole(writer.rowsWritten)],
    [t("rowsRate"), decimal(writer.rowsPerSecond)],
    [t("batch"), `${decimal(writer.averageBatchRows)} · ${decimal(writer.averageBatchMs)} ms`],
    [t("rowsQueued"), `${whole(writer.queuedRows)} (${whole(writer.peakQueuedRows)})`],
    [t("rowsJournal"), whole(writer.journalRows)],
    [t("rowsRejected"), whole(writer.rejectedRows)],
  ];
}
