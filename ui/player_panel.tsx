/** One table's player: which strategy plays and in which mode, what it risks with the settings as they stand in the form, its lease. */
import { useEffect, useState } from "preact/hooks";
import { BET_MODES_SHOWN, modeName } from "./badge.tsx";
import type { BetMode } from "../core/protocol/bet.ts";
import type { LeaseView } from "../core/protocol/lease.ts";
import type { PluginDetails, TableView } from "../core/protocol/page.ts";
import { DivergencePanel } from "./divergence_panel.tsx";
import { ArmDialog } from "./arm_dialog.tsx";
import { LeaseForm } from "./lease_form.tsx";
import { getPlugin } from "./plugin_api.ts";
import { RiskPanel } from "./risk_panel.tsx";
import { SchemaForm } from "./schema_form.tsx";
import { betting, plugins } from "./store.ts";
import { attachStrategy, detachStrategy } from "./strategy_api.ts";
import { t } from "./strings.ts";

interface PlayerPanelProps {
  view: TableView;
  lease: LeaseView | null;
  /** the lease has changed */
  onChange: () => void;
  onBack: () => void;
}

export function PlayerPanel({ view, lease, onChange, onBack }: PlayerPanelProps) {
  const strategies = (plugins.value ?? []).filter(({ kind }) => kind === "strategy");
  const [strategy, setStrategy] = useState(view.strategy ?? strategies[0]?.name ?? "");
  const [draft, setDraft] = useState<Record<string, unknown> | null>(null);
  const details = useStrategy(strategy);
  useEffect(() => setDraft(null), [strategy]);
  return (
    <article class="card plugin player" data-table={view.table} aria-label={view.title}>
      <button type="button" class="back" onClick={onBack}>{t("back")}</button>
      <div class="card-top">
        <h2>{view.title}</h2>
        <span class="quiet">
          {view.strategy === null ? t("nobodyPlays") : `${view.strategy} · ${modeName(view.mode)}`}
        </span>
      </div>
      <Choice view={view} strategy={strategy} onStrategy={setStrategy} onChange={onChange} />
      {details?.description && <p>{details.description}</p>}
      {strategy !== "" && (
        <RiskPanel
          strategy={strategy}
          table={view.table}
          currency={view.currency}
          settings={draft}
        />
      )}
      {details && <SchemaForm key={strategy} name={strategy} details={details} onDraft={setDraft} />}
      {view.strategy !== null && <LeaseForm view={view} lease={lease} onChange={onChange} />}
      <DivergencePanel view={view} />
      {view.mode === "live" && <Arm />}
    </article>
  );
}

/** A strategy's form and description; null until they are there. */
function useStrategy(name: string): PluginDetails | null {
  const [details, setDetails] = useState<PluginDetails | null>(null);
  useEffect(() => {
    if (name === "") return;
    let shown = true;
    setDetails(null);
    getPlugin(name).then((answer) => shown && answer.ok && setDetails(answer.data));
    return () => void (shown = false);
  }, [name]);
  return details;
}

interface ChoiceProps {
  view: TableView;
  strategy: string;
  onStrategy: (name: string) => void;
  onChange: () => void;
}

function Choice({ view, strategy, onStrategy, onChange }: ChoiceProps) {
  const [mode, setMode] = useState<BetMode>(view.mode ?? "paper");
  const [failure, setFailure] = useState("");
  const strategies = (plugins.value ?? []).filter(({ kind }) => kind === "strategy");
  const done = (answer: { ok: true } | { ok: false; reason: string }) => {
    setFailure(answer.ok ? "" : t("refusedAction", { reason: answer.reason }));
    onChange();
  };
  const isSame = view.strategy === strategy && view.mode === mode;
  return (
    <>
      <div class="filters">
        <label>
          {t("strategy")}{" "}
          <select value={strategy} onChange={(event) => onStrategy(event.currentTarget.value)} data-field="strategy">
            {strategies.map(({ name, title }) => <option key={name} value={name}>{title}</option>)}
          </select>
        </label>
        <label>
          {t("mode")}{" "}
          <select value={mode} onChange={(event) => setMode(event.currentTarget.value as BetMode)} data-field="mode">
            {BET_MODES_SHOWN.map((one) => <option key={one} value={one}>{modeName(one)}</option>)}
          </select>
        </label>
        <button
          type="button"
          class="primary"
          disabled={strategy === "" || isSame}
          onClick={async () => done(await attachStrategy(strategy, { table: view.table, mode }))}
        >
          {t("letPlay")}
        </button>
        {view.strategy !== null && (
          <button type="button" onClick={async () => done(await detachStrategy(view.table))}>
            {t("letNobodyPlay")}
          </button>
        )}
      </div>
      {failure && <p class="notice bad" role="alert">{failure}</p>}
    </>
  );
}

function Arm() {
  const [open, setOpen] = useState(false);
  if (betting.value?.armedUntilMs) return null;
  return (
    <div class="actions start">
      <button type="button" class="danger" onClick={() => setOpen(true)}>{t("armButton")}</button>
      {open && <ArmDialog onClose={() => setOpen(false)} />}
    </div>
  );
}
