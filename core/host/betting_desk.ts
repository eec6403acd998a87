/** Puts betting together: ledger, limits, arbiter, and an agent for each table that a strategy plays. */
import { Arbiter } from "../betting/arbiter.ts";
import { BettingAgent } from "../betting/betting_agent.ts";
import { type BalanceMismatch, Ledger } from "../betting/ledger.ts";
import { Limits } from "../betting/limits.ts";
import { SessionKeeper } from "../betting/session_keeper.ts";
import type { PluginCell } from "../cells/plugin_cell.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../ops/config.ts";
import type { Log } from "../ops/log.ts";
import type { Bet, HistoryRound } from "../protocol/bet.ts";
import type { ScreenSetup } from "./screen_setup.ts";

const HOUR_MS = 3_600_000;

export interface BettingDeskOptions {
  config: Config;
  clock: Clock;
  screen: ScreenSetup;
  /** the cell of a strategy as of now; null: it cannot be used */
  strategyOf: (name: string) => PluginCell | null;
  saveBet: (bet: Bet) => Promise<void>;
  onBet: (bet: Bet) => void;
  onTrouble: (message: string) => void;
  /** The balance on the screen is not what the bets explain. */
  onMismatch: (mismatch: BalanceMismatch) => void;
  log: Log;
}

export class BettingDesk implements AsyncDisposable {
  readonly arbiter: Arbiter;
  readonly ledger: Ledger;
  readonly agents = new Map<string, BettingAgent>();
  readonly #options: BettingDeskOptions;
  readonly #limits: Limits;
  /** of strategies that play no more: what they asked for is still placed or undone */
  readonly #leaving = new Set<Promise<void>>();
  readonly #keeper: SessionKeeper | null;

  constructor(options: BettingDeskOptions) {
    this.#options = options;
    const { config, clock, screen, log } = options;
    const { source, device, tables } = screen;
    this.ledger = new Ledger({
      clock,
      saveBet: options.saveBet,
      onTrouble: options.onTrouble,
      onMismatch: options.onMismatch,
    });
    const limits = this.#limits = new Limits({ clock, limits: config.limits });
    const { liveAllowed } = config;
    this.arbiter = new Arbiter({ clock, source, device, tables, limits, ledger: this.ledger, liveAllowed });
    this.ledger.onBet(options.onBet);
    for (const strategy of config.strategies) this.hire(strategy);
    this.#keeper = config.keepSessionsAlive && device
      ? new SessionKeeper({
        clock,
        random: Math.random,
        keepAlive: (table) => this.arbiter.keepAlive(table),
        onTrouble: (message) => log("warning", "sessions", message),
        tables: tables.map((table) => table.name),
      })
      : null;
  }

  /** Has a strategy play a table, in the place of whoever plays it; `past`: rounds of before, oldest first. */
  hire({ strategy, table: name, mode, lease }: Config["strategies"][number], past: readonly HistoryRound[] = []): void {
    const { clock, screen, strategyOf, log } = this.#options;
    const table = screen.tables.find((one) => one.name === name);
    if (!table) return log("error", name, "no bets: table cannot be used");
    if (!strategyOf(strategy)) log("error", name, "no bets: strategy cannot be used");
    this.dismiss(name);
    const { stakeMinMinor, stakeMaxMinor } = table.description;
    const { maxStakeMinor, betsPerHour, lossPerDayMinor, hours } = lease;
    const expiresAtMs = hours === null ? null : clock.nowMs() + Math.round(hours * HOUR_MS);
    this.#limits.grant({ strategy, table: name, mode, maxStakeMinor, betsPerHour, lossPerDayMinor, expiresAtMs });
    const agent = new BettingAgent({
      clock,
      ledger: this.ledger,
      table: name,
      strategy,
      mode,
      range: { stakeMinMinor, stakeMaxMinor },
      // Another version may be in its place by then, or none.
      decide: async (question) => await strategyOf(strategy)?.decide(question) ?? null,
      request: (request) => this.arbiter.request(request),
      onTrouble: (message) => log("warning", strategy, message),
    });
    agent.restore(past);
    this.agents.set(name, agent);
  }

  /** Has nobody play a table; its rounds go on settling what is open. */
  dismiss(table: string): void {
    const agent = this.agents.get(table);
    if (!agent) return;
    const left = agent[Symbol.asyncDispose]();
    this.#leaving.add(left);
    left.finally(() => this.#leaving.delete(left));
  }

  /** Places nothing any more; the bet that is being placed is finished or undone. */
  async stop(): Promise<void> {
    await this.arbiter.stop();
    await this.#keeper?.[Symbol.asyncDispose]();
    await Promise.all([...this.agents.values().map((agent) => agent[Symbol.asyncDispose]()), ...this.#leaving]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
