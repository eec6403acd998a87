/**
 * The flight recorder: what the screen showed at each step of a bet, kept as pictures by bet. Bounded by bets and bytes.
 * Never fails a bet and holds none up for more than a millisecond a picture; trouble is told.
 */
import { join } from "node:path";
import { setImmediate } from "node:timers";
import type { FlightStep, FlightStepName } from "../protocol/bet_story.ts";
import { HostError } from "../protocol/errors.ts";
import type { Picture } from "../protocol/picture.ts";
import { encodePng } from "../screen/png.ts";
import {
  fileOf,
  type FlightFolder,
  folderOf,
  pictureFile,
  readFolders,
  readSteps,
  removeFlight,
} from "./flight_files.ts";

/** Pictures that wait to be encoded; further steps are kept without theirs. */
const FLIGHT_PICTURES_WAITING_MAX = 24;
const GAP_PIXELS = 6;

export interface FlightRecorderOptions {
  folder: string;
  betsMax: number;
  bytesMax: number;
  onTrouble: (message: string) => void;
}

interface Flight {
  folder: FlightFolder;
  /** of the last picture */
  last: Picture | null;
}

export class FlightRecorder implements AsyncDisposable {
  readonly #options: FlightRecorderOptions;
  /** by bet, oldest first */
  readonly #kept = new Map<number, FlightFolder>();
  /** of bets that are not over */
  readonly #open = new Map<number, Flight>();
  #bytes = 0;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  /** Takes over what earlier runs left; makes nothing until something is kept. */
  constructor(options: FlightRecorderOptions) {
    this.#options = options;
    this.#later(async () => {
      const left = await readFolders(options.folder), begun = [...this.#kept];
      this.#kept.clear();
      // Oldest first: what was begun meanwhile is newer than what was left.
      for (const one of left) this.#kept.set(one.betId, one);
      for (const [betId, folder] of begun) this.#kept.set(betId, folder);
      this.#bytes += left.reduce((sum, { bytes }) => sum + bytes, 0);
    });
  }

  /** Keeps one step. Pictures of one moment are put below each other; they are copied before this returns. */
  step(betId: number, { step, atMs, pictures }: { step: FlightStepName; atMs: number; pictures: readonly Picture[] }) {
    if (this.#options.betsMax === 0) return;
    const flight = this.#flight(betId), picture = stack(pictures);
    const taken = { index: flight.folder.steps++, step, atMs };
    const changed = !flight.last || !samePixels(flight.last, picture);
    if (changed) flight.last = picture;
    const room = this.#waiting < FLIGHT_PICTURES_WAITING_MAX;
    this.#later(() => this.#write(flight.folder, { taken, picture: changed && room ? picture : null }));
  }

  /** Forgets what is needed only while a bet goes on. */
  close(betId: number): void {
    this.#open.delete(betId);
  }

  /** Resolves once every step is on disk. */
  idle(): Promise<void> {
    return this.#last;
  }

  /** The steps of a bet, oldest first; also those of earlier runs. */
  async steps(betId: number): Promise<FlightStep[]> {
    await this.idle();
    return await readSteps(this.#options.folder, betId);
  }

  /**
   * A step's own picture as a PNG.
   *
   * @throws {HostError} `refused` when there is none, or no longer
   */
  async picture(betId: number, index: number): Promise<Uint8Array<ArrayBuffer>> {
    await this.idle();
    const file = await pictureFile(this.#options.folder, { betId, index });
    if (file) return await Deno.readFile(file);
    throw new HostError(
      "refused",
      `Cannot show step ${index} of bet ${betId}: there is no picture; only the newest are kept`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
  }

  #flight(betId: number): Flight {
    let flight = this.#open.get(betId);
    if (flight) return flight;
    const folder = this.#kept.get(betId) ?? { betId, path: folderOf(betId), bytes: 0, steps: 0 };
    this.#kept.set(betId, folder);
    this.#open.set(betId, flight = { folder, last: null });
    return flight;
  }

  #later(task: () => Promise<void>): void {
    this.#waiting += 1;
    this.#last = this.#last.then(task)
      .catch((error) => this.#options.onTrouble(`Cannot keep a bet's pictures: ${(error as Error).message}`))
      .finally(() => this.#waiting -= 1);
  }

  async #write(
    folder: FlightFolder,
    { taken, picture }: { taken: Omit<FlightStep, "picture">; picture: Picture | null },
  ): Promise<void> {
    // First whatever is ready to run: the hand's next click may be.
    await new Promise<void>((resolve) => setImmediate(resolve));
    const bytes = picture ? encodePng(picture) : new Uint8Array(0);
    const place = join(this.#options.folder, folder.path);
    await Deno.mkdir(place, { recursive: true });
    await Deno.writeFile(join(place, fileOf(taken, picture ? "png" : "same")), bytes);
    folder.bytes += bytes.length;
    this.#bytes += bytes.length;
    await this.#trim();
  }

  async #trim(): Promise<void> {
    const { folder, betsMax, bytesMax } = this.#options;
    for (const [betId, { path, bytes }] of this.#kept) {
      if (this.#kept.size <= betsMax && (this.#bytes <= bytesMax || this.#kept.size === 1)) return;
      this.#kept.delete(betId);
      this.#open.delete(betId);
      this.#bytes -= bytes;
      await removeFlight(folder, path);
    }
  }
}

/** Pictures below each other, on black. */
export function stack(pictures: readonly Picture[]): Picture {
  const width = Math.max(1, ...pictures.map((one) => one.width));
  const height = Math.max(1, pictures.reduce((sum, one) => sum + one.height + GAP_PIXELS, -GAP_PIXELS));
  const data = new Uint8Array(4 * width * height);
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
  let top = 0;
  for (const picture of pictures) {
    for (let row = 0; row < picture.height; row++) {
      const from = 4 * row * picture.width;
      data.set(picture.data.subarray(from, from + 4 * picture.width), 4 * (top + row) * width);
    }
    top += picture.height + GAP_PIXELS;
  }
  return { width, height, data };
}

function samePixels(a: Picture, b: Picture): boolean {
  if (a.width !== b.width || a.height !== b.height) return false;
  for (let at = 0; at < a.data.length; at++) if (a.data[at] !== b.data[at]) return false;
  return true;
}
