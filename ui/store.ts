/** What the page knows of the host: the last state as signals, rounds and bets as lists. Only `apply()` changes it. */
import { computed, signal } from "@preact/signals";
import type { Bet } from "../core/protocol/bet.ts";
import type { JobView } from "../core/protocol/job.ts";
import type { BettingView, HealthView, PageEvent, PageMessage, PluginView, TableView } from "../core/protocol/page.ts";
import type { Round } from "../core/protocol/round.ts";

/** Rounds and bets kept in the browser, newest first; older ones fall off. */
export const ROWS_MAX = 5_000;

/** `locked`: the program was started anew and its token is another one. */
export type Connection = "connecting" | "live" | "lost" | "locked";

export const connection = signal<Connection>("connecting");
export const tables = signal<TableView[] | null>(null);
export const plugins = signal<PluginView[] | null>(null);
export const betting = signal<BettingView | null>(null);
export const health = signal<HealthView | null>(null);
export const rounds = signal<Round[]>([]);
export const bets = signal<Bet[]>([]);
/** newest first; null until loaded */
export const jobs = signal<JobView[] | null>(null);
/** counts the times after which lists must be loaded anew: what came in between is not known */
export const epoch = signal(0);
/** the browser's time at which the tables last arrived */
export const tablesAtMs = signal(0);

const hostClock = signal<{ hostMs: number; atMs: number } | null>(null);

/** Host time now, carried on by the browser's clock; null before the first state. Nothing is drawn anew by it. */
export function hostNowMs(): number | null {
  const known = hostClock.peek();
  return known && known.hostMs + performance.now() - known.atMs;
}

/** What lists need of a table. Changes only when it really does, not with every reading: lists are long to draw. */
export const tableNames = signal<Pick<TableView, "table" | "title" | "currency">[]>([]);
export const currencies = computed(() => new Map(tableNames.value.map((one) => [one.table, one.currency])));
/** The currency of all tables; empty where there are several. */
export const commonCurrency = computed(() => {
  const all = new Set(currencies.value.values());
  return all.size === 1 ? [...all][0] : "";
});
export const titles = computed(() => new Map(tableNames.value.map((one) => [one.table, one.title])));

/** Takes in one message. */
export function apply(message: PageMessage): void {
  switch (message.type) {
    case "state":
      setTables(message.state.tables);
      plugins.value = message.state.plugins;
      betting.value = message.state.betting;
      setHealth(message.state.health);
      if (message.missed === null) epoch.value += 1;
      else for (const event of message.missed) applyEvent(event);
      return;
    case "tables":
      return setTables(message.tables);
    case "plugins":
      plugins.value = message.plugins;
      return;
    case "betting":
      betting.value = message.betting;
      return;
    case "health":
      return setHealth(message.health);
    case "jobs":
      jobs.value = message.jobs;
      return;
    case "round":
    case "bet":
      applyEvent(message);
  }
}

function applyEvent(event: PageEvent): void {
  if (event.type === "round") rounds.value = merged(rounds.value, [event.round]);
  else bets.value = merged(bets.value, [event.bet]);
}

/** Newest first, one row an id, what is `fresh` winning. */
export function merged<Row extends { id: number }>(known: readonly Row[], fresh: readonly Row[]): Row[] {
  const byId = new Map([...known, ...fresh].map((row) => [row.id, row]));
  return [...byId.values()].sort((a, b) => b.id - a.id).slice(0, ROWS_MAX);
}

function setTables(views: TableView[]): void {
  tablesAtMs.value = performance.now();
  tables.value = views;
  const names = views.map(({ table, title, currency }) => ({ table, title, currency }));
  if (JSON.stringify(names) !== JSON.stringify(tableNames.peek())) tableNames.value = names;
}

function setHealth(view: HealthView): void {
  hostClock.value = { hostMs: view.nowMs, atMs: performance.now() };
  health.value = view;
}
