/** The limits once more, in the plainest way: every question goes through the list of all bets ever made. */
import type { Bet, BetRequest } from "../../../core/protocol/bet.ts";
import type { GlobalLimits } from "../../../core/betting/account.ts";
import type { StakeRange } from "../../../core/betting/bet_rules.ts";
import type { Lease } from "../../../core/protocol/lease.ts";

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
const dayOf = (ms: number) => new Date(ms).toDateString();

export class Model {
  bets: Bet[] = [];
  leases: Lease[] = [];
  halted = false;
  /** moments of the resumes that started a drawdown anew, as counts of bets settled by then */
  forgivenAt = { virtual: 0, paper: 0, live: 0 };
  settled: Bet[] = [];
  constructor(readonly global: GlobalLimits) {}

  profits = (bets: Bet[]) => bets.map((bet) => (bet.payoutMinor ?? 0) - bet.stakeMinor);
  open = (of: Partial<Bet>) =>
    sum(
      this.match(this.bets, of).filter((b) => b.state === "placing" || b.state === "placed").map((b) => b.stakeMinor),
    );
  match = (bets: Bet[], of: Partial<Bet>) =>
    bets.filter((bet) => Object.entries(of).every(([key, value]) => bet[key as keyof Bet] === value));
  today = (of: Partial<Bet>, nowMs: number) =>
    sum(
      this.profits(
        this.match(this.settled, of).filter((b) => dayOf(b.settledAtMs ?? b.placedAtMs ?? 0) === dayOf(nowMs)),
      ),
    );

  drawdown(mode: Bet["mode"], upTo = Infinity): number {
    const profits = this.profits(this.match(this.settled, { mode }).slice(0, upTo));
    const totals = profits.map((_, index) => sum(profits.slice(0, index + 1)));
    const from = this.forgivenAt[mode];
    const start = from === 0 ? 0 : totals[from - 1];
    return Math.max(start, ...totals.slice(from)) - (totals.at(-1) ?? 0);
  }

  used(mode: Bet["mode"], nowMs: number): [number, number][] {
    const { bankrollMinor, dailyLossMinor, maxDrawdownMinor } = this.global;
    const total = sum(this.profits(this.match(this.settled, { mode })));
    const all: [number, number | null][] = [[-total, bankrollMinor], [-this.today({ mode }, nowMs), dailyLossMinor], [
      this.drawdown(mode),
      maxDrawdownMinor,
    ]];
    return all.filter((one): one is [number, number] => one[1] !== null);
  }

  drawnDown(mode: Bet["mode"]): boolean {
    const count = this.match(this.settled, { mode }).length, max = this.global.maxDrawdownMinor;
    for (let upTo = this.forgivenAt[mode] + 1; upTo <= count; upTo++) {
      if (max !== null && this.drawdown(mode, upTo) >= max) return true;
    }
    return false;
  }

  coolingOff(mode: Bet["mode"], nowMs: number): boolean {
    let losses = 0, untilMs = -1;
    for (const bet of this.match(this.settled, { mode })) {
      losses = bet.state === "won" ? 0 : bet.state === "lost" ? losses + 1 : losses;
      if (losses === this.global.losingStreak) [losses, untilMs] = [0, (bet.settledAtMs ?? 0) + this.global.coolOffMs];
    }
    return nowMs < untilMs;
  }

  state(nowMs: number): "active" | "reducing" | "halted" {
    const modes = ["paper", "virtual", "live"] as const, goal = this.global.dailyProfitMinor;
    const stop = (mode: Bet["mode"]) =>
      this.drawnDown(mode) || this.coolingOff(mode, nowMs) ||
      this.used(mode, nowMs).some(([used, limit]) => used >= limit) ||
      (goal !== null && this.today({ mode }, nowMs) >= goal);
    if (this.halted || modes.some(stop)) return "halted";
    return modes.some((mode) => this.used(mode, nowMs).some(([used, limit]) => used >= 0.8 * limit))
      ? "reducing"
      : "active";
  }

  resume(): void {
    this.halted = false;
    for (const mode of ["paper", "virtual", "live"] as const) {
      if (this.drawnDown(mode)) this.forgivenAt[mode] = this.match(this.settled, { mode }).length;
    }
  }

  allows(
    { strategy, table, mode, stakeMinor, cashOutHundredths }: BetRequest,
    { range, nowMs }: { range: StakeRange; nowMs: number },
  ): boolean {
    const own = { strategy, table, mode }, state = this.state(nowMs);
    const lease = this.leases.find((one) => one.strategy === strategy && one.table === table && one.mode === mode);
    const lastHour =
      this.match(this.bets, own).filter((b) => b.state !== "failed" && b.requestedAtMs > nowMs - 3_600_000).length;
    return state !== "halted" && Number.isSafeInteger(stakeMinor) && Number.isSafeInteger(cashOutHundredths) &&
      cashOutHundredths > 100 &&
      stakeMinor >= range.stakeMinMinor &&
      stakeMinor <= (state === "reducing" ? range.stakeMinMinor : range.stakeMaxMinor) &&
      lease !== undefined && nowMs < (lease.expiresAtMs ?? Infinity) && stakeMinor <= lease.maxStakeMinor &&
      lastHour < lease.betsPerHour &&
      this.open(own) + stakeMinor - this.today(own, nowMs) <= lease.lossPerDayMinor &&
      this.used(mode, nowMs).every(([used, limit]) => used + this.open({ mode }) + stakeMinor <= limit);
  }
}
