/**
 * The program's arbiter with its ledger and limits, on a device that counts presses, and the rules of money: a press has
 * its intent on the disk, comes once a bet and one at a time, never after a halt or a stop, and never over a limit,
 * whatever was known of it before a crash.
 */
import { equal, ok } from "node:assert/strict";
import { Arbiter } from "../../core/betting/arbiter.ts";
import { Ledger } from "../../core/betting/ledger.ts";
import { Limits } from "../../core/betting/limits.ts";
import type { InputDevice } from "../../core/betting/input_device.ts";
import type { PlaceOrder, PlaceResult } from "../../core/betting/placer.ts";
import type { Bet } from "../../core/protocol/bet.ts";
import { HostError } from "../../core/protocol/errors.ts";
import type { ScreenSource } from "../../core/screen/screen_source.ts";
import { describeSkin } from "../../core/simulator/describe_skin.ts";
import { SKINS } from "../../core/simulator/skins.ts";
import type { RandomRows } from "../core/storage/random_rows.ts";
import type { SimLife } from "./sim_time.ts";

const TABLES = ["mozzart", "soccer"] as const;
const STRATEGIES = ["flat", "ladder"];
const STAKE_MAX = 2_000, BETS_MAX = 3, LOSS_MAX = 5_000, DAILY_LOSS_MAX = 9_000;

/** What was pressed and what is known of it, in all lives. */
export class PressRecord {
  readonly bets = new Map<number, Bet>();
  /** the first rule that was broken: whoever met it may catch errors */
  broken: Error | null = null;

  /** What these bets may have cost, minor units: a bet whose outcome is not known counts as lost. */
  costMinor(isOne: (bet: Bet) => boolean): number {
    return [...this.bets.values()].filter(isOne)
      .reduce((sum, bet) => sum + bet.stakeMinor - (bet.payoutMinor ?? 0), 0);
  }
}

export interface SimBetsOptions {
  life: SimLife;
  random: () => number;
  rows: RandomRows;
  saveBet: (bet: Bet) => Promise<void>;
  /** what the database says of a bet at this very moment */
  stateOf: (id: number) => unknown;
  record: PressRecord;
  note: (line: string) => void;
}

/** One life's betting. */
export class SimBets {
  readonly ledger: Ledger;
  readonly #arbiter: Arbiter;
  readonly #options: SimBetsOptions;
  #acting = 0;
  #halted = false;
  #stopped = false;

  constructor(options: SimBetsOptions) {
    this.#options = options;
    const { life: clock, saveBet, note, record } = options;
    this.ledger = new Ledger({ clock, saveBet, onMismatch: () => {}, onTrouble: note });
    const none = { bankrollMinor: null, dailyProfitMinor: null, maxDrawdownMinor: null, losingStreak: null };
    const limits = new Limits({ clock, limits: { ...none, dailyLossMinor: DAILY_LOSS_MAX, coolOffMs: 0 } });
    for (const table of TABLES) for (const strategy of STRATEGIES) limits.grant(leaseOf(strategy, table));
    const tables = TABLES.map((name) => ({ name, description: describeSkin(SKINS[name]), window: WINDOW }));
    this.#arbiter = new Arbiter({
      ...{ clock, source: NO_SCREEN, device: NO_DEVICE, tables, limits, ledger: this.ledger, liveAllowed: false },
      screenPlacer: { place: (order, signal) => this.#place(order, signal) },
    });
    this.ledger.onBet((bet) => void (record.bets.has(bet.id) && record.bets.set(bet.id, bet)));
  }

  /** Something happens to betting. */
  happen(): void {
    const { rows } = this.#options, dice = rows.below(100);
    if (dice < 3) [this.#halted] = [true, this.#arbiter.halt("by hand")];
    else if (dice < 14) [this.#halted] = [false, this.#arbiter.resume()];
    else if (dice < 15) [this.#stopped] = [true, void this.#arbiter.stop()];
    else for (let asked = 0; asked < 1 + dice % 4; asked++) void this.#ask();
  }

  /** One more request to the ledger, which saves first what it could not save before. */
  async settleAll(): Promise<void> {
    const request = {
      table: "mozzart",
      strategy: "flat",
      mode: "virtual" as const,
      stakeMinor: 1,
      cashOutHundredths: 200,
    };
    await this.ledger.request({ ...request, requestedAtMs: this.#options.life.nowMs() }, null);
  }

  /** As an agent does it, for a strategy that asks for anything. */
  async #ask(): Promise<void> {
    const { rows, random, life, note } = this.#options;
    try {
      const bet = await this.#arbiter.request({
        ...{ table: rows.of([...TABLES, "nowhere"]), strategy: rows.of(STRATEGIES), mode: "virtual" },
        stakeMinor: random() < 0.1 ? rows.of([NaN, -1_000, 2 ** 53, STAKE_MAX + 1]) : 1_000 + rows.below(11) * 100,
        ...{ cashOutHundredths: 200, requestedAtMs: life.nowMs(), deadlineMs: life.nowMs() + rows.below(4_000) },
        roundId: null,
      });
      if (bet.state === "placed") await this.#settle(bet);
      else note(`bet ${bet.state}: ${bet.reason}`);
    } catch (error) {
      note(`bet lost: ${(error as Error).message}`);
    }
  }

  /** The hand that clicks: it may not get so far, be told to stop, press, and not know what came of it. */
  async #place({ bet, deadlineMs }: PlaceOrder, signal: AbortSignal): Promise<PlaceResult> {
    const { rows, random, life } = this.#options;
    this.#rule(() => equal(this.#acting++, 0, "two actions at once"));
    await life.sleep(rows.below(300));
    const late = signal.aborted || life.nowMs() >= deadlineMs || random() < 0.1;
    if (!late) this.#rule(() => this.#press(bet));
    const placedAtMs = late ? null : life.nowMs();
    await life.sleep(rows.below(300));
    this.#acting -= 1;
    if (late) return { state: "failed", reason: "not pressed", placedAtMs };
    return random() < 0.1
      ? { state: "unknown", reason: "the screen went dark", placedAtMs }
      : { state: "placed", reason: "", placedAtMs };
  }

  #rule(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#options.record.broken ??= error as Error;
      throw error;
    }
  }

  /** The device: it can tell what is on the disk at the very moment of the click. */
  #press(bet: Bet): void {
    const { record, note, stateOf, life } = this.#options, { id, table, strategy, stakeMinor } = bet;
    note(`press ${id}`);
    ok(!life.over, `bet ${id} is pressed by a dead program`);
    ok(!record.bets.has(id), `bet ${id} is pressed again`);
    equal(stateOf(id), "placing", `bet ${id} is pressed without a committed intent`);
    ok(!this.#halted && !this.#stopped, `bet ${id} is pressed after a halt or a stop`);
    record.bets.set(id, bet);
    const isSame = (other: Bet) => other.table === table && other.strategy === strategy;
    ok(stakeMinor <= STAKE_MAX, `bet ${id} stakes ${stakeMinor}`);
    const bets = [...record.bets.values()].filter(isSame).length;
    ok(bets <= BETS_MAX, `bet ${id} is number ${bets} of its hour`);
    const lease = record.costMinor(isSame), day = record.costMinor(() => true);
    ok(lease <= LOSS_MAX, `bet ${id}: ${strategy} may lose ${lease} at ${table}`);
    ok(day <= DAILY_LOSS_MAX, `bet ${id}: the day may lose ${day}`);
  }

  async #settle({ table }: Bet): Promise<void> {
    const { life, rows } = this.#options;
    await life.sleep(rows.below(3_000));
    const endedAtMs = life.nowMs(), nothing = { players: null, playersMoneyMinor: null };
    const round = { table, startedAtMs: endedAtMs - 1, endedAtMs, multiplier: rows.hundredths(), ...nothing };
    await this.ledger.settle({ id: endedAtMs, ...round });
  }
}

/** Bets that never reached the table in a state that says so. */
export function mayEndAs(pressed: boolean, bet: Bet["state"]): boolean {
  // One whose request came too late to the disk is found by the next start.
  return (pressed ? ["placed", "won", "lost", "void", "unknown"] : ["requested", "refused", "failed", "unknown"])
    .includes(bet);
}

const leaseOf = (strategy: string, table: string) => ({
  ...{ strategy, table, mode: "virtual" as const, maxStakeMinor: STAKE_MAX, betsPerHour: BETS_MAX },
  ...{ lossPerDayMinor: LOSS_MAX, expiresAtMs: null },
});

const WINDOW = { x: 0, y: 0, width: 960, height: 540 };

/** Nothing can be seen on it: what is read back is the placer's to do. */
const NO_SCREEN: ScreenSource = {
  ...{ name: "virtual", width: 960, height: 540 },
  grab: () => Promise.reject(new HostError("screen", "Cannot grab: there is no screen")),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

const NO_DEVICE: InputDevice = {
  name: "virtual",
  position: () => Promise.resolve({ x: 9, y: 9 }),
  ...{ moveTo: refuse, click: refuse, selectAll: refuse, type: refuse, erase: refuse },
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

function refuse(): Promise<never> {
  throw new Error("nobody but the placer acts");
}
