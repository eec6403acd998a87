/**
 * A strategy in a cell of its own that plays finished rounds: the same bundle that plays live, with no permission. It is told
 * rounds in pieces and answers with bets; it sees no round before it has bet on it.
 */
import type { PlayedBets, RoundColumns } from "../betting/strategy_play.ts";
import { type StakeRange, wrongNumbers } from "../betting/bet_rules.ts";
import { packRounds, readPlayed } from "../cells/play_wire.ts";
import { initMessage } from "../cells/plugin_cell_options.ts";
import { parsePluginConfig } from "../cells/plugin_config.ts";
import { type LoadedPlugin, verifyBundle } from "../cells/plugin_store.ts";
import { WATCH_LIMITS, WatchedCell } from "../cells/watched_cell.ts";
import { PLAY_ROUNDS_MAX } from "../protocol/cell_messages.ts";
import type { PlayedBefore } from "../protocol/bet.ts";
import { HostError } from "../protocol/errors.ts";
import { type StepTable, stepTable } from "./fast_play.ts";

/** Pieces under way at once: the cell has the next one when it has played one. */
const PIECES_AHEAD = 3;
const PIECE_MS_MAX = 60_000;

/** Who plays, and what he may. */
export interface PlayTerms {
  /** all settings, or some: the manifest has defaults for the rest */
  settings: Record<string, unknown>;
  table: string;
  range: StakeRange;
  /** all that may be lost, minor units; null: without end */
  bankrollMinor: number | null;
}

/** One piece of the rounds with the bets on it; `from` is its first round's index. */
export interface PlayedPiece {
  from: number;
  rounds: RoundColumns;
  bets: PlayedBets;
}

export class StrategyCell implements AsyncDisposable {
  readonly #plugin: LoadedPlugin;
  readonly #watched: WatchedCell;

  private constructor(plugin: LoadedPlugin, watched: WatchedCell) {
    this.#plugin = plugin;
    this.#watched = watched;
  }

  /**
   * Starts the cell.
   *
   * @throws {HostError} `bad_config` when the settings do not fit the manifest; `plugin_failed` when it does not start
   */
  static async open(plugin: LoadedPlugin, settings: Record<string, unknown> = {}): Promise<StrategyCell> {
    const { manifest, bundleFile } = plugin;
    if (manifest.kind !== "strategy") {
      throw new HostError("bad_config", `Cannot play ${manifest.name}: it is a ${manifest.kind}; a strategy is wanted`);
    }
    const config = parsePluginConfig(manifest, settings);
    await verifyBundle(plugin);
    const watched = await WatchedCell.start({
      grant: { bundleFile },
      init: initMessage(plugin, { config }),
      limits: WATCH_LIMITS,
      onMessage: () => {},
      onNoise: () => {},
      onResponsive: () => {},
    });
    // Whoever waits for `ready` hears of an early end.
    void watched.ended();
    await watched.ready;
    return new StrategyCell(plugin, watched);
  }

  /**
   * Plays rounds from the first on, with nothing played before; or those behind what was played `before`.
   *
   * @throws {HostError} `bad_config`, `plugin_failed` with what the strategy did wrong, `plugin_gone` when its cell ended
   */
  async *play(rounds: RoundColumns, terms: PlayTerms, before?: PlayedBefore): AsyncGenerator<PlayedPiece> {
    this.#watched.cell.send({ type: "configure", config: parsePluginConfig(this.#plugin.manifest, terms.settings) });
    const pieces: Promise<PlayedPiece>[] = [];
    const first = before?.rounds ?? 0;
    for (let from = first; from < rounds.multiplier.length || pieces.length > 0;) {
      while (pieces.length < PIECES_AHEAD && from < rounds.multiplier.length) {
        const piece = this.#playPiece(rounds, { from, terms, fresh: from === first, before });
        // Met when its turn comes.
        piece.catch(() => {});
        pieces.push(piece);
        from += PLAY_ROUNDS_MAX;
      }
      yield await pieces.shift()!;
    }
  }

  /**
   * The strategy as a table of steps, found by asking it; null where it is none, or where it would not bet each time. A guess
   * until it was compared with play.
   *
   * @throws {HostError} as `play()`
   */
  async stepTable({ settings, table, range: { stakeMinMinor, stakeMaxMinor } }: PlayTerms): Promise<StepTable | null> {
    const config = parsePluginConfig(this.#plugin.manifest, settings);
    const { steps } = await this.#watched.cell.request(
      { type: "probe", table, stakeMinMinor, stakeMaxMinor, config },
      { deadlineMs: PIECE_MS_MAX },
    );
    const isTable = steps !== null &&
      steps.every(([stakeMinor, cashOutHundredths, won, lost]) =>
        wrongNumbers({ stakeMinor, cashOutHundredths }) === null && won in steps && lost in steps
      );
    return isTable && steps.length > 0 ? stepTable(steps) : null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watched[Symbol.asyncDispose]();
  }

  async #playPiece(
    all: RoundColumns,
    { from, terms, fresh, before }: { from: number; terms: PlayTerms; fresh: boolean; before?: PlayedBefore },
  ): Promise<PlayedPiece> {
    const { table, range, bankrollMinor } = terms, to = from + PLAY_ROUNDS_MAX;
    const rounds = { endedAtMs: all.endedAtMs.subarray(from, to), multiplier: all.multiplier.subarray(from, to) };
    const count = rounds.multiplier.length;
    const { stakeMinMinor, stakeMaxMinor } = range;
    const reply = await this.#watched.cell.request(
      {
        ...{ type: "play", fresh, table, stakeMinMinor, stakeMaxMinor, bankrollMinor, rounds: count },
        ...(fresh && before ? { before } : {}),
      },
      { deadlineMs: PIECE_MS_MAX, parts: packRounds(rounds) },
    );
    return { from, rounds, bets: readPlayed(reply, count) };
  }
}
