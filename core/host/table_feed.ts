/** What the page shows of each table, kept up to date from observations and bets. Copies only; nothing waits for it. */
import type { Bet, BetMode } from "../protocol/bet.ts";
import type { PhaseAccuracy, TableView } from "../protocol/page.ts";
import type { NumberReading } from "../protocol/reading.ts";
import type { Round } from "../protocol/round.ts";
import { PhaseAccuracyCounter } from "../tables/phase_accuracy.ts";
import type { Observation } from "../tables/round_tracker.ts";
import type { Table } from "../tables/table.ts";

const RECENT_ROUNDS = 30;

/** Who plays a table, if anybody. */
export interface TablePlayer {
  strategy: string;
  mode: BetMode;
}

export class TableFeed {
  readonly #views = new Map<string, TableView>();
  readonly #counted = new Set<number>();
  readonly #accuracy = new Map<string, PhaseAccuracyCounter>();
  /** by table, oldest first */
  readonly #recent = new Map<string, Round[]>();
  /** why a table is out of sight, where that is known */
  readonly #outOfSight = new Map<string, string>();

  constructor(tables: readonly Table[], players: ReadonlyMap<string, TablePlayer>) {
    for (const table of tables) this.#views.set(table.name, emptyView(table, players.get(table.name)));
  }

  views(): TableView[] {
    return [...this.#views.values()].map((view) => ({ ...view, recent: [...view.recent] }));
  }

  /** Rounds of an earlier run, oldest first. */
  restore(table: string, rounds: readonly Round[]): void {
    this.#recent.set(table, rounds.slice(-RECENT_ROUNDS));
    this.#show(table);
  }

  observe(observation: Observation): void {
    const { reading, roundId, round } = observation;
    const view = this.#views.get(reading.table);
    if (!view) return;
    if (reading.opinions) view.phaseAccuracy = this.#countPhases(observation);
    const read = [reading.score, reading.myMoney, reading.otherCount, reading.otherMoney].filter(isRead);
    Object.assign(view, {
      phase: reading.phase,
      progress: reading.progress,
      score: reading.score.value,
      confidence: read.length === 0 ? 0 : Math.min(...read.map((one) => one.confidence)),
      balanceMinor: reading.myMoney.value ?? view.balanceMinor,
      players: reading.otherCount.value ?? view.players,
      playersMoneyMinor: reading.otherMoney.value ?? view.playersMoneyMinor,
      roundId,
      takenAtMs: reading.takenAtMs,
      trouble: reading.phase === "unknown"
        ? this.#outOfSight.get(reading.table) ?? "covered, logged out or loading"
        : "",
    });
    if (round) this.addRound(round);
  }

  #countPhases(observation: Observation): PhaseAccuracy {
    const { table } = observation.reading, counter = this.#accuracy.get(table) ?? new PhaseAccuracyCounter();
    this.#accuracy.set(table, counter);
    counter.observe(observation);
    return counter.view();
  }

  /** Takes a finished round; one from the history strip finds its place among those that were seen. */
  addRound(round: Round): void {
    const view = this.#views.get(round.table);
    if (!view) return;
    view.roundsSeen += 1;
    const recent = [...this.#recent.get(round.table) ?? [], round].sort((a, b) => a.id - b.id);
    this.#recent.set(round.table, recent.slice(-RECENT_ROUNDS));
    this.#show(round.table);
  }

  /** Says who plays a table from now on; null: nobody. */
  setPlayer(table: string, player: TablePlayer | null): void {
    const view = this.#views.get(table);
    if (view) Object.assign(view, { strategy: player?.strategy ?? null, mode: player?.mode ?? null });
  }

  /** Says why a table has been out of sight for long; null: it is in sight again. */
  setSight(table: string, trouble: string | null): void {
    if (trouble === null) this.#outOfSight.delete(table);
    else this.#outOfSight.set(table, trouble);
  }

  #show(table: string): void {
    const view = this.#views.get(table);
    if (view) view.recent = (this.#recent.get(table) ?? []).map((round) => round.multiplier);
  }

  /** A table could not be read. */
  setTrouble(table: string, trouble: string): void {
    const view = this.#views.get(table);
    if (view) Object.assign(view, { trouble, phase: "unknown", score: null, progress: null, confidence: 0 });
  }

  /** Counts a bet's result into its table's profit, once. */
  onBet(bet: Bet): void {
    const view = this.#views.get(bet.table);
    if (!view || bet.payoutMinor === null || this.#counted.has(bet.id)) return;
    this.#counted.add(bet.id);
    // Ids only grow: a bet this far back cannot come again.
    if (this.#counted.size > 1_000) this.#counted.delete(this.#counted.values().next().value!);
    view.profitMinor += bet.payoutMinor - bet.stakeMinor;
  }
}

function isRead(reading: NumberReading): boolean {
  return reading.value !== null;
}

function emptyView(table: Table, player: TablePlayer | undefined): TableView {
  return {
    table: table.name,
    title: table.title,
    phase: "unknown",
    progress: null,
    score: null,
    confidence: 0,
    balanceMinor: null,
    profitMinor: 0,
    currency: table.description.currency,
    players: null,
    playersMoneyMinor: null,
    roundId: null,
    roundsSeen: 0,
    recent: [],
    strategy: player?.strategy ?? null,
    mode: player?.mode ?? null,
    trouble: "not read yet",
    takenAtMs: 0,
  };
}
