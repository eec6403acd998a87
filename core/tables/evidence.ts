/**
 * Keeps reads that were not simply believed, with their pictures: a row each, and a PNG file by day. Bounded by count and
 * bytes, the oldest go first; what comes too often is counted and let go. Nobody waits for it.
 */
import { join } from "node:path";
import type { Picture } from "../protocol/picture.ts";
import { encodePng } from "../screen/png.ts";
import type { NumberReading } from "../protocol/reading.ts";
import type { EvidenceRegion, ReadingRow } from "../protocol/rows.ts";
import { namesIn, removeIfThere } from "../storage/folders.ts";

/** In the data folder. */
export const EVIDENCE_FOLDER = "evidence";
/** Of one table and region: so many at once, then one each so often. */
const BURST = 6, REFILL_MS = 15_000;
/** Pictures that wait to be encoded; further rows are kept without theirs. */
export const PICTURES_WAITING_MAX = 16;
const WHY_MAX = 300;

/** A read to be kept. */
export interface Finding {
  table: string;
  region: EvidenceRegion;
  atMs: number;
  read: Omit<NumberReading, "micros">;
  why: string;
  /** the pixels that were read; copied before this returns */
  picture: Picture | null;
}

export interface EvidenceOptions {
  folder: string;
  filesMax: number;
  bytesMax: number;
  /** gives a row's id, unique in the database */
  nextId: () => number;
  store: (row: ReadingRow) => void;
  onTrouble: (message: string) => void;
}

interface KeptFile {
  /** below the folder: day and name */
  name: string;
  bytes: number;
}

export class Evidence implements AsyncDisposable {
  readonly #options: EvidenceOptions;
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();
  readonly #files: KeptFile[];
  #bytes: number;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;
  kept = 0;
  /** findings let go because their table and region had too many */
  suppressed = 0;

  private constructor(options: EvidenceOptions, files: KeptFile[]) {
    this.#options = options;
    this.#files = files;
    this.#bytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Opens the folder, which may hold an earlier run's pictures; makes nothing until something is kept. */
  static async open(options: EvidenceOptions): Promise<Evidence> {
    return new Evidence(options, await filesOf(options.folder));
  }

  /** @returns whether it is kept */
  keep({ table, region, atMs, read: { value, confidence, method }, why, picture }: Finding): boolean {
    if (!this.#mayKeep(`${table} ${region}`, atMs)) {
      this.suppressed += 1;
      return false;
    }
    this.kept += 1;
    const id = this.#options.nextId();
    const row: ReadingRow = {
      kind: "reading",
      id,
      table,
      region,
      atMs,
      value,
      confidence,
      method,
      why: why.slice(0, WHY_MAX),
      picture: null,
    };
    if (!picture || this.#waiting >= PICTURES_WAITING_MAX) this.#options.store(row);
    else this.#keepPicture(row, { ...picture, data: picture.data.slice() });
    return true;
  }

  #mayKeep(key: string, atMs: number): boolean {
    const before = this.#buckets.get(key) ?? { tokens: BURST, atMs };
    const tokens = Math.min(BURST, before.tokens + Math.max(0, atMs - before.atMs) / REFILL_MS);
    const may = tokens >= 1;
    this.#buckets.set(key, { tokens: may ? tokens - 1 : tokens, atMs });
    return may;
  }

  #keepPicture(row: ReadingRow, picture: Picture): void {
    this.#waiting += 1;
    const name = `${new Date(row.atMs).toISOString().slice(0, 10)}/${row.id}.png`;
    this.#last = this.#last.then(() => this.#write(name, picture)).then(
      () => this.#options.store({ ...row, picture: name }),
      (error) => {
        this.#options.onTrouble(`Cannot keep picture ${name}: ${(error as Error).message}`);
        this.#options.store(row);
      },
    ).finally(() => this.#waiting -= 1);
  }

  async #write(name: string, picture: Picture): Promise<void> {
    const { folder } = this.#options;
    const bytes = encodePng(picture);
    await Deno.mkdir(join(folder, name.slice(0, name.indexOf("/"))), { recursive: true });
    await Deno.writeFile(join(folder, name), bytes);
    this.#files.push({ name, bytes: bytes.length });
    this.#bytes += bytes.length;
    await this.#trim();
  }

  async #trim(): Promise<void> {
    const { folder, filesMax, bytesMax } = this.#options;
    while (this.#files.length > 1 && (this.#files.length > filesMax || this.#bytes > bytesMax)) {
      const { name, bytes } = this.#files.shift()!;
      this.#bytes -= bytes;
      await removeIfThere(join(folder, name));
      const day = name.slice(0, name.indexOf("/"));
      if (!this.#files[0].name.startsWith(`${day}/`)) await removeIfThere(join(folder, day));
    }
  }

  /** Resolves once every row is stored and every picture written. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
  }
}

/** Oldest first: days sort by name, and ids within a day only grow. */
async function filesOf(folder: string): Promise<KeptFile[]> {
  const files: KeptFile[] = [];
  for (const day of await entries(folder)) {
    if (!/^\d{4}-\d\d-\d\d$/.test(day)) continue;
    for (const file of await entries(join(folder, day))) {
      if (!/^\d+\.png$/.test(file)) continue;
      const { size } = await Deno.stat(join(folder, day, file));
      files.push({ name: `${day}/${file}`, bytes: size });
    }
  }
  return files;
}

/** Names are days, or numbers: the shorter number is the older file. */
async function entries(folder: string): Promise<string[]> {
  return (await namesIn(folder)).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}
