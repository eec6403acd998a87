/**
 * A backtest's sums and its strategy's last rounds on disk while it is under way: one that was killed goes on behind what
 * it has played. A file of another backtest is not used. Plays nothing.
 */
import { settled } from "../betting/strategy_play.ts";
import type { Stake } from "../betting/bet_rules.ts";
import { HISTORY_ROUNDS_MAX, type HistoryRound, type PlayedBefore } from "../protocol/bet.ts";
import { writeAtomic } from "../storage/atomic_file.ts";
import type { BacktestTally, TallyState } from "./backtest_tally.ts";
import type { PlayedPiece } from "./strategy_cell.ts";

/** What was played since is played again after a kill. */
const SAVE_EVERY_MS = 1_000;

/** What lies in the file. */
interface Kept {
  key: string;
  tally: TallyState;
  history: HistoryRound[];
}

export class BacktestCheckpoint {
  readonly #path: string;
  readonly #key: string;
  readonly #nowMs: () => number;
  #history: HistoryRound[];
  #savedAtMs: number;
  /** what an earlier run had come to; null: nothing that can be used */
  readonly tally: TallyState | null;

  private constructor(path: string, { key, nowMs, kept }: { key: string; nowMs: () => number; kept: Kept | null }) {
    this.#path = path;
    this.#key = key;
    this.#nowMs = nowMs;
    this.#history = kept?.history ?? [];
    this.#savedAtMs = nowMs();
    this.tally = kept?.tally ?? null;
  }

  /**
   * @param path its file; may be missing
   * @param options `key`: all that the backtest's result depends on: rounds, plugin, settings, limits
   */
  static async open(
    path: string,
    { key, nowMs = Date.now }: { key: string; nowMs?: () => number },
  ): Promise<BacktestCheckpoint> {
    const kept = await Deno.readTextFile(path).then((text) => JSON.parse(text) as Kept).catch(() => null);
    return new BacktestCheckpoint(path, { key, nowMs, kept: kept?.key === key ? kept : null });
  }

  /** For whoever goes on playing. */
  get before(): PlayedBefore | undefined {
    if (this.tally === null) return undefined;
    const { totals: { rounds, profit }, ruined } = this.tally;
    return { rounds, history: this.#history, profitMinor: profit, isRuined: ruined !== null };
  }

  /** Takes note of a piece that the tally has summed up; now and then it is written. */
  async note({ from, rounds, bets }: PlayedPiece, tally: BacktestTally): Promise<void> {
    const { stakes, codes } = bets, first = Math.max(0, codes.length - HISTORY_ROUNDS_MAX);
    const last = Array.from({ length: codes.length - first }, (_, index) => {
      const at = first + index, stake: Stake | null = codes[at] === 0 ? null : stakes[codes[at] - 1];
      const multiplier = rounds.multiplier[at], endedAtMs = rounds.endedAtMs[at];
      return { roundId: from + at + 1, multiplier, endedAtMs, bet: stake && settled(stake, multiplier) };
    });
    this.#history = [...this.#history, ...last].slice(-HISTORY_ROUNDS_MAX);
    if (this.#nowMs() - this.#savedAtMs < SAVE_EVERY_MS) return;
    const kept: Kept = { key: this.#key, tally: tally.state, history: this.#history };
    await writeAtomic(this.#path, JSON.stringify(kept));
    this.#savedAtMs = this.#nowMs();
  }

  /** Forgets all: the backtest is done. */
  async remove(): Promise<void> {
    await Deno.remove(this.#path).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
}
