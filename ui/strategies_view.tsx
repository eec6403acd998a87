/** Who plays which table and with what: the tables in a list, the chosen one beside it with its strategy, risk, settings and lease. */
import { useEffect, useState } from "preact/hooks";
import type { LeaseView } from "../core/protocol/lease.ts";
import type { TableView } from "../core/protocol/page.ts";
import { modeName } from "./badge.tsx";
import { profit } from "./format.ts";
import { getLeases } from "./money_api.ts";
import { PlayerPanel } from "./player_panel.tsx";
import { bets, betting, tables } from "./store.ts";
import { t } from "./strings.ts";

export function StrategiesView() {
  const [chosen, setChosen] = useState<string | null>(null);
  const { leases, reload } = useLeases();
  const shown = tables.value ?? [];
  if (shown.length === 0) return <p class="empty">{t("noTables")}</p>;
  // On a wide screen one is always shown; a narrow one shows the list until one is chosen.
  const current = shown.find(({ table }) => table === chosen) ?? shown.find(({ strategy }) => strategy) ?? shown[0];
  const lease = leases.find(({ table }) => table === current.table) ?? null;
  return (
    <div class={`extensions${chosen === null ? "" : " chosen"}`}>
      <ul class="extension-list panel" aria-label={t("playerList")}>
        {shown.map((view) => (
          <li key={view.table}>
            <PlayerRow
              view={view}
              lease={leases.find(({ table }) => table === view.table) ?? null}
              current={view === current}
              onChoose={() => setChosen(view.table)}
            />
          </li>
        ))}
      </ul>
      <PlayerPanel
        key={current.table}
        view={current}
        lease={lease}
        onChange={reload}
        onBack={() => setChosen(null)}
      />
    </div>
  );
}

/** Asked for anew whenever something about betting has changed. */
function useLeases(): { leases: LeaseView[]; reload: () => void } {
  const [leases, setLeases] = useState<LeaseView[]>([]);
  const [wanted, setWanted] = useState(0);
  useEffect(() => {
    let shown = true;
    getLeases().then((answer) => shown && answer.ok && setLeases(answer.data.leases));
    return () => void (shown = false);
  }, [betting.value, bets.value[0]?.id, wanted]);
  return { leases, reload: () => setWanted((count) => count + 1) };
}

interface RowProps {
  view: TableView;
  lease: LeaseView | null;
  current: boolean;
  onChoose: () => void;
}

function PlayerRow({ view, lease, current, onChoose }: RowProps) {
  const { title, table, strategy, mode, profitMinor, currency } = view;
  return (
    <button
      type="button"
      class="extension"
      data-row={table}
      aria-current={current ? "true" : undefined}
      onClick={onChoose}
    >
      <span class="extension-title">{title}</span>
      <span class="num">{strategy === null ? t("none") : profit(profitMinor, currency)}</span>
      <span class="quiet">{strategy === null ? t("nobodyPlays") : `${strategy} · ${modeName(mode)}`}</span>
      {lease && lease.state !== "active" && (
        <span class="quiet extension-why">{t(`lease.${lease.state}`)}: {lease.reason}</span>
      )}
    </button>
  );
}
