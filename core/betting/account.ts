/** One mode's money against the user's global limits. Amounts are minor units; leases and tables are not its business. */
import type { BetState } from "../protocol/bet.ts";
import { Tally } from "./tally.ts";

/** The user's own limits over all tables, each per mode. Null: none. */
export interface GlobalLimits {
  /** all that may be lost, counted from the first bet known */
  bankrollMinor: number | null;
  dailyLossMinor: number | null;
  /** a day that has won this much ends */
  dailyProfitMinor: number | null;
  /** below the highest profit since the start or the last `resume()` */
  maxDrawdownMinor: number | null;
  /** so many losses one after the other start a cool-off */
  losingStreak: number | null;
  coolOffMs: number;
}

/** From this share of a limit on, only smallest stakes. */
const REDUCING_SHARE = 0.8;

export class Account {
  readonly tally = new Tally();
  #limits: GlobalLimits;
  #profitMinor = 0;
  #peakMinor = 0;
  #losses = 0;
  #coolOffUntilMs = -Infinity;
  #drawnDown = false;

  constructor(limits: GlobalLimits) {
    this.#limits = limits;
  }

  /** From now on these hold; what was lost and won counts as before. */
  setLimits(limits: GlobalLimits): void {
    this.#limits = limits;
  }

  /** What was won or lost before the bets that will be told; a drawdown starts there. */
  open(profitMinor: number): void {
    this.#profitMinor = this.#peakMinor = profitMinor;
  }

  /** Takes a settled bet's profit. */
  settle(profitMinor: number, { state, atMs }: { state: BetState; atMs: number }): void {
    const { maxDrawdownMinor, losingStreak, coolOffMs } = this.#limits;
    this.#profitMinor += profitMinor;
    this.#peakMinor = Math.max(this.#peakMinor, this.#profitMinor);
    if (maxDrawdownMinor !== null && this.#drawdownMinor >= maxDrawdownMinor) this.#drawnDown = true;
    if (state === "won") this.#losses = 0;
    if (state === "lost") this.#losses += 1;
    if (losingStreak !== null && this.#losses >= losingStreak) {
      this.#losses = 0;
      this.#coolOffUntilMs = atMs + coolOffMs;
    }
  }

  /** Lets a drawdown start again from here. */
  forgive(): void {
    if (!this.#drawnDown) return;
    this.#drawnDown = false;
    this.#peakMinor = this.#profitMinor;
  }

  state(nowMs: number): { state: "active" | "reducing" | "halted"; reason: string } {
    const halted = this.#halt(nowMs);
    if (halted) return { state: "halted", reason: halted };
    const reducing = this.#used(nowMs).find(({ usedMinor, limitMinor }) => usedMinor >= limitMinor * REDUCING_SHARE);
    if (!reducing) return { state: "active", reason: "" };
    return { state: "reducing", reason: `${reducing.name} at ${reducing.usedMinor} of ${reducing.limitMinor}` };
  }

  /** Why a stake is too much; null when it is not. */
  refusal(stakeMinor: number, nowMs: number): string | null {
    const atRisk = this.tally.openMinor + stakeMinor;
    const over = this.#used(nowMs).find(({ usedMinor, limitMinor }) => usedMinor + atRisk > limitMinor);
    return over ? `${over.name} could become ${over.usedMinor + atRisk}, over ${over.limitMinor}` : null;
  }

  #halt(nowMs: number): string {
    const { dailyProfitMinor } = this.#limits;
    if (this.#drawnDown) return `drawdown of ${this.#limits.maxDrawdownMinor} reached`;
    const full = this.#used(nowMs).find(({ usedMinor, limitMinor }) => usedMinor >= limitMinor);
    if (full) return `${full.name} of ${full.limitMinor} reached`;
    const today = this.tally.todayMinor(nowMs);
    if (dailyProfitMinor !== null && today >= dailyProfitMinor) return `day's profit of ${dailyProfitMinor} reached`;
    if (nowMs < this.#coolOffUntilMs) {
      return `cool-off after ${this.#limits.losingStreak} losses until ${new Date(this.#coolOffUntilMs).toISOString()}`;
    }
    return "";
  }

  get #drawdownMinor(): number {
    return this.#peakMinor - this.#profitMinor;
  }

  #used(nowMs: number): { name: string; usedMinor: number; limitMinor: number }[] {
    const { bankrollMinor, dailyLossMinor, maxDrawdownMinor } = this.#limits;
    const all = [
      { name: "loss of the bankroll", usedMinor: -this.#profitMinor, limitMinor: bankrollMinor },
      { name: "day's loss", usedMinor: -this.tally.todayMinor(nowMs), limitMinor: dailyLossMinor },
      { name: "drawdown", usedMinor: this.#drawdownMinor, limitMinor: maxDrawdownMinor },
    ];
    return all.flatMap(({ limitMinor, ...rest }) => limitMinor === null ? [] : [{ ...rest, limitMinor }]);
  }
}
