/**
 * Notices which plugin folders are new, changed or gone, once they have been quiet for a while: a folder that is still
 * being copied is left alone. Listens to the file system and looks by itself now and then; reads no file's content.
 */
import { join } from "node:path";
import { KIND_FOLDERS } from "../protocol/manifest.ts";
import type { Found } from "../cells/plugin_store.ts";

export const QUIET_MS = 500;
/** Where the system tells nothing: network drives, too many watches. */
export const LOOK_EVERY_MS = 3_000;
/** Entries of one folder that are looked at; a plugin has fewer. */
const ENTRIES_MAX = 1_000;

export interface PluginWatcherOptions {
  folders: readonly string[];
  find: () => Promise<Found[]>;
  /** which folders have changed or appeared, and which are gone; the next look waits for it */
  onChange: (change: { changed: Found[]; gone: string[] }) => Promise<void>;
  onTrouble: (message: string) => void;
  quietMs?: number;
  lookEveryMs?: number;
}

export class PluginWatcher implements AsyncDisposable {
  readonly #options: PluginWatcherOptions;
  readonly #quietMs: number;
  readonly #timer: ReturnType<typeof setInterval>;
  /** folder → its files' names, sizes and times when it was last told */
  readonly #known = new Map<string, string>();
  /** folders that differ from what was told, and since when they look as they do */
  readonly #unquiet = new Map<string, { stamp: string; sinceMs: number }>();
  readonly #watches: Deno.FsWatcher[] = [];
  readonly #watched = new Set<string>();
  #soon: ReturnType<typeof setTimeout> | undefined;
  #looking: Promise<void>;
  #ended = false;

  /** The first look tells all folders: what changed since they were loaded is among them. */
  constructor(options: PluginWatcherOptions) {
    this.#options = options;
    this.#quietMs = options.quietMs ?? QUIET_MS;
    this.#looking = this.#listen();
    this.#lookSoon();
    this.#timer = setInterval(() => this.look(), options.lookEveryMs ?? LOOK_EVERY_MS);
  }

  /** Looks now; resolves when what was told is dealt with. */
  look(): Promise<void> {
    return this.#looking = this.#looking.then(() => this.#look()).catch((error) =>
      this.#options.onTrouble(`Cannot look for plugins: ${(error as Error).message}`)
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
    for (const watch of this.#watches) watch.close();
    await this.#looking;
  }

  async #look(): Promise<void> {
    if (this.#ended) return;
    await this.#listen();
    const found = await this.#options.find(), nowMs = performance.now();
    const stamps = new Map<string, string>();
    for (const { folder } of found) stamps.set(folder, await stampOf(folder));
    const gone = [...this.#known.keys()].filter((folder) => !stamps.has(folder));
    const changed = found.filter(({ folder }) => this.#isQuietChange(folder, { stamp: stamps.get(folder)!, nowMs }));
    for (const folder of gone) this.#known.delete(folder);
    for (const { folder } of changed) this.#known.set(folder, stamps.get(folder)!);
    for (const folder of this.#unquiet.keys()) if (!stamps.has(folder)) this.#unquiet.delete(folder);
    if (this.#unquiet.size > 0) this.#lookSoon();
    if (!this.#ended && changed.length + gone.length > 0) await this.#options.onChange({ changed, gone });
  }

  #isQuietChange(folder: string, { stamp, nowMs }: { stamp: string; nowMs: number }): boolean {
    const before = this.#unquiet.get(folder);
    this.#unquiet.delete(folder);
    if (this.#known.get(folder) === stamp) return false;
    if (before?.stamp === stamp && nowMs - before.sinceMs >= this.#quietMs) return true;
    this.#unquiet.set(folder, before?.stamp === stamp ? before : { stamp, sinceMs: nowMs });
    return false;
  }

  #lookSoon(): void {
    if (this.#ended) return;
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.look(), this.#quietMs + 1);
  }

  /**
   * Kind folders appear when the first plugin is dropped into them; the next look finds them. Never the root itself: the
   * system's watcher opens and closes every file that changes there, and closing a database's file takes all locks that
   * this process has on it, so that another program may take the database for unused and delete its `-wal`.
   */
  async #listen(): Promise<void> {
    for (const root of this.#options.folders) {
      for (const folder of Object.values(KIND_FOLDERS).map((kind) => join(root, kind))) {
        if (await Deno.lstat(folder).then((info) => info.isDirectory, () => false)) this.#watch(folder);
      }
    }
  }

  #watch(folder: string): void {
    if (this.#ended || this.#watched.has(folder)) return;
    this.#watched.add(folder);
    try {
      const watch = Deno.watchFs(folder, { recursive: true });
      this.#watches.push(watch);
      void this.#follow(watch, folder);
    } catch {
      // It is looked at now and then all the same.
    }
  }

  async #follow(watch: Deno.FsWatcher, folder: string): Promise<void> {
    try {
      for await (const { kind, paths } of watch) {
        if (kind === "access") continue;
        if (paths.includes(folder) && kind === "remove") break;
        this.#lookSoon();
      }
    } catch {
      // It is looked at now and then all the same.
    }
    this.#watched.delete(folder);
  }
}

/** Names, sizes, times: what differs when a folder's content does. */
async function stampOf(folder: string): Promise<string> {
  const lines: string[] = [];
  const walk = async (path: string): Promise<void> => {
    const entries = await Array.fromAsync(Deno.readDir(path)).catch(() => []);
    for (const { name } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
      if (lines.length >= ENTRIES_MAX) return;
      const inside = join(path, name), info = await Deno.lstat(inside).catch(() => null);
      lines.push(`${inside} ${info?.ino} ${info?.size} ${info?.mtime?.getTime()}`);
      if (info?.isDirectory) await walk(inside);
    }
  };
  await walk(folder);
  return lines.join("\n");
}
