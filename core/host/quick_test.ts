/** Reads the configured tables for a while and says how well that goes. Stores nothing, bets nothing, starts no plugin. */
import type { Clock } from "../clock.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import { NUMBER_REGIONS, type Phase, PHASES, type Region } from "../protocol/reading.ts";
import type { ScreenSource } from "../screen/screen_source.ts";
import type { Table } from "../tables/table.ts";
import { findShift, type WindowShift } from "../tables/window_search.ts";
import { calibratedReader } from "../vision/calibrated_reader.ts";
import { quantile } from "../vision/frame_report.ts";
import { type FrameReader, NUMBER_KINDS } from "../vision/frame_set.ts";

/** What came of one region. The score counts only while a flight is on or has just ended. */
export interface QuickRegion {
  region: Region;
  reads: number;
  values: number;
  /** the last value, null for none so far */
  last: number | string | null;
  /** milliseconds a read */
  p50Ms: number;
}

export interface QuickTable {
  table: string;
  window: Rect;
  regions: QuickRegion[];
  phases: Record<Phase, number>;
  /** `here`: it reads; `moved`: it would read at `shift`; `lost`: it reads nowhere near */
  place: "here" | "moved" | "lost";
  shift: WindowShift;
}

export interface QuickTestOptions {
  screen: { source: ScreenSource; tables: readonly Table[] };
  clock: Clock;
  tickMs: number;
  durationMs: number;
  /** called after each look */
  onProgress?: (doneMs: number, allMs: number) => void;
}

/** Share of looks at which a table that stands where it should shows a phase, or of reads that give a value. */
const ENOUGH = 0.5;

/** Looks every `tickMs` for `durationMs`. */
export async function quickTest(
  { screen, clock, tickMs, durationMs, onProgress }: QuickTestOptions,
): Promise<QuickTable[]> {
  const watchers = screen.tables.map((table) => new TableWatcher(table));
  return await clock.work(async () => {
    const startMs = clock.nowMs();
    for (let nowMs = startMs; nowMs - startMs < durationMs; nowMs = clock.nowMs()) {
      const pictures = await screen.source.grab(watchers.flatMap(({ rects }) => rects));
      for (const watcher of watchers) await watcher.look(pictures.splice(0, watcher.rects.length));
      onProgress?.(nowMs - startMs, durationMs);
      await clock.sleep(tickMs);
    }
    onProgress?.(durationMs, durationMs);
    const { width, height } = screen.source;
    const results: QuickTable[] = [];
    for (const watcher of watchers) {
      const whole = watcher.reads() ? null : (await screen.source.grab([{ x: 0, y: 0, width, height }]))[0];
      results.push(watcher.result(whole));
    }
    return results;
  });
}

/** Counts what one table's regions come to. */
class TableWatcher {
  readonly rects: Rect[];
  readonly #table: Table;
  readonly #reader: FrameReader;
  readonly #micros = new Map<Region, number[]>();
  readonly #regions: QuickRegion[];
  readonly #phases = Object.fromEntries(PHASES.map((phase) => [phase, 0])) as Record<Phase, number>;

  constructor(table: Table) {
    this.#table = table;
    this.#reader = calibratedReader(table.description);
    this.rects = table.regions.map(({ rect }) => rect);
    this.#regions = table.regions.map(({ region }) => ({ region, reads: 0, values: 0, last: null, p50Ms: 0 }));
  }

  async look(pictures: readonly Picture[]): Promise<void> {
    const at = this.#regions.findIndex(({ region }) => region === "phase");
    const startMs = performance.now();
    const phase = this.#reader.readPhase(pictures[at], this.#table.description.locale).phase ?? "unknown";
    this.#note(this.#regions[at], phase === "unknown" ? null : phase, (performance.now() - startMs) * 1000);
    this.#phases[phase]++;
    for (const [index, counts] of this.#regions.entries()) {
      if (counts.region === "phase") continue;
      if (counts.region === "score" && phase !== "flying" && phase !== "crashed") continue;
      const format = { kind: NUMBER_KINDS[counts.region], locale: this.#table.description.locale };
      const { value, micros } = await this.#reader.readNumber(pictures[index], format, counts.region);
      this.#note(counts, value, micros);
    }
  }

  #note(counts: QuickRegion, value: number | string | null, micros: number): void {
    counts.reads++;
    if (value !== null) {
      counts.values++;
      counts.last = value;
    }
    const all = this.#micros.get(counts.region) ?? [];
    all.push(micros);
    this.#micros.set(counts.region, all);
  }

  /** Whether the table stands where it should, as far as can be told. */
  reads(): boolean {
    return this.#regions.some(({ region, reads, values }) =>
      region === "phase" && values >= ENOUGH * reads && reads > 0
    ) ||
      this.#regions.filter(({ region }) => (NUMBER_REGIONS as readonly string[]).includes(region) && region !== "score")
          .filter(({ reads, values }) => values >= ENOUGH * reads && reads > 0).length >= 2;
  }

  /** @param whole the whole screen where the window has to be looked for, else null */
  result(whole: Picture | null): QuickTable {
    const { name, window, description } = this.#table;
    const shift = whole ? findShift(whole, { table: description, window }) : { dx: 0, dy: 0, parts: 0 };
    const regions = this.#regions.map((counts) => ({
      ...counts,
      p50Ms: quantile(this.#micros.get(counts.region) ?? [], 0.5) / 1000,
    }));
    const place = !whole ? "here" : shift.dx !== 0 || shift.dy !== 0 ? "moved" : "lost";
    return { table: name, window, regions, phases: { ...this.#phases }, place, shift };
  }
}
