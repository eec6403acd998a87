/** Loads rounds or bets: first page, older pages, and anew after the stream was broken. */
import { type Signal, signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ListQuery } from "./api.ts";
import type { Answer } from "./client.ts";
import { epoch, merged } from "./store.ts";

const PAGE_ROWS = 500;

export interface RowList {
  loading: boolean;
  /** why the last load failed, empty when it did not */
  failure: string;
  /** true when there may be older rows */
  more: boolean;
  /** rows from this id on are all there; older ones may have holes, left by another choice of table */
  fromId: number;
  loadOlder: () => void;
}

interface Source<Row> {
  rows: Signal<Row[]>;
  load: (query: ListQuery) => Promise<Answer<Row[]>>;
  /** changes when other rows are meant than before */
  chosen?: string;
}

/** Keeps `rows` loaded while the component is shown. */
export function useRowList<Row extends { id: number; table: string }>(source: Source<Row>, table: string): RowList {
  const [view] = useState(() => signal({ loading: true, failure: "", more: false, fromId: Infinity }));
  const latest = useRef(0);
  const load = async (beforeId?: number) => {
    const turn = ++latest.current;
    view.value = { ...view.value, loading: true };
    const answer = await source.load({ limit: PAGE_ROWS, beforeId, table: table || undefined });
    // The reader has chosen another table meanwhile.
    if (turn !== latest.current) return;
    if (!answer.ok) {
      view.value = { ...view.value, loading: false, failure: answer.reason };
      return;
    }
    source.rows.value = merged(answer.data, source.rows.value);
    const more = answer.data.length === PAGE_ROWS;
    view.value = { loading: false, failure: "", more, fromId: more ? answer.data[PAGE_ROWS - 1].id : 0 };
  };
  useEffect(() => void (view.value = { ...view.value, fromId: Infinity }), [table, source.chosen]);
  useEffect(() => void load(), [epoch.value, table, source.chosen]);
  return { ...view.value, loadOlder: () => void load(view.value.fromId) };
}
