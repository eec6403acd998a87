/** A host for tests of server and page: generated rounds, bets and plugins, in time that the test moves. */
import { type Bet, type BetMode } from "../../../core/protocol/bet.ts";
import type { LedgerControls } from "../../../core/protocol/bet_story.ts";
import { HostError } from "../../../core/protocol/errors.ts";
import type {
  MoneyControls,
  PageChange,
  PageHost,
  PageState,
  PluginControls,
  PluginView,
  StrategyControls,
  TableView,
} from "../../../core/protocol/page.ts";
import { DatabaseSync } from "node:sqlite";
import type { RoundFilter, RoundStatistics, RoundStatisticsQuery } from "../../../core/protocol/round_statistics.ts";
import { flatten } from "../../../core/storage/flat_batch.ts";
import { RoundTotals } from "../../../core/storage/round_totals.ts";
import { RowStore } from "../../../core/storage/row_store.ts";
import { migrate } from "../../../core/storage/schema.ts";
import type { Round } from "../../../core/protocol/round.ts";
import type { EvidenceReading } from "../../../core/protocol/rows.ts";
import { generatedMoney } from "./generated_money.ts";
import { initialState, SETTINGS_SCHEMA, START_MS, TABLES } from "./generated_state.ts";

const WAIT_MS = 5_000;
const CRASHED_MS = 2_500;
export interface GeneratedHostOptions {
  seed?: number;
  tables?: number;
  liveAllowed?: boolean;
  /** rounds already over at the start */
  rounds?: number;
}

/** What the page asked of the host, in order. */
export type Asked = { what: string; value?: unknown };

export class GeneratedHost implements PageHost {
  readonly asked: Asked[] = [];
  readonly stateOf: PageState;
  nowMs = START_MS;
  readonly #listeners = new Set<(change: PageChange) => void>();
  readonly #rounds: Round[] = [];
  readonly #bets: Bet[] = [];
  readonly #flights: { endsAtHundredths: number; sinceMs: number }[] = [];
  readonly money: MoneyControls;
  #seed: number;

  constructor(options: GeneratedHostOptions = {}) {
    this.#seed = options.seed ?? 1;
    this.stateOf = initialState(options.tables ?? TABLES.length);
    this.money = generatedMoney(this, { liveAllowed: options.liveAllowed ?? false });
    for (const table of this.stateOf.tables) this.#flights.push(this.#flight(table));
    for (let index = 0; index < (options.rounds ?? 240); index++) {
      this.nowMs += 6_000;
      const at = index % Math.max(1, this.stateOf.tables.length);
      if (this.stateOf.tables[at]) this.#finish(this.stateOf.tables[at], this.#multiplier());
    }
    this.#renew();
  }

  state(): PageState {
    return structuredClone(this.stateOf);
  }

  subscribe(listener: (change: PageChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readings(): Promise<EvidenceReading[]> {
    return Promise.resolve([{
      ...{ id: 7, table: "soccer", region: "score", atMs: START_MS, value: 12345, confidence: 0.9, method: "cnn" },
      ...{ why: "12345 is 9000 ms off the growth curve", picture: "2026-01-05/7.png" },
    }]);
  }

  readingPicture(id: number): Promise<Uint8Array<ArrayBuffer>> {
    if (id === 7) return Promise.resolve(Uint8Array.from([137, 80, 78, 71]));
    return Promise.reject(new HostError("refused", `Cannot show picture of reading ${id}: there is none`));
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Moves time and tells of what changed. */
  step(ms: number): void {
    this.nowMs += ms;
    this.stateOf.health.nowMs = this.nowMs;
    this.stateOf.health.ticks += 1;
    this.stateOf.tables.forEach((table, index) => this.#move(table, index));
    this.tell({ type: "tables", tables: structuredClone(this.stateOf.tables) });
    this.tell({ type: "health", health: structuredClone(this.stateOf.health) });
  }

  tell(change: PageChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  rounds(query: RoundFilter & { limit: number; beforeId?: number }): Promise<Round[]> {
    this.asked.push({ what: "rounds", value: query });
    const { fromMs = 0, toMs = Infinity, multiplierMin = 0, multiplierMax = Infinity } = query;
    const meant = this.#rounds.filter(({ endedAtMs, multiplier }) =>
      endedAtMs >= fromMs && endedAtMs < toMs && multiplier >= multiplierMin && multiplier <= multiplierMax
    );
    return Promise.resolve(newest(meant, query));
  }

  /** As the database counts them. */
  roundStatistics(query: RoundStatisticsQuery): Promise<RoundStatistics> {
    const database = new DatabaseSync(":memory:");
    migrate(database, "generated");
    const rows = this.#rounds.map((round) => ({
      plugin: "main",
      seq: round.id,
      row: { kind: "round" as const, ...round },
    }));
    new RowStore(database).write(flatten(rows), { atMs: 1 });
    const counted = new RoundTotals(database).statistics(query);
    database.close();
    return Promise.resolve(counted);
  }

  bets(query: { table?: string; limit: number; beforeId?: number }): Promise<Bet[]> {
    this.asked.push({ what: "bets", value: query });
    return Promise.resolve(newest(this.#bets, query));
  }

  halt(reason: string): Promise<void> {
    return this.#command("halt", { value: reason, state: "halted", reason });
  }

  resume(): Promise<void> {
    return this.#command("resume", { state: "active", reason: "" });
  }

  disarm(): Promise<void> {
    this.stateOf.betting.armedUntilMs = null;
    return this.#command("disarm", {});
  }

  readonly ledger: LedgerControls = {
    story: (id) => {
      const bet = this.#bets.find((one) => one.id === id);
      if (!bet) return Promise.reject(new HostError("refused", `Cannot tell of bet ${id}: there is none`));
      const event = { state: bet.state, reason: bet.reason, atMs: bet.requestedAtMs };
      const step = { index: 0, step: "before" as const, atMs: bet.requestedAtMs, picture: 0 };
      return Promise.resolve({ bet, events: [event], steps: [step] });
    },
    picture: () => Promise.resolve(Uint8Array.from([137, 80, 78, 71])),
    check: () =>
      Promise.resolve({
        ...{ head: "0".repeat(64), events: 0, unchained: 0 },
        faults: [],
        faultsInAll: 0,
        headFound: true,
      }),
    reconcile: () => Promise.resolve([]),
    resolve: (id) => Promise.reject(new HostError("refused", `Cannot resolve bet ${id}: its outcome is known`)),
  };

  readonly strategies: StrategyControls = {
    attach: (strategy, { table, mode }) => this.#play(table, { strategy, mode }),
    detach: (table) => this.#play(table, { strategy: null, mode: null }),
  };

  #play(table: string, player: Pick<TableView, "strategy" | "mode">): Promise<void> {
    const view = this.stateOf.tables.find((one) => one.table === table);
    if (!view) return Promise.reject(new HostError("refused", `Cannot find table: ${table}`));
    Object.assign(view, player);
    this.asked.push({ what: player.strategy === null ? "detach" : "attach", value: table });
    this.tell({ type: "tables", tables: structuredClone(this.stateOf.tables) });
    return Promise.resolve();
  }

  /** what was set of plugins */
  readonly settings = new Map<string, Record<string, unknown>>();

  readonly plugins: PluginControls = {
    setEnabled: (name, enabled) =>
      this.#onPlugin(name, enabled ? "enable" : "disable", (plugin) => {
        plugin.state = enabled ? "running" : "disabled";
        plugin.reason = enabled ? "" : "switched off by the user";
      }),
    approve: (name, { hash, by }) =>
      this.#onPlugin(name, "approve", (plugin) => {
        if (plugin.hash !== hash) throw new HostError("refused", `Cannot approve ${name}: another hash`);
        Object.assign(plugin, { state: "running", reason: "", approvedBy: by, approvedAtMs: this.nowMs });
      }),
    revoke: (name) =>
      this.#onPlugin(name, "revoke", (plugin) => {
        Object.assign(plugin, { state: "waiting", reason: "nobody has approved it", approvedBy: null });
      }),
    configure: (name, settings) => {
      this.settings.set(name, settings);
      return this.#onPlugin(name, "configure", () => {});
    },
    pause: (name) =>
      this.#onPlugin(name, "pause", (plugin) => {
        Object.assign(plugin, { state: "paused", reason: "paused by the user" });
      }),
    resume: (name) =>
      this.#onPlugin(name, "resume", (plugin) => {
        Object.assign(plugin, { state: "running", reason: "" });
      }),
    details: (name) => ({
      plugin: this.#plugin(name),
      description: "What it is good for, in its author's words.",
      folder: `/home/user/plugins/${name}`,
      quotas: { messagesPerSecond: 2_000, heapMegabytes: 128 },
      settingsSchema: SETTINGS_SCHEMA,
      settings: this.settings.get(name) ?? { stakeMinor: 10_000 },
      settingsFrom: this.settings.has(name) ? "user" : "config",
      touches: [{
        day: "2026-03-14",
        counts: { bytesIn: 1_234_567, bytesOut: 7_654_321, events: 7_200, fetches: 14, logLines: 3 },
        hosts: {
          "api.example.org:443": {
            requests: 14,
            failures: 1,
            bytesSent: 2_800,
            bytesReceived: 91_000,
            lastAtMs: START_MS,
          },
        },
      }],
      log: [{ atMs: START_MS, level: "warning", message: "the odds are late" }],
    }),
  };

  #plugin(name: string): PluginView {
    const plugin = this.stateOf.plugins.find((one) => one.name === name);
    if (plugin) return plugin;
    throw new HostError("refused", `Cannot find plugin: ${name}`);
  }

  #onPlugin(name: string, what: string, change: (plugin: PluginView) => void): Promise<void> {
    try {
      change(this.#plugin(name));
    } catch (error) {
      return Promise.reject(error);
    }
    this.asked.push({ what, value: name });
    this.tell({ type: "plugins", plugins: structuredClone(this.stateOf.plugins) });
    return Promise.resolve();
  }

  #command(
    what: string,
    change: { value?: unknown; state?: PageState["betting"]["state"]; reason?: string },
  ): Promise<void> {
    this.asked.push({ what, value: change.value });
    if (change.state) Object.assign(this.stateOf.betting, { state: change.state, reason: change.reason });
    this.tell({ type: "betting", betting: structuredClone(this.stateOf.betting) });
    return Promise.resolve();
  }

  #move(table: TableView, index: number): void {
    const flight = this.#flights[index];
    const sinceMs = this.nowMs - flight.sinceMs;
    table.takenAtMs = this.nowMs;
    const score = Math.floor(100 * Math.exp(0.06 * sinceMs / 1000));
    if (table.phase === "waiting") {
      table.progress = Math.min(1, sinceMs / WAIT_MS);
      if (sinceMs >= WAIT_MS) this.#turn(table, index, { phase: "flying", score: 100 });
    } else if (table.phase === "flying") {
      table.score = Math.min(score, flight.endsAtHundredths);
      if (score >= flight.endsAtHundredths) {
        this.#finish(table, flight.endsAtHundredths);
        this.#turn(table, index, { phase: "crashed", score: flight.endsAtHundredths });
      }
    } else if (sinceMs >= CRASHED_MS) {
      this.#flights[index] = this.#flight(table);
    }
  }

  #turn(table: TableView, index: number, to: Pick<TableView, "phase" | "score">): void {
    Object.assign(table, to, { progress: null });
    this.#flights[index].sinceMs = this.nowMs;
  }

  #flight(table: TableView): { endsAtHundredths: number; sinceMs: number } {
    Object.assign(table, { phase: "waiting", score: null, progress: 0 });
    table.players = 300 + Math.floor(this.#random() * 400);
    table.playersMoneyMinor = table.players * 12_345;
    return { endsAtHundredths: this.#multiplier(), sinceMs: this.nowMs };
  }

  #finish(table: TableView, multiplier: number): void {
    const id = this.#rounds.length + 1;
    const startedAtMs = this.nowMs - Math.round(Math.log(multiplier / 100) / 0.06 * 1000);
    const { players, playersMoneyMinor } = table;
    const round = {
      id,
      table: table.table,
      startedAtMs,
      endedAtMs: this.nowMs,
      multiplier,
      players,
      playersMoneyMinor,
    };
    this.#rounds.push(round);
    table.recent = [...table.recent, multiplier].slice(-30);
    table.roundsSeen += 1;
    table.roundId = id;
    this.tell({ type: "round", round });
    if (table.strategy && table.mode) this.#bet(table, round);
  }

  #bet(table: TableView, round: Round): void {
    const stakeMinor = 1_000 * (1 + Math.floor(this.#random() * 8));
    const cashOutHundredths = 220;
    const odd = this.#random();
    const state = odd < 0.03 ? "refused" : round.multiplier >= cashOutHundredths ? "won" : "lost";
    const payoutMinor = state === "won" ? stakeMinor * cashOutHundredths / 100 : 0;
    const bet: Bet = {
      id: this.#bets.length + 1,
      table: table.table,
      strategy: table.strategy ?? "",
      mode: table.mode as BetMode,
      stakeMinor,
      cashOutHundredths,
      requestedAtMs: round.startedAtMs - 4_000,
      state,
      reason: state === "refused" ? "stake 80,00 is above the lease's maximum of 50,00" : "",
      roundId: round.id,
      placedAtMs: round.startedAtMs - 3_000,
      settledAtMs: state === "refused" ? null : round.endedAtMs,
      payoutMinor: state === "refused" ? null : payoutMinor,
    };
    this.#bets.push(bet);
    if (state !== "refused") {
      table.profitMinor += payoutMinor - stakeMinor;
      table.balanceMinor = (table.balanceMinor ?? 0) + payoutMinor - stakeMinor;
      this.stateOf.betting.profitTodayMinor += payoutMinor - stakeMinor;
    }
    this.tell({ type: "bet", bet });
  }

  #renew(): void {
    this.stateOf.tables.forEach((table, index) => {
      this.#flights[index].sinceMs = this.nowMs - index * 1_500;
      table.takenAtMs = this.nowMs;
    });
    this.stateOf.health.startedAtMs = START_MS;
    this.stateOf.health.nowMs = this.nowMs;
  }

  #multiplier(): number {
    return Math.max(100, Math.floor(97 / (1 - this.#random())));
  }

  #random(): number {
    this.#seed = (this.#seed * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return this.#seed / 4_294_967_296;
  }
}

function newest<Row extends { id: number; table: string }>(
  rows: readonly Row[],
  query: { table?: string; limit: number; beforeId?: number },
): Row[] {
  const { table, limit, beforeId = Infinity } = query;
  return rows.filter((row) => row.id < beforeId && (!table || row.table === table)).reverse().slice(0, limit);
}
