/**
 * Has a crash's final multiplier looked at once more, slowly, where it stays unread while it is in sight. What comes of
 * it is one more reading: whether to believe it is the table's to decide.
 */
import type { Clock } from "../clock.ts";
import type { Picture } from "../protocol/picture.ts";
import type { NumberReading, Reading } from "../protocol/reading.ts";
import type { Table } from "../tables/table.ts";
import { type NumberFormat, readCandidates } from "../vision/number_reader.ts";
import { SecondOpinion } from "../vision/second_opinion.ts";

/** Who is asked. */
export type Opinion = Pick<SecondOpinion, "ask"> & AsyncDisposable;

export interface FinalOpinionOptions {
  clock: Clock;
  tables: readonly Table[];
  /** takes a reading whose final was read after all */
  onReading: (reading: Reading) => void;
  /** Tesseract unless another is given */
  opinion?: Opinion;
}

export class FinalOpinion implements AsyncDisposable {
  readonly #options: FinalOpinionOptions;
  readonly #opinion: Opinion;
  /** by table, the newest reading of a crash without its final */
  readonly #unread = new Map<string, Reading>();

  constructor(options: FinalOpinionOptions) {
    this.#options = options;
    this.#opinion = options.opinion ?? new SecondOpinion();
  }

  /** Remembers which crash is in sight without its final. */
  observe(reading: Reading): void {
    if (reading.phase === "crashed" && reading.score.value === null) this.#unread.set(reading.table, reading);
    else this.#unread.delete(reading.table);
  }

  /** Asks about the picture of a score; virtual time waits for the answer. */
  ask(name: string, picture: Picture): Promise<void> {
    const table = this.#options.tables.find((one) => one.name === name);
    if (!table) return Promise.resolve();
    const format: NumberFormat = { kind: "multiplier", locale: table.description.locale };
    const own = { ...picture, data: picture.data.slice() };
    return this.#options.clock.work(async () => {
      const candidates = readCandidates(own, format);
      this.#answer(name, await this.#opinion.ask(own, { format, candidates }));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#unread.clear();
    await this.#opinion[Symbol.asyncDispose]();
  }

  /** The crash may have gone out of sight meanwhile: then the answer is worth nothing any more. */
  #answer(table: string, score: NumberReading): void {
    const reading = this.#unread.get(table);
    if (reading && score.value !== null) this.#options.onReading({ ...reading, score });
  }
}
