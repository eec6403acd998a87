/** Loads rounds or bets: first page, older pages, and anew after the stream was broken. */
import { type Signal, signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { Answer, ListQuery } from "./api.ts";
import { epoch, merged } from "./store.ts";

const PAGE_ROWS = 500;

export interface RowList {
  loading: boolean;
  /** why the last load failed, empty when it did not */
  failure: string;
  /** true when there may be older rows */
  more: boolean;
  loadOlder: () => void;
}

interface Source<Row> {
  rows: Signal<Row[]>;
  load: (query: ListQuery) => Promise<Answer<Row[]>>;
}

/** Keeps `rows` loaded while the component is shown. */
export function useRowList<Row extends { id: number; table: string }>(source: Source<Row>, table: string): RowList {
  const [view] = useState(() => signal({ loading: true, failure: "", more: false }));
  const load = async (beforeId?: number) => {
    view.value = { ...view.value, loading: true };
    const answer = await source.load({ limit: PAGE_ROWS, beforeId, table: table || undefined });
    if (!answer.ok) {
      view.value = { ...view.value, loading: false, failure: answer.reason };
      return;
    }
    source.rows.value = merged(answer.data, source.rows.value);
    view.value = { loading: false, failure: "", more: answer.data.length === PAGE_ROWS };
  };
  useEffect(() => void load(), [epoch.value, table]);
  const loadOlder = () => {
    const shown = source.rows.value.filter((row) => !table || row.table === table);
    void load(shown.at(-1)?.id);
  };
  return { ...view.value, loadOlder };
}
