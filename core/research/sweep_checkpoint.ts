/**
 * A search's results on disk while it is under way, a line a setting: one that was killed goes on with the settings that are
 * missing. A file of another search, or what a kill left of a line, is not used.
 */
import { join } from "node:path";
import { HostError } from "../protocol/errors.ts";
import type { SweepResult } from "./sweep.ts";

/** The folder of research in the data folder. */
const FOLDER = "research";

export class SweepCheckpoint implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  /** what was there already, by the setting's place */
  readonly results: ReadonlyMap<number, SweepResult>;

  private constructor(path: string, { file, results }: { file: Deno.FsFile; results: Map<number, SweepResult> }) {
    this.#path = path;
    this.#file = file;
    this.results = results;
  }

  /**
   * @param id of the search: rounds, settings, plugin, all that its results depend on
   * @throws {HostError} `refused` while the same search is under way elsewhere
   */
  static async open(dataDir: string, id: string): Promise<SweepCheckpoint> {
    await Deno.mkdir(join(dataDir, FOLDER), { recursive: true });
    const path = join(dataDir, FOLDER, `search-${id}.part`);
    const file = await Deno.open(path, { read: true, write: true, create: true });
    if (!await file.tryLock(true)) {
      file.close();
      throw new HostError("refused", `Cannot search: the same search is writing ${path}; wait for it`);
    }
    const text = await Deno.readTextFile(path), whole = text.slice(0, text.lastIndexOf("\n") + 1);
    await file.truncate(new TextEncoder().encode(whole).length);
    await file.seek(0, Deno.SeekMode.End);
    const lines = whole.split("\n").slice(0, -1).map((line) => JSON.parse(line) as [number, SweepResult]);
    return new SweepCheckpoint(path, { file, results: new Map(lines) });
  }

  /** Keeps one result. */
  append(at: number, result: SweepResult): void {
    const bytes = new TextEncoder().encode(`${JSON.stringify([at, result])}\n`);
    for (let sent = 0; sent < bytes.length;) sent += this.#file.writeSync(bytes.subarray(sent));
  }

  /** Forgets all: the search is done and its study kept. */
  async remove(): Promise<void> {
    await Deno.remove(this.#path);
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}
