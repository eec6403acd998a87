/** The program's log: filtered, searched, live. What it says is text and stays text. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { LogEntry, LogLevel } from "../core/protocol/log_entry.ts";
import { getLogs, type LogFilter } from "./operations_api.ts";
import { time } from "./format.ts";
import { withNew } from "./new_lines.ts";
import { hostNowMs, plugins } from "./store.ts";
import { t } from "./strings.ts";

/** The schema's own list would bring its whole library into the page. */
const LEVELS: readonly LogLevel[] = ["debug", "info", "warning", "error"];
const PAGE_LINES = 200;
const LIVE_EVERY_MS = 2_000;
const TYPING_MS = 300;

interface Lines {
  entries: LogEntry[];
  cursor: string | null;
  loading: boolean;
  failure: string;
}

const NONE: Lines = { entries: [], cursor: null, loading: true, failure: "" };

export function LogsView() {
  const [filter, setFilter] = useState<LogFilter>({ source: "", level: "info", text: "" });
  const [isLive, setLive] = useState(true);
  const [sources, setSources] = useState<string[]>([]);
  const { lines, loadOlder } = useLines(filter, {
    isLive,
    onSources: (found) => setSources((known) => [...new Set([...known, ...found])].sort()),
  });
  const names = [...new Set([...sources, ...(plugins.value ?? []).map(({ name }) => name)])].sort();
  return (
    <section class="panel logs">
      <div class="panel-top">
        <h2>{t("logs")}</h2>
        <Filters {...{ filter, names, isLive, setLive }} onChange={setFilter} />
      </div>
      {lines.entries.length > 0 && <LineList entries={lines.entries} />}
      {lines.failure && <p class="notice bad" role="alert">{t("loadFailed", { reason: lines.failure })}</p>}
      {lines.entries.length === 0 && !lines.failure && <p class="empty">{t(lines.loading ? "loading" : "logEmpty")}</p>}
      {lines.cursor !== null && (
        <button type="button" class="older" disabled={lines.loading} onClick={loadOlder}>
          {t(lines.entries.length === 0 ? "logGoOn" : "older")}
        </button>
      )}
    </section>
  );
}

interface FiltersProps {
  filter: LogFilter;
  names: string[];
  isLive: boolean;
  setLive: (isLive: boolean) => void;
  onChange: (filter: LogFilter) => void;
}

function Filters({ filter, names, isLive, setLive, onChange }: FiltersProps) {
  return (
    <div class="filters">
      <label class="filter">
        <span>{t("logSource")}</span>
        <select value={filter.source} onChange={(event) => onChange({ ...filter, source: event.currentTarget.value })}>
          <option value="">{t("logSources")}</option>
          {names.map((name) => <option key={name} value={name}>{name}</option>)}
        </select>
      </label>
      <label class="filter">
        <span>{t("logLevel")}</span>
        <select
          value={filter.level}
          onChange={(event) => onChange({ ...filter, level: event.currentTarget.value as LogLevel })}
        >
          {LEVELS.map((level) => <option key={level} value={level}>{t(`level.${level}`)}</option>)}
        </select>
      </label>
      <input
        type="search"
        value={filter.text}
        maxLength={200}
        placeholder={t("logSearch")}
        aria-label={t("logSearch")}
        onInput={(event) => onChange({ ...filter, text: event.currentTarget.value })}
      />
      <label class="filter">
        <input type="checkbox" checked={isLive} onChange={(event) => setLive(event.currentTarget.checked)} />
        <span>{t("logLive")}</span>
      </label>
    </div>
  );
}

function LineList({ entries }: { entries: readonly LogEntry[] }) {
  const nowMs = hostNowMs() ?? 0;
  return (
    <ol class="log-lines" tabIndex={0} aria-label={t("logs")}>
      {entries.map(({ atMs, level, source, message }, index) => (
        <li key={`${atMs} ${entries.length - index}`} class={level}>
          <time class="num quiet">{time(atMs, nowMs)}</time>
          <b>{source}</b>
          <span>
            {level !== "info" && <i class="level">{level}</i>}
            {message}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** The lines of a filter, newest first; while live, new ones come by themselves. */
function useLines(
  filter: LogFilter,
  { isLive, onSources }: { isLive: boolean; onSources: (sources: string[]) => void },
): { lines: Lines; loadOlder: () => void } {
  const [lines, setLines] = useState<Lines>(NONE);
  const latest = useRef(0), known = useRef(lines);
  known.current = lines;
  const load = async (page: { cursor?: string; fromMs?: number }, merge: (before: Lines, fresh: Lines) => Lines) => {
    const turn = latest.current;
    const answer = await getLogs(filter, { limit: PAGE_LINES, ...page });
    // The reader has changed the filter meanwhile.
    if (turn !== latest.current) return;
    if (!answer.ok) return setLines((before) => ({ ...before, loading: false, failure: answer.reason }));
    const { entries, cursor, sources } = answer.data;
    onSources(sources);
    setLines((before) => merge(before, { entries, cursor, loading: false, failure: "" }));
  };
  useEffect(() => {
    latest.current += 1;
    setLines(NONE);
    const timer = setTimeout(() => void load({}, (_, fresh) => fresh), TYPING_MS);
    return () => clearTimeout(timer);
  }, [filter.source, filter.level, filter.text]);
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => {
      const [newest] = known.current.entries;
      if (document.hidden || known.current.loading) return;
      void load({ fromMs: newest?.atMs }, (before, fresh) => withNew(before, fresh));
    }, LIVE_EVERY_MS);
    return () => clearInterval(timer);
  }, [isLive, filter.source, filter.level, filter.text]);
  const loadOlder = () => {
    const { cursor } = lines;
    if (cursor === null) return;
    setLines({ ...lines, loading: true });
    void load({ cursor }, (before, older) => ({ ...older, entries: [...before.entries, ...older.entries] }));
  };
  return { lines, loadOlder };
}
