/** Puts betting together: ledger, limits, arbiter, and an agent for each table that a strategy plays. */
import { join } from "node:path";
import { Arbiter } from "../betting/arbiter.ts";
import { BettingAgent, type PastRounds } from "../betting/betting_agent.ts";
import { FLIGHTS_FOLDER } from "../betting/flight_files.ts";
import { FlightRecorder } from "../betting/flight_recorder.ts";
import { type BalanceMismatch, Ledger } from "../betting/ledger.ts";
import type { StakeRange } from "../betting/bet_rules.ts";
import type { Worker } from "../betting/leases.ts";
import { Limits } from "../betting/limits.ts";
import { Reconciler } from "../betting/reconciler.ts";
import { SessionKeeper } from "../betting/session_keeper.ts";
import type { PluginCell } from "../cells/plugin_cell.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../ops/config.ts";
import type { Log } from "../ops/log.ts";
import { type Bet, BET_MODES } from "../protocol/bet.ts";
import type { ResolvedState } from "../protocol/bet_story.ts";
import type { Reader } from "../storage/reader.ts";
import { betsAround, roundsSince } from "./bet_evidence.ts";
import { HostError } from "../protocol/errors.ts";
import type { LeaseTerms, LeaseView } from "../protocol/lease.ts";
import type { ScreenSetup } from "./screen_setup.ts";

const HOUR_MS = 3_600_000;

/** A strategy at a table; `revoked`: it has no lease until the user grants one. */
export type Player = Config["strategies"][number] & { revoked?: boolean };

export interface BettingDeskOptions {
  config: Config;
  clock: Clock;
  screen: ScreenSetup;
  /** the cell of a strategy as of now; null: it cannot be used */
  strategyOf: (name: string) => PluginCell | null;
  saveBet: (bet: Bet) => Promise<void>;
  reader: Reader;
  dataDir: string;
  onBet: (bet: Bet) => void;
  onTrouble: (message: string) => void;
  /** The balance on the screen is not what the bets explain. */
  onMismatch: (mismatch: BalanceMismatch) => void;
  log: Log;
}

export class BettingDesk implements AsyncDisposable {
  readonly arbiter: Arbiter;
  readonly ledger: Ledger;
  readonly flights: FlightRecorder;
  readonly reconciler: Reconciler;
  readonly agents = new Map<string, BettingAgent>();
  readonly #options: BettingDeskOptions;
  readonly #limits: Limits;
  /** by table */
  readonly #players = new Map<string, Player>();
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
    const limits = this.#limits = new Limits({
      clock,
      limits: config.limits,
      workerOf: (name) => this.#workerOf(name),
    });
    const { liveAllowed } = config;
    this.flights = openFlights(options);
    const { ledger, flights } = this;
    this.arbiter = new Arbiter({ clock, source, device, tables, limits, ledger, liveAllowed, flights });
    this.ledger.onBet(options.onBet);
    this.ledger.onBet((bet) => void this.#keepEnd(bet));
    this.reconciler = this.#openReconciler();
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
  hire(player: Player, past?: PastRounds): void {
    const { clock, screen, strategyOf, log } = this.#options, { strategy, table: name, mode } = player;
    const table = screen.tables.find((one) => one.name === name);
    if (!table) return log("error", name, "no bets: table cannot be used");
    if (!strategyOf(strategy)) log("error", name, "no bets: strategy cannot be used");
    this.dismiss(name);
    const { stakeMinMinor, stakeMaxMinor } = table.description;
    this.#players.set(name, player);
    this.#grant(player);
    if (player.revoked) this.#limits.revoke(strategy, name);
    const agent = new BettingAgent({
      clock,
      ledger: this.ledger,
      table: name,
      strategy,
      mode,
      panel: player.panel,
      range: { stakeMinMinor, stakeMaxMinor },
      worker: () => this.#workerOf(strategy),
      // Another version may be in its place by then, or none.
      decide: async (question) => await strategyOf(strategy)?.decide(question) ?? null,
      request: (request) => this.arbiter.request(request),
      onTrouble: (message) => log("warning", strategy, message),
    });
    if (past) agent.restore(past);
    this.agents.set(name, agent);
  }

  /** Has nobody play a table; its rounds go on settling what is open. */
  dismiss(table: string): void {
    const agent = this.agents.get(table), player = this.#players.get(table);
    if (player) this.#limits.drop(player);
    this.#players.delete(table);
    if (!agent) return;
    const left = agent[Symbol.asyncDispose]();
    this.#leaving.add(left);
    left.finally(() => this.#leaving.delete(left));
  }

  /**
   * Settles a doubtful bet by the user's word.
   *
   * @throws {HostError} `refused` when there is no such doubtful bet
   */
  resolve(betId: number, state: ResolvedState): Promise<Bet> {
    const atMs = this.#options.clock.nowMs();
    return this.ledger.resolve(betId, { state, reason: "settled by hand", balanceMinor: null, atMs });
  }

  #openReconciler(): Reconciler {
    const { clock, screen, reader, log } = this.#options;
    return new Reconciler({
      clock,
      source: screen.source,
      ledger: this.ledger,
      tableOf: (name) => this.arbiter.tableOf(name),
      betsAround: (bet) => betsAround(bet, reader),
      eventsOf: (betId) => reader.betEvents(betId),
      roundsSince: (bet) => roundsSince(bet, reader),
      pause: (table, reason) => this.arbiter.pause(table, reason, "doubt"),
      onResolution: ({ betId, table, state, reason }) =>
        log(state ? "info" : "warning", table, `bet ${betId} ${state ?? "stays unknown"}: ${reason}`),
    });
  }

  /** The flight recorder's last picture of a bet: what the table showed when it was settled. */
  async #keepEnd({ id, table: name, state, mode, placedAtMs, panel }: Bet): Promise<void> {
    const table = this.arbiter.tableOf(name);
    if (state === "placed" || state === "placing" || state === "requested" || mode === "paper") return;
    try {
      if (table && placedAtMs !== null && state !== "unknown") {
        const { phase, balance } = table, controls = panel === 2 ? table.second : table.controls;
        const rects = [phase, ...(balance ? [balance] : []), ...(controls ? [controls.around] : [])];
        const pictures = await this.#options.screen.source.grab(rects);
        this.flights.step(id, { step: "settled", atMs: this.#options.clock.nowMs(), pictures });
      }
    } catch (error) {
      this.#options.log("warning", name, `bet ${id}: no picture of its end: ${(error as Error).message}`);
    } finally {
      this.flights.close(id);
    }
  }

  /** Takes over what earlier runs left: their open bets and today's, oldest first, and what all others came to. */
  async recover(bets: readonly Bet[]): Promise<void> {
    for (const mode of BET_MODES) {
      const all = await this.#options.reader.profitSince(0, { mode });
      const told = bets.filter((bet) => bet.mode === mode && bet.settledAtMs !== null);
      this.#limits.open(mode, all - told.reduce((sum, bet) => sum + (bet.payoutMinor ?? 0) - bet.stakeMinor, 0));
    }
    await this.ledger.recover(bets);
  }

  /** Who plays, with the lease as it was given. */
  get players(): readonly Player[] {
    return [...this.#players.values()];
  }

  /** epoch milliseconds, of the tables' time */
  get nowMs(): number {
    return this.#options.clock.nowMs();
  }

  /** Has other global limits hold from now on. */
  setLimits(limits: Config["limits"]): void {
    this.#limits.setGlobal(limits);
  }

  leases(): LeaseView[] {
    return this.#limits.leases();
  }

  /** Gives the player of a table another lease; what was used stays used. */
  grantLease(table: string, terms: LeaseTerms): void {
    const player = { ...this.#player(table), lease: terms, revoked: false };
    this.#players.set(table, player);
    this.#grant(player);
  }

  /** Ends the lease of a table's player at once: what waits to be placed is refused. */
  revokeLease(table: string): void {
    const player = this.#player(table);
    this.#players.set(table, { ...player, revoked: true });
    this.arbiter.revoke(player.strategy, table);
  }

  /** What a table takes; null: there is no such table. */
  rangeOf(table: string): StakeRange | null {
    return this.#options.screen.tables.find(({ name }) => name === table)?.description ?? null;
  }

  #player(table: string): Player {
    const player = this.#players.get(table);
    if (player) return player;
    throw new HostError("refused", `Cannot change the lease at ${table}: no strategy plays there`);
  }

  #grant({ strategy, table, mode, lease }: Player): void {
    const { hours, ...terms } = lease;
    const expiresAtMs = hours === null ? null : this.#options.clock.nowMs() + Math.round(hours * HOUR_MS);
    this.#limits.grant({ strategy, table, mode, ...terms, expiresAtMs });
  }

  #workerOf(strategy: string): Worker | null {
    const pid = this.#options.strategyOf(strategy)?.pid ?? null;
    return pid === null ? null : String(pid);
  }

  /** Places nothing any more; the bet that is being placed is finished or undone. */
  async stop(): Promise<void> {
    await this.arbiter.stop();
    await this.reconciler[Symbol.asyncDispose]();
    await this.#keeper?.[Symbol.asyncDispose]();
    await Promise.all([...this.agents.values().map((agent) => agent[Symbol.asyncDispose]()), ...this.#leaving]);
    await this.flights[Symbol.asyncDispose]();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

function openFlights({ config, dataDir, log }: BettingDeskOptions): FlightRecorder {
  const { betsMax, megabytesMax } = config.flightRecorder;
  return new FlightRecorder({
    ...{ folder: join(dataDir, FLIGHTS_FOLDER), betsMax, bytesMax: megabytesMax * 1_000_000 },
    onTrouble: (message) => log("warning", "flights", message),
  });
}
