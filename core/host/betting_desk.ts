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
import type { Bet } from "../protocol/bet.ts";
import type { ScreenSetup } from "./screen_setup.ts";

const HOUR_MS = 3_600_000;

export interface BettingDeskOptions {
  config: Config;
  clock: Clock;
  screen: ScreenSetup;
  strategies: ReadonlyMap<string, PluginCell>;
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
  readonly #keeper: SessionKeeper | null;

  constructor(options: BettingDeskOptions) {
    const { config, clock, screen, log } = options;
    const { source, device, tables } = screen;
    this.ledger = new Ledger({
      clock,
      saveBet: options.saveBet,
      onTrouble: options.onTrouble,
      onMismatch: options.onMismatch,
    });
    const limits = new Limits({ clock, limits: config.limits });
    const { liveAllowed } = config;
    this.arbiter = new Arbiter({ clock, source, device, tables, limits, ledger: this.ledger, liveAllowed });
    this.ledger.onBet(options.onBet);
    for (const strategy of config.strategies) this.#hire(strategy, { options, limits });
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

  #hire(
    { strategy, table: name, mode, lease }: Config["strategies"][number],
    { options, limits }: { options: BettingDeskOptions; limits: Limits },
  ): void {
    const { clock, screen, strategies, log } = options;
    const table = screen.tables.find((one) => one.name === name);
    const cell = strategies.get(strategy);
    if (!table || !cell) return log("error", name, `no bets: ${table ? "strategy" : "table"} cannot be used`);
    const { stakeMinMinor, stakeMaxMinor } = table.description;
    const { maxStakeMinor, betsPerHour, lossPerDayMinor, hours } = lease;
    const expiresAtMs = hours === null ? null : clock.nowMs() + Math.round(hours * HOUR_MS);
    limits.grant({ strategy, table: name, mode, maxStakeMinor, betsPerHour, lossPerDayMinor, expiresAtMs });
    this.agents.set(
      name,
      new BettingAgent({
        clock,
        ledger: this.ledger,
        table: name,
        strategy,
        mode,
        range: { stakeMinMinor, stakeMaxMinor },
        decide: (question) => cell.decide(question),
        request: (request) => this.arbiter.request(request),
        onTrouble: (message) => log("warning", strategy, message),
      }),
    );
  }

  /** Places nothing any more; the bet that is being placed is finished or undone. */
  async stop(): Promise<void> {
    await this.arbiter.stop();
    await this.#keeper?.[Symbol.asyncDispose]();
    await Promise.all([...this.agents.values()].map((agent) => agent[Symbol.asyncDispose]()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
