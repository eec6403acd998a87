/** Turns one table's changed crops into a reading; what did not change keeps its last value. Holds no pixels. */
import type { TableDescription } from "../protocol/manifest.ts";
import type { PhaseColorModel } from "../protocol/phase_color_model.ts";
import type { Picture } from "../protocol/picture.ts";
import {
  NUMBER_REGIONS,
  type NumberReading,
  type NumberRegion,
  type Reading,
  type Region,
} from "../protocol/reading.ts";
import { LearntReader } from "./learnt_reader.ts";
import { type NumberFormat, readNumber } from "./number_reader.ts";
import { PhaseJudge } from "./phase_judge.ts";

/** One table's regions whose pixels changed since the frame before. */
export interface TableFrame {
  tick: number;
  /** epoch milliseconds */
  takenAtMs: number;
  crops: ReadonlyMap<Region, Picture>;
}

const KINDS: Record<NumberRegion, NumberFormat["kind"]> = {
  score: "multiplier",
  myMoney: "money",
  otherCount: "count",
  otherMoney: "money",
};
const NOTHING: NumberReading = Object.freeze({ value: null, confidence: 0, method: "none", micros: 0 });
/** What gave no value so often, words or a cover, is looked at thoroughly only once in so many changes. */
const MISSES_MAX = 3;

/** Reads one table, frame after frame. */
export class TableReader {
  readonly #name: string;
  readonly #formats: Record<NumberRegion, NumberFormat>;
  readonly #last: Record<NumberRegion, NumberReading>;
  /** changes in a row that gave no value */
  readonly #misses: Record<NumberRegion, number>;
  readonly #learnt: LearntReader;
  readonly #judge: PhaseJudge;

  /**
   * @param name the table's name, as its readings carry it
   * @param learnt `phaseModel`: what `train phase` learnt of the table, as the context of `create` has it
   */
  constructor(
    table: TableDescription,
    name: string,
    { phaseModel = null }: { phaseModel?: PhaseColorModel | null } = {},
  ) {
    this.#judge = new PhaseJudge(table, phaseModel);
    this.#name = name;
    this.#formats = byRegion((region) => ({ kind: KINDS[region], locale: table.locale }));
    this.#last = byRegion(() => NOTHING);
    this.#misses = byRegion(() => 0);
    this.#learnt = new LearntReader(table);
  }

  /** Reads the changed regions. The score is withheld while no flight is on: what stands there then is not a score. */
  read(frame: TableFrame): Reading {
    const score = this.#number("score", frame.crops);
    const { takenAtMs, crops } = frame;
    const { phase, progress, opinions } = this.#judge.judge({ takenAtMs, crops, scored: score.value !== null });
    return {
      table: this.#name,
      tick: frame.tick,
      takenAtMs: frame.takenAtMs,
      phase,
      ...opinions && { opinions },
      progress,
      score: phase === "flying" || phase === "crashed" ? score : NOTHING,
      myMoney: this.#number("myMoney", frame.crops),
      otherCount: this.#number("otherCount", frame.crops),
      otherMoney: this.#number("otherMoney", frame.crops),
    };
  }

  #number(region: NumberRegion, crops: ReadonlyMap<Region, Picture>): NumberReading {
    const changed = crops.get(region);
    if (!changed) return this.#last[region];
    const thorough = this.#misses[region] < MISSES_MAX || this.#misses[region] % MISSES_MAX === 0;
    const general = readNumber(changed, this.#formats[region], { thorough });
    const reading = this.#learnt.check(changed, { region, general });
    this.#misses[region] = reading.value === null ? this.#misses[region] + 1 : 0;
    // Made here, once a change, so that unchanged ticks allocate nothing.
    this.#last[region] = reading.value === null ? NOTHING : { ...reading, method: "cached", micros: 0 };
    return reading;
  }
}

function byRegion<T>(make: (region: NumberRegion) => T): Record<NumberRegion, T> {
  return Object.fromEntries(NUMBER_REGIONS.map((region) => [region, make(region)])) as Record<NumberRegion, T>;
}
