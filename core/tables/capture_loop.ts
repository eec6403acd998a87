/**
 * Looks at the screen every tick: one grab for all tables, and to each table's reader only the regions whose pixels
 * changed. A tick that comes late is counted and left out, never made up for.
 */
import { Buffer } from "node:buffer";
import type { Clock } from "../clock.ts";
import { HostError } from "../protocol/errors.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import type { Reading, Region } from "../protocol/reading.ts";
import type { ScreenSource } from "../screen/screen_source.ts";
import type { Table } from "./table.ts";

/** One look at one table. */
export interface TableFrame {
  table: string;
  tick: number;
  takenAtMs: number;
  /** regions whose pixels changed since the frame before; the bytes are valid during the call only */
  crops: Map<Region, Picture>;
}

/** Who reads a table's frames; null when it cannot right now. It remembers what it was given: no region comes twice unchanged. */
export interface TableEye {
  table: Table;
  read(frame: TableFrame): Promise<Reading | null>;
}

/** Who else looks at what the loop grabs: a recorder, a memory of where windows stand. */
export interface ScreenWatcher {
  /** what it wants of each tick, tables' regions or others: grabbed at the same moment */
  rects: readonly Rect[];
  /** One picture a rectangle, in order; the bytes are valid during the call only. Must be quick and must not throw. */
  onFrame(frame: { takenAtMs: number; pictures: readonly Picture[] }): void;
}

export interface CaptureLoopOptions {
  source: ScreenSource;
  clock: Clock;
  tickMs: number;
  eyes: TableEye[];
  watchers?: readonly ScreenWatcher[];
  /** Readings of one tick are told in the order of the tables, however long each took: for runs that must repeat exactly. */
  inOrder?: boolean;
  onReading: (reading: Reading) => void;
  /** A table could not be read this time; why, where that is known. */
  onBlind: (table: string, reason: string) => void;
  onTrouble: (message: string) => void;
  /** Waits, where time can wait, until those who work on earlier ticks have caught up. */
  settle: () => Promise<void>;
}

export class CaptureLoop implements AsyncDisposable {
  readonly #options: CaptureLoopOptions;
  /** what is grabbed: each rectangle once, whoever wants it */
  readonly #rects = new RectList();
  /** of each eye's regions among them */
  readonly #places: number[][];
  readonly #watchers: { watcher: ScreenWatcher; places: number[] }[];
  readonly #last = new Map<string, Uint8Array>();
  /** tick at which a region's pixels changed last */
  readonly #changedAt = new Map<string, number>();
  readonly #stop = new AbortController();
  readonly #looks = new Set<Promise<void>>();
  #done: Promise<void> = Promise.resolve();
  #troubled = false;
  ticks = 0;
  lateTicks = 0;

  constructor(options: CaptureLoopOptions) {
    this.#options = options;
    this.#places = options.eyes.map(({ table }) => table.regions.map(({ rect }) => this.#rects.placeOf(rect)));
    this.#watchers = (options.watchers ?? []).map((watcher) => ({
      watcher,
      places: watcher.rects.map((rect) => this.#rects.placeOf(rect)),
    }));
  }

  /** Resolves at the end: when it is disposed, or a recording is over and its last frame is read. */
  get ended(): Promise<void> {
    return this.#done.then(async () => {
      await Promise.allSettled(this.#looks);
    });
  }

  /** A region as it was grabbed last; null when it has changed since that tick. The bytes are valid until the next tick. */
  picture(table: string, region: Region, tick: number): Picture | null {
    const key = `${table} ${region}`, data = this.#last.get(key);
    if (!data || this.#changedAt.get(key)! > tick) return null;
    const eye = this.#options.eyes.find((one) => one.table.name === table);
    const rect = eye?.table.regions.find((one) => one.region === region)?.rect;
    return rect ? { width: rect.width, height: rect.height, data } : null;
  }

  start(): void {
    const { clock } = this.#options;
    this.#done = clock.work(() => this.#run());
  }

  async #run(): Promise<void> {
    const { clock } = this.#options;
    for (let dueMs: number | null = clock.nowMs(); dueMs !== null && !this.#stop.signal.aborted;) {
      await this.#options.settle();
      await this.#tick();
      dueMs = this.#nextMs(dueMs);
      if (dueMs !== null) await clock.sleep(dueMs - clock.nowMs(), this.#stop.signal);
    }
  }

  /** When the next tick is due; null when a recording has come to its end. */
  #nextMs(lastMs: number): number | null {
    const { clock, tickMs, source } = this.#options;
    if (source.nextFrameMs) return source.nextFrameMs(clock.nowMs());
    const dueMs = lastMs + tickMs;
    const behind = Math.max(0, Math.floor((clock.nowMs() - dueMs) / tickMs));
    this.lateTicks += behind;
    return dueMs + behind * tickMs;
  }

  async #tick(): Promise<void> {
    const { source, clock, eyes, onBlind } = this.#options;
    this.ticks += 1;
    const takenAtMs = clock.nowMs();
    let pictures: Picture[];
    try {
      pictures = await source.grab(this.#rects.all);
    } catch (error) {
      this.#report(`cannot grab the screen: ${(error as Error).message}`);
      for (const eye of eyes) onBlind(eye.table.name, "the screen cannot be grabbed");
      return;
    }
    this.#troubled = false;
    const frames = eyes.map((eye, index): TableFrame => {
      const own = this.#places[index].map((place) => pictures[place]);
      return { table: eye.table.name, tick: this.ticks, takenAtMs, crops: this.#changed(eye, own) };
    });
    for (const { watcher, places } of this.#watchers) {
      watcher.onFrame({ takenAtMs, pictures: places.map((place) => pictures[place]) });
    }
    // Not waited for: a slow reader must not hold up the other tables' next tick.
    let before: Promise<void> | null = null;
    eyes.forEach((eye, index) => {
      const turn: Promise<void> | null = before;
      const look = this.#look(eye, { frame: frames[index], turn });
      this.#track(look);
      if (this.#options.inOrder) before = look.catch(() => {});
    });
  }

  async #look(
    eye: TableEye,
    { frame, turn }: { frame: TableFrame; turn: Promise<void> | null },
  ): Promise<void> {
    const { clock } = this.#options;
    const tell = await clock.work(() => this.#read(eye, frame));
    // Not as work: whoever waits for another's turn must not hold the time that the other needs.
    await turn;
    await clock.work(() => Promise.resolve(tell()));
  }

  /** @returns what there is to tell */
  async #read(eye: TableEye, frame: TableFrame): Promise<() => void> {
    const { onReading, onBlind } = this.#options;
    try {
      const reading = await eye.read(frame);
      if (reading) return () => onReading(reading);
      return () => onBlind(eye.table.name, "its reader does not run or is busy");
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      return () => onBlind(eye.table.name, error.message);
    }
  }

  #track(look: Promise<void>): void {
    this.#looks.add(look);
    look.catch((error) => this.#options.onTrouble(`cannot read a table: ${(error as Error).message}`))
      .finally(() => this.#looks.delete(look));
  }

  #changed(eye: TableEye, pictures: Picture[]): Map<Region, Picture> {
    const crops = new Map<Region, Picture>();
    eye.table.regions.forEach(({ region }, index) => {
      const picture = pictures[index];
      const key = `${eye.table.name} ${region}`;
      const before = this.#last.get(key);
      if (before && sameBytes(before, picture.data)) return;
      crops.set(region, picture);
      this.#changedAt.set(key, this.ticks);
      if (before?.length === picture.data.length) before.set(picture.data);
      else this.#last.set(key, picture.data.slice());
    });
    return crops;
  }

  #report(message: string): void {
    if (!this.#troubled) this.#options.onTrouble(message);
    this.#troubled = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.ended;
  }
}

/** Rectangles, each once, in the order in which they came. */
class RectList {
  readonly all: Rect[] = [];
  readonly #places = new Map<string, number>();

  /** The place of a rectangle, which is added when it is new. */
  placeOf(rect: Rect): number {
    const key = `${rect.x} ${rect.y} ${rect.width} ${rect.height}`;
    const place = this.#places.get(key) ?? this.all.push(rect) - 1;
    this.#places.set(key, place);
    return place;
  }
}

/** Whether two pictures have the same bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  // One native comparison: a loop over the numbers takes ten times as long, and most of the time all bytes are the same.
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
