/**
 * What a disk may hold after the power went at some moment of a trace. What was synced is there. Of what was not, any
 * sectors of 512 bytes may be there and others not; names, lengths and removals are there up to some moment, in their
 * order, as a file system with a journal keeps them.
 */
import type { DiskCall } from "./disk_trace.ts";

const SECTOR_BYTES = 512;

/** How much of what was not synced is there. */
export interface Luck {
  random: () => number;
  /** chance of each sector */
  sectors: number;
}

/** A call and the file that it met: a name may mean one file first and another one later. */
interface Step {
  call: DiskCall;
  file: number;
  /** whether it changes names or lengths */
  isName: boolean;
}

export class CutDisk {
  readonly #steps: Step[];

  constructor(calls: readonly DiskCall[]) {
    this.#steps = stepsOf(calls);
  }

  /** @returns the files by path as they are found after a cut before line `cut` of the trace */
  after(cut: number, luck: Luck): Map<string, Uint8Array> {
    const begun = this.#steps.filter(({ call }) => call.begun < cut);
    const syncedAt = new Map<number, number>();
    for (const { call, file } of begun) if (call.type === "sync" && call.ended < cut) syncedAt.set(file, call.begun);
    const isSafe = ({ call, file }: Step) => call.ended < (syncedAt.get(file) ?? -1);
    const safeNames = begun.findLastIndex((step) => step.isName && isSafe(step)) + 1;
    const names = safeNames + Math.floor(luck.random() * (begun.length - safeNames + 1));
    const found = new FoundFiles();
    begun.forEach((step, at) => {
      if (step.isName && at < names) found.name(step);
      else if (step.call.type === "write") found.write(step.file, step.call, isSafe(step) ? null : luck);
    });
    return found.byPath();
  }
}

/** Gives each file a number; a folder's is its own. */
function stepsOf(calls: readonly DiskCall[]): Step[] {
  const numbers = new Map<string, number>();
  let last = 0;
  const numberOf = (path: string) => numbers.get(path) ?? numbers.set(path, ++last).get(path)!;
  return calls.flatMap((call): Step[] => {
    if (call.type === "said") return [];
    const isKnown = numbers.has(call.path), file = numberOf(call.path);
    if (call.type === "open") return isKnown && !call.truncate ? [] : [{ call, file, isName: true }];
    if (call.type === "remove" || call.type === "rename") numbers.delete(call.path);
    if (call.type === "rename") numbers.set(call.to, file);
    return [{ call, file, isName: call.type !== "write" && call.type !== "sync" }];
  });
}

class FoundFiles {
  readonly #paths = new Map<string, number>();
  readonly #files = new Map<number, { bytes: Uint8Array; size: number }>();

  name({ call, file }: Step): void {
    if (call.type === "open") {
      this.#paths.set(call.path, file);
      if (call.truncate) this.#resize(file, 0);
    } else if (call.type === "truncate") this.#resize(file, call.bytes);
    else if (call.type === "remove" || call.type === "rename") this.#paths.delete(call.path);
    if (call.type === "rename") this.#paths.set(call.to, file);
  }

  /** @param luck null: all of it is there */
  write(file: number, { at, bytes }: Extract<DiskCall, { type: "write" }>, luck: Luck | null): void {
    if (luck === null) return this.#put(file, at, bytes);
    for (let from = 0; from < bytes.length;) {
      const to = Math.min(bytes.length, from + SECTOR_BYTES - (at + from) % SECTOR_BYTES);
      if (luck.random() < luck.sectors) this.#put(file, at + from, bytes.subarray(from, to));
      from = to;
    }
  }

  byPath(): Map<string, Uint8Array> {
    return new Map([...this.#paths].map(([path, number]) => {
      const file = this.#files.get(number);
      return [path, file ? file.bytes.subarray(0, file.size) : new Uint8Array()];
    }));
  }

  #put(number: number, at: number, bytes: Uint8Array): void {
    const size = this.#files.get(number)?.size ?? 0;
    this.#resize(number, Math.max(size, at + bytes.length)).set(bytes, at);
  }

  #resize(number: number, size: number): Uint8Array {
    let file = this.#files.get(number);
    if (!file) this.#files.set(number, file = { bytes: new Uint8Array(65_536), size: 0 });
    if (size > file.bytes.length) {
      const larger = new Uint8Array(2 * size);
      larger.set(file.bytes.subarray(0, file.size));
      file.bytes = larger;
    }
    // What was cut off does not come back when the file grows again.
    if (size < file.size) file.bytes.fill(0, size, file.size);
    file.size = size;
    return file.bytes;
  }
}
