/**
 * What happens to numbers that are not simply believed: history strips are asked for missed rounds, doubts are kept as
 * evidence, tables of one game are compared, and what lasts is a warning. Believes nothing itself: tables/ decides.
 */
import type { BalanceMismatch } from "../betting/ledger.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../ops/config.ts";
import type { Log } from "../ops/log.ts";
import { HostError } from "../protocol/errors.ts";
import type { ValidationView } from "../protocol/validation.ts";
import type { Picture } from "../protocol/picture.ts";
import type { NumberReading, Region } from "../protocol/reading.ts";
import type { Round } from "../protocol/round.ts";
import { placeRect } from "../screen/layout.ts";
import type { ScreenSource } from "../screen/screen_source.ts";
import type { Evidence } from "../tables/evidence.ts";
import { type Contradiction, HistoryKeeper } from "../tables/history_keeper.ts";
import type { Observation } from "../tables/round_tracker.ts";
import { type Disagreement, SameGame } from "../tables/same_game.ts";
import { SilenceWatch } from "../tables/silence_watch.ts";
import type { Table } from "../tables/table.ts";
import { FinalOpinion, type Opinion } from "./final_opinion.ts";
import type { Router } from "./router.ts";

/** A final that stays unread for so long while the crash is in sight is evidence. */
const WITHHELD_MS = 1_500;
const NOTHING: Omit<NumberReading, "micros"> = { value: null, confidence: 0, method: "none" };

export interface ValidationOptions {
  config: Pick<Config, "sameGame">;
  clock: Clock;
  source: ScreenSource;
  tables: readonly Table[];
  router: Router;
  evidence: Evidence;
  /** a region's pixels as they were grabbed last; null when they have changed since that tick */
  pictureOf: (table: string, region: Region, tick: number) => Picture | null;
  /** a round from a history strip, after it was routed */
  onHistoryRound: (round: Round) => void;
  /** why a table cannot be read, in words; null: it can again */
  onSight: (table: string, trouble: string | null) => void;
  /** looks once more at finals that stay unread; Tesseract unless another is given */
  opinion?: Opinion;
  log: Log;
}

export class Validation implements AsyncDisposable {
  readonly #options: ValidationOptions;
  readonly #keepers: Map<string, HistoryKeeper>;
  readonly #sameGame: SameGame;
  readonly #silence: SilenceWatch;
  readonly #finals: FinalOpinion;
  readonly #looks = new Set<Promise<void>>();
  readonly #crashedSince = new Map<string, number | null>();
  /** lasting warnings: by what they are about, the newest */
  readonly #warnings = new Map<string, string>();

  constructor(options: ValidationOptions) {
    this.#options = options;
    this.#keepers = new Map(options.tables.flatMap((table) => this.#keeperOf(table)));
    this.#sameGame = new SameGame(options.config.sameGame, (disagreement) => this.#onDisagreement(disagreement));
    const { clock, tables, opinion, router } = options;
    this.#finals = new FinalOpinion({
      clock,
      tables,
      opinion,
      onReading: (reading) => router.onReading(reading),
    });
    this.#silence = new SilenceWatch(new Map(options.tables.map(({ name, window }) => [name, window])));
  }

  /** Rounds of an earlier run, oldest first. */
  restore(table: string, rounds: readonly Round[]): void {
    this.#keepers.get(table)?.restore(rounds);
  }

  observe(observation: Observation): void {
    const { reading, round } = observation;
    this.#finals.observe(reading);
    this.#keepDoubts(observation);
    this.#watchFinal(observation);
    if (round) this.#sameGame.add(round);
    const look = this.#keepers.get(reading.table)?.observe(observation);
    if (look) this.#track(reading.table, look);
    const sight = this.#silence.observe(reading);
    if (!sight) return;
    this.#options.log(sight.outOfSight ? "warning" : "info", sight.table, sight.message);
    this.#options.onSight(sight.table, sight.outOfSight ? sight.message : null);
  }

  /** The balance on the screen is not what the bets explain. @returns so in words */
  onMismatch({ table, expectedMinor, actualMinor, atMs }: BalanceMismatch): string {
    const [actual, expected] = [actualMinor, expectedMinor].map((minor) => (minor / 100).toFixed(2));
    const why = `balance on screen is ${actual}, but the bets explain ${expected}`;
    this.#warn(table, "balance", `${why} (${timeOf(atMs)})`);
    const picture = this.#options.pictureOf(table, "myMoney", Infinity);
    this.#options.evidence.keep({
      table,
      region: "myMoney",
      atMs,
      read: { ...NOTHING, value: actualMinor },
      why,
      picture,
    });
    return why;
  }

  /** Lasting warnings, in words. */
  warnings(): string[] {
    return [...this.#warnings.values()];
  }

  view(): ValidationView {
    const { missedRounds, filledRounds, refusedScores, repairedScores, withheldNumbers } = this.#options.router;
    const { kept, suppressed } = this.#options.evidence;
    return {
      missedRounds,
      filledRounds,
      refusedScores,
      repairedScores,
      withheldNumbers,
      evidenceKept: kept,
      evidenceSuppressed: suppressed,
      sameGame: this.#sameGame.agreements(),
    };
  }

  /** Resolves once no history strip is being looked at. */
  async idle(): Promise<void> {
    while (this.#looks.size > 0) await Promise.all(this.#looks);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#finals[Symbol.asyncDispose]();
    await this.idle();
    await this.#options.evidence[Symbol.asyncDispose]();
  }

  #keeperOf(table: Table): [string, HistoryKeeper][] {
    const { source, clock, router } = this.#options;
    const { window: reference, controls } = table.description;
    if (!controls?.history) return [];
    const keeper = new HistoryKeeper({
      table,
      strip: placeRect(controls.history, { window: table.window, reference }),
      source,
      clock,
      perSecond: () => router.growthOf(table.name),
      onRound: (round) => {
        router.onHistoryRound(round);
        this.#options.onHistoryRound(round);
      },
      onContradiction: (contradiction) => this.#onContradiction(table.name, contradiction),
      onLost: (why, picture) => this.#onLost(table.name, { why, picture }),
    });
    return [[table.name, keeper]];
  }

  #track(table: string, look: Promise<void>): void {
    const { log } = this.#options;
    const ended = look.catch((error) => {
      if (!(error instanceof HostError)) throw error;
      log("debug", table, `history strip: ${error.message}`);
    }).finally(() => this.#looks.delete(ended));
    this.#looks.add(ended);
  }

  #keepDoubts({ reading: { table, tick, takenAtMs: atMs }, doubts }: Observation): void {
    const { evidence, pictureOf } = this.#options;
    for (const { region, read, why, repairedTo } of doubts) {
      const text = repairedTo === null ? why : `${why}; repaired to ${repairedTo}`;
      evidence.keep({ table, region, atMs, read, why: text, picture: pictureOf(table, region, tick) });
    }
  }

  /** A final that stays withheld has its picture kept, once a crash. */
  #watchFinal({ reading: { table, tick, phase, takenAtMs: atMs, score } }: Observation): void {
    if (phase !== "crashed" || score.value !== null) return void this.#crashedSince.delete(table);
    const sinceMs = this.#crashedSince.get(table);
    if (sinceMs === undefined) this.#crashedSince.set(table, atMs);
    if (!sinceMs || atMs - sinceMs < WITHHELD_MS) return;
    this.#crashedSince.set(table, null);
    const picture = this.#options.pictureOf(table, "score", tick);
    this.#options.evidence.keep({ table, region: "score", atMs, read: score, why: "final withheld", picture });
    if (picture) this.#track(table, this.#finals.ask(table, picture));
  }

  #onContradiction(table: string, { round, shown, picture }: Contradiction): void {
    const why = `round of ${timeOf(round.endedAtMs)} is stored as ${times(round.multiplier)}, but the history strip ` +
      `shows ${times(shown)}`;
    this.#warn(table, "history", why);
    const read = { ...NOTHING, value: shown };
    this.#options.evidence.keep({ table, region: "history", atMs: this.#options.clock.nowMs(), read, why, picture });
  }

  #onLost(table: string, { why, picture }: { why: string; picture: Picture | null }): void {
    this.#options.log("warning", table, `rounds were missed and are not stored: ${why}`);
    const atMs = this.#options.clock.nowMs();
    this.#options.evidence.keep({
      table,
      region: "history",
      atMs,
      read: NOTHING,
      why: `rounds missed: ${why}`,
      picture,
    });
  }

  #onDisagreement({ one, other, odd }: Disagreement): void {
    const why = `${one.table} and ${other.table} show one game, but ${times(one.multiplier)} and ` +
      `${times(other.multiplier)} at ${timeOf(one.endedAtMs)}${odd ? `; ${odd} is alone with it` : ""}`;
    this.#warn(one.table, `same game as ${other.table}`, why);
    for (const { table, multiplier, endedAtMs: atMs } of [one, other]) {
      const picture = this.#options.pictureOf(table, "score", Infinity);
      this.#options.evidence.keep({
        table,
        region: "score",
        atMs,
        read: { ...NOTHING, value: multiplier },
        why,
        picture,
      });
    }
  }

  #warn(table: string, about: string, text: string): void {
    this.#warnings.set(`${table} ${about}`, `${table}: ${text}`);
    this.#options.log("warning", table, text);
  }
}

function times(hundredths: number): string {
  return `${(hundredths / 100).toFixed(2)}x`;
}

function timeOf(atMs: number): string {
  return new Date(atMs).toISOString();
}
