/**
 * Watches whether each table's window still stands where it should, by patches that never change. One that was moved is
 * looked for and reported; it is never followed: where bets are clicked, only the user decides.
 */
import type { Clock } from "../clock.ts";
import { HostError } from "../protocol/errors.ts";
import type { Picture, Point, Rect } from "../protocol/picture.ts";
import type { Phase } from "../protocol/reading.ts";
import { placeRect } from "../screen/layout.ts";
import type { ScreenSource } from "../screen/screen_source.ts";
import {
  findWindow,
  LOOKS_MIN,
  type Mark,
  MARK_HEIGHT,
  MARK_WIDTH,
  MARKS_MIN,
  WindowMemory,
} from "../screen/window_marks.ts";
import type { Table } from "../tables/table.ts";

export const LOOK_EVERY_MS = 2_000;
/** Looks in a row without its patches before a window is looked for elsewhere. */
const LOST_LOOKS = 2;
/** While a window is lost, the whole screen is searched at every so many looks. */
const SEARCH_EVERY_LOOKS = 3;
/** Phases that must have been seen while learning: what stands still in one of them may move in another. */
const PHASES_MIN = 2;

/** A window that stands somewhere else. */
export interface MovedWindow {
  table: string;
  from: Rect;
  to: Rect;
}

export interface WindowWatchOptions {
  clock: Clock;
  source: ScreenSource;
  tables: readonly Table[];
  /** a table's phase as it was read last */
  phaseOf: (table: string) => Phase;
  onMoved: (moved: MovedWindow) => void;
  /** it stands in its place again */
  onBack: (table: string) => void;
}

interface Watched {
  table: Table;
  memory: WindowMemory | null;
  phases: Set<Phase>;
  marks: Mark[];
  lostLooks: number;
  movedTo: Point | null;
}

export class WindowWatch implements AsyncDisposable {
  readonly #options: WindowWatchOptions;
  readonly #watched: Watched[];
  readonly #stop = new AbortController();
  #done: Promise<void> = Promise.resolve();

  constructor(options: WindowWatchOptions) {
    this.#options = options;
    this.#watched = options.tables.map((table) => ({
      table,
      memory: new WindowMemory(table.window, changingParts(table)),
      phases: new Set<Phase>(),
      marks: [],
      lostLooks: 0,
      movedTo: null,
    }));
  }

  start(): void {
    const { clock } = this.#options;
    this.#done = clock.work(async () => {
      while (!this.#stop.signal.aborted) {
        await clock.sleep(LOOK_EVERY_MS, this.#stop.signal);
        await this.look();
      }
    });
  }

  /** tables whose windows are known well enough to be missed */
  get known(): string[] {
    return this.#watched.filter(({ marks }) => marks.length > 0).map(({ table }) => table.name);
  }

  /** Looks once at every table. */
  async look(): Promise<void> {
    try {
      for (const one of this.#watched) {
        if (this.#stop.signal.aborted) return;
        if (one.marks.length === 0) await this.#learn(one);
        else await this.#check(one);
      }
    } catch (error) {
      // The capture loop tells of a screen that is gone.
      if (!(error instanceof HostError)) throw error;
    }
  }

  async #learn(one: Watched): Promise<void> {
    const phase = this.#options.phaseOf(one.table.name);
    if (phase === "unknown" || !one.memory) return;
    const [picture] = await this.#options.source.grab([one.table.window]);
    one.memory.add(picture);
    one.phases.add(phase);
    if (one.memory.looks < LOOKS_MIN || one.phases.size < PHASES_MIN) return;
    one.marks = one.memory.marks();
    if (one.marks.length < MARKS_MIN) one.marks = [];
    else one.memory = null;
  }

  async #check(one: Watched): Promise<void> {
    const { table: { window, name }, marks } = one;
    const rects = marks.map(({ at }) => ({
      x: window.x + at.x,
      y: window.y + at.y,
      width: MARK_WIDTH,
      height: MARK_HEIGHT,
    }));
    const seen = await this.#options.source.grab(rects);
    const found = marks.filter((mark, index) => shows(seen[index], mark));
    if (found.length >= Math.max(MARKS_MIN, marks.length / 2)) {
      // What has changed while the window stands in its place is nothing to know it by.
      one.marks = found;
      one.lostLooks = 0;
      if (one.movedTo) this.#options.onBack(name);
      one.movedTo = null;
      return;
    }
    one.lostLooks += 1;
    if (one.lostLooks >= LOST_LOOKS && (one.lostLooks - LOST_LOOKS) % SEARCH_EVERY_LOOKS === 0) await this.#search(one);
  }

  async #search(one: Watched): Promise<void> {
    const { source, onMoved } = this.#options;
    const { table: { window: from, name }, marks } = one;
    const [screen] = await source.grab([{ x: 0, y: 0, width: source.width, height: source.height }]);
    const isFree = (corner: Point) => this.#isFree(one, corner);
    const corner = await findWindow(screen, { marks, isFree });
    if (!corner || (corner.x === one.movedTo?.x && corner.y === one.movedTo?.y)) return;
    one.movedTo = corner;
    onMoved({ table: name, from, to: { ...from, ...corner } });
  }

  /** Where another table stands in its place, this one cannot be: it only looks alike. */
  #isFree(one: Watched, corner: Point): boolean {
    return !this.#watched.some((other) => {
      if (other === one || other.lostLooks > 0) return false;
      const { x, y } = other.table.window;
      return x === corner.x && y === corner.y;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }
}

/** The parts of a window that hold values, relative to its corner. */
function changingParts({ window, description: { regions, controls, window: reference } }: Table): Rect[] {
  const boxes = [regions.score, regions.myMoney, regions.otherCount, regions.otherMoney];
  boxes.push(controls?.amount, controls?.autoCashOut, controls?.history);
  const corner = { ...window, x: 0, y: 0 };
  return boxes.filter((box) => box !== undefined).map((box) => placeRect(box, { window: corner, reference }));
}

function shows({ data }: Picture, { pixels }: Mark): boolean {
  const seen = new Uint32Array(data.buffer, data.byteOffset, data.length >> 2);
  return seen.length === pixels.length && seen.every((pixel, index) => pixel === pixels[index]);
}

/** In words, with what to do. */
export function describeMove({ table, from, to }: MovedWindow): string {
  const signed = (value: number) => `${value < 0 ? "-" : "+"}${Math.abs(value)}`;
  return `its window moved by (${signed(to.x - from.x)}, ${
    signed(to.y - from.y)
  }): it was at ${from.x},${from.y} and ` +
    `is now at ${to.x},${to.y}; bets on it wait. Move it back, or accept it with ` +
    `"aviator tables move ${table} ${to.x} ${to.y} --config FILE" and start again`;
}
