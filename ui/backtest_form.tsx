/** What to play back: a strategy with its settings, and the rounds. Starts a job; keeps nothing of it. */
import { useEffect, useState } from "preact/hooks";
import type { PluginDetails } from "../core/protocol/page.ts";
import { getPlugin } from "./plugin_api.ts";
import { startJob } from "./research_api.ts";
import { type Draft, draftOf, fieldsOf, readDraft } from "./schema_fields.ts";
import { SchemaEntry } from "./schema_form.tsx";
import { plugins, tableNames } from "./store.ts";
import { t } from "./strings.ts";

/** The choice of generated rounds; tables have their names. */
const LAW = "";

interface Search {
  name: string;
  from: number;
  to: number;
  step: number;
}

export function BacktestForm({ onStarted }: { onStarted: () => void }) {
  const strategies = (plugins.value ?? []).filter(({ kind }) => kind === "strategy").map(({ name }) => name);
  const [strategy, setStrategy] = useState(strategies.includes("martingale") ? "martingale" : strategies[0] ?? "");
  const [rounds, setRounds] = useState({ source: LAW, count: 100_000, seed: 1 });
  const [table, setTable] = useState(tableNames.value[0]?.table ?? "");
  const [bankroll, setBankroll] = useState(""), [failure, setFailure] = useState("");
  const [search, setSearch] = useState<Search>({ name: "", from: 110, to: 500, step: 10 });
  const { details, draft, setDraft } = useSettings(strategy);
  const fields = details ? fieldsOf(details.settingsSchema) : [], { settings, problems } = readDraft(fields, draft);
  const isSound = details !== null && Object.keys(problems).length === 0 && table !== "";
  const numbers = fields.filter(({ kind }) => kind === "integer").map(({ path }) => path);
  const change = (path: string, value: string | boolean) => setDraft((before) => ({ ...before, [path]: value }));
  const start = async (kind: "backtest" | "optimize") => {
    const { source, count, seed } = rounds;
    const options = {
      ...{ strategy, table: source || table, settings },
      rounds: source === LAW ? { kind: "law", seed, count } : { kind: "table", table: source },
      bankrollMinor: Number(bankroll) > 0 ? Math.round(100 * Number(bankroll)) : null,
    };
    const answer = await startJob(
      kind,
      kind === "backtest" ? options : { ...options, space: spaceOf(search, numbers) },
    );
    setFailure(answer.ok ? "" : t("refusedAction", { reason: answer.reason }));
    if (answer.ok) onStarted();
  };
  return (
    <section class="panel">
      <h2>{t("research")}</h2>
      <p class="quiet">{t("researchIntro")}</p>
      <form
        class="plugin-settings"
        onSubmit={(event) => {
          event.preventDefault();
          void start("backtest");
        }}
        noValidate
      >
        <Choice label={t("strategy")} value={strategy} choices={strategies} onChange={setStrategy} />
        <RoundsChoice {...{ rounds, table, onTable: setTable, onChange: setRounds }} />
        <NumberEntry label={t("bankroll")} value={bankroll} onChange={setBankroll} />
        {fields.map((field) => <SchemaEntry key={field.path} {...{ field, draft, problems, onChange: change }} />)}
        <div class="actions start">
          <button type="submit" class="primary" disabled={!isSound}>{t("backtestStart")}</button>
        </div>
        {numbers.length > 0 && (
          <SearchEntry
            search={search}
            names={numbers}
            onChange={setSearch}
            onStart={() => start("optimize")}
          />
        )}
        {failure && <p class="notice bad" role="alert">{failure}</p>}
      </form>
    </section>
  );
}

/** A strategy's settings as they are in use, to be changed for the backtest alone. */
function useSettings(strategy: string) {
  const [details, setDetails] = useState<PluginDetails | null>(null), [draft, setDraft] = useState<Draft>({});
  useEffect(() => {
    setDetails(null);
    if (strategy === "") return;
    let isOld = false;
    void getPlugin(strategy).then((answer) => {
      if (isOld || !answer.ok) return;
      setDraft(draftOf(fieldsOf(answer.data.settingsSchema), answer.data.settings));
      setDetails(answer.data);
    });
    return () => isOld = true;
  }, [strategy]);
  return { details, draft, setDraft };
}

/** All whole numbers of the span, 1,000 at most. */
function spaceOf({ name, from, to, step }: Search, names: readonly string[]): Record<string, number[]> {
  const count = Math.max(1, Math.min(1_000, Math.floor((to - from) / Math.max(1, step)) + 1));
  return {
    [name || names[names.length - 1]]: Array.from({ length: count }, (_, index) => from + index * Math.max(1, step)),
  };
}

type Rounds = { source: string; count: number; seed: number };

interface RoundsChoiceProps {
  rounds: Rounds;
  onChange: (rounds: Rounds) => void;
  /** whose stake limits hold where the rounds are no table's */
  table: string;
  onTable: (table: string) => void;
}

function RoundsChoice({ rounds, onChange, table, onTable }: RoundsChoiceProps) {
  return (
    <>
      <label class="setting">
        <span>{t("roundsSource")}</span>
        <select value={rounds.source} onChange={(event) => onChange({ ...rounds, source: event.currentTarget.value })}>
          <option value={LAW}>{t("roundsLaw")}</option>
          {tableNames.value.map(({ table, title }) => (
            <option key={table} value={table}>{t("roundsStored", { table: title })}</option>
          ))}
        </select>
      </label>
      {rounds.source === LAW && (
        <Choice
          label={t("stakeLimitsOf")}
          value={table}
          choices={tableNames.value.map((one) => one.table)}
          onChange={onTable}
        />
      )}
      {rounds.source === LAW && (
        <div class="pair">
          <NumberEntry
            label={t("roundsCount")}
            value={String(rounds.count)}
            onChange={(text) => onChange({ ...rounds, count: Number(text) })}
          />
          <NumberEntry
            label={t("seed")}
            value={String(rounds.seed)}
            onChange={(text) => onChange({ ...rounds, seed: Number(text) })}
          />
        </div>
      )}
    </>
  );
}

function SearchEntry({ search, names, onChange, onStart }: {
  search: Search;
  names: readonly string[];
  onChange: (search: Search) => void;
  onStart: () => void;
}) {
  const number = (key: "from" | "to" | "step", label: string) => (
    <NumberEntry
      label={label}
      value={String(search[key])}
      onChange={(text) => onChange({ ...search, [key]: Math.round(Number(text)) })}
    />
  );
  return (
    <fieldset>
      <legend>{t("searchTitle")}</legend>
      <Choice
        label={t("searchWhat")}
        value={search.name || names[names.length - 1]}
        choices={names}
        onChange={(name) => onChange({ ...search, name })}
      />
      <div class="pair">
        {number("from", t("searchFrom"))}
        {number("to", t("searchTo"))}
        {number("step", t("searchStep"))}
      </div>
      <div class="actions start">
        <button type="button" onClick={onStart}>{t("searchStart")}</button>
      </div>
    </fieldset>
  );
}

function Choice({ label, value, choices, onChange }: {
  label: string;
  value: string;
  choices: readonly string[];
  onChange: (value: string) => void;
}) {
  return (
    <label class="setting">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {choices.map((one) => <option key={one} value={one}>{one}</option>)}
      </select>
    </label>
  );
}

function NumberEntry({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) {
  return (
    <label class="setting">
      <span>{label}</span>
      <input type="number" min={0} value={value} onInput={(event) => onChange(event.currentTarget.value)} />
    </label>
  );
}
