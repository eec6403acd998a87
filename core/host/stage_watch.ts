/** What the capture loop's pixels tell beside the readings: colours for the collectors that want them, and pictures that stand still. */
import type { ColorSample } from "../protocol/color_sample.ts";
import type { NumberReading, Reading } from "../protocol/reading.ts";
import type { Log } from "../ops/log.ts";
import type { ScreenWatcher } from "../tables/capture_loop.ts";
import { ColorSampler } from "../tables/color_sampler.ts";
import { FreezeWatch } from "../tables/freeze_watch.ts";
import type { Table } from "../tables/table.ts";

const NO_SCORE: NumberReading = Object.freeze({ value: null, confidence: 0, method: "none", micros: 0 });

export interface StageWatchOptions {
  tables: readonly Table[];
  collectors: () => readonly { takesSamples: boolean }[];
  log: Log;
}

export class StageWatch {
  readonly #colors: ColorSampler;
  readonly #freeze: FreezeWatch;
  readonly #frozen = new Set<string>();
  readonly #log: Log;
  readonly watchers: readonly ScreenWatcher[];

  constructor({ tables, collectors, log }: StageWatchOptions) {
    this.#log = log;
    this.#colors = new ColorSampler({ tables, wanted: () => collectors().some((one) => one.takesSamples) });
    this.#freeze = new FreezeWatch(tables);
    this.watchers = [this.#colors, this.#freeze];
  }

  /** The reading as it may be believed: a still picture's phase is unknown. */
  judge(reading: Reading): Reading {
    const stillMs = this.#freeze.stillMs(reading);
    if (stillMs === 0) {
      if (reading.phase !== "unknown") this.#frozen.delete(reading.table);
      return reading;
    }
    if (!this.#frozen.has(reading.table)) {
      this.#frozen.add(reading.table);
      const seconds = (stillMs / 1000).toFixed(1);
      this.#log(
        "warning",
        reading.table,
        `its picture has stood still for ${seconds} s while ${reading.phase}: frozen?`,
      );
    }
    return { ...reading, phase: "unknown", progress: null, score: NO_SCORE };
  }

  /** The colours of the picture that a reading was read off; null when none were taken of it. */
  sampleOf(reading: Reading): ColorSample | null {
    return this.#colors.of(reading);
  }
}
