/** What the lists share: the choice of a table, and the states of having nothing to show. */
import { BET_MODES, type BetMode } from "../core/protocol/bet.ts";
import { modeName } from "./badge.tsx";
import type { RowList } from "./row_list.ts";
import { tableNames } from "./store.ts";
import { t } from "./strings.ts";

export function TableFilter({ value, onChange }: { value: string; onChange: (table: string) => void }) {
  return (
    <label class="filter">
      <span>{t("table")}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{t("filterAll")}</option>
        {tableNames.value.map((table) => <option key={table.table} value={table.table}>{table.title}</option>)}
      </select>
    </label>
  );
}

/** The choice of a mode; `""` is all of them. */
export function ModeFilter({ value, onChange }: { value: BetMode | ""; onChange: (mode: BetMode | "") => void }) {
  const choices = ["", ...BET_MODES] as const;
  return (
    <label class="filter">
      <span>{t("mode")}</span>
      <select value={value} onChange={(event) => onChange(choices[event.currentTarget.selectedIndex])}>
        {choices.map((mode) => (
          <option key={mode} value={mode}>{mode === "" ? t("filterModes") : modeName(mode)}</option>
        ))}
      </select>
    </label>
  );
}

/** Failure, loading or emptiness, when there is one of them; the way to older rows when there is not. */
export function ListEnd({ list, count, empty }: { list: RowList; count: number; empty: string }) {
  if (list.failure) return <p class="notice bad" role="alert">{t("loadFailed", { reason: list.failure })}</p>;
  if (list.loading && count === 0) return <p class="empty">{t("loading")}</p>;
  if (count === 0 && !list.more) return <p class="empty">{empty}</p>;
  if (!list.more) return null;
  return <button type="button" class="older" disabled={list.loading} onClick={list.loadOlder}>{t("older")}</button>;
}
