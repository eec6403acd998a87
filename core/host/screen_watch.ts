/** Who looks at the screen beside the tables' readers: the recorder, the last seconds of tables that are bet on, the watch over windows. */
import type { Config } from "../ops/config.ts";
import type { CoreSettings } from "../ops/core_settings.ts";
import type { Log } from "../ops/log.ts";
import { type Clip, FrameRing } from "../recording/frame_ring.ts";
import { Recorder, type RecordingCounts } from "../recording/recorder.ts";
import type { ScreenWatcher } from "../tables/capture_loop.ts";
import { headerOf } from "../tables/recorded_rects.ts";
import type { ScreenSetup } from "./screen_setup.ts";
import { describeMove, WindowWatch, type WindowWatchOptions } from "./window_watch.ts";

const SECOND_MS = 1_000;

export interface ScreenWatchOptions {
  config: Config;
  settings: CoreSettings;
  screen: Pick<ScreenSetup, "source" | "tables">;
  log: Log;
}

/** What looking after the windows needs; `tell` hears of each change, null when a window is back. */
export interface FollowOptions extends Pick<WindowWatchOptions, "clock" | "source" | "tables" | "phaseOf"> {
  tell: (table: string, trouble: string | null) => void;
}

/** A core that crashed leaves its file: the next one writes beside it. */
function fileOf({ record, crashes }: CoreSettings): string {
  const file = record?.file ?? "";
  return crashes === 0 ? file : file.replace(/(\.[^./\\]*)?$/, (extension) => `-after-crash-${crashes}${extension}`);
}

export class ScreenWatch implements AsyncDisposable {
  readonly #recorder: Recorder | null;
  readonly #rings = new Map<string, FrameRing>();
  /** by table, where its window has gone */
  readonly #moved = new Map<string, string>();
  readonly #log: Log;
  #windows: WindowWatch | null = null;

  private constructor(
    { config, screen: { source, tables }, settings, log }: ScreenWatchOptions,
    recorder: Recorder | null,
  ) {
    this.#log = log;
    this.#recorder = recorder;
    const keepMs = config.ringSeconds * SECOND_MS;
    const played = tables.filter((table) => config.strategies.some((strategy) => strategy.table === table.name));
    // A recording need not be kept in memory a second time.
    if (keepMs === 0 || source.name === "replay") return;
    for (const table of played) {
      const header = headerOf([table], { source, tickMs: config.tickMs, seed: settings.seed, full: false });
      this.#rings.set(table.name, new FrameRing({ header, keepMs }));
    }
  }

  /** @throws {HostError} `storage` when the recording cannot be begun */
  static async open(options: ScreenWatchOptions): Promise<ScreenWatch> {
    const { config, settings, screen: { source, tables }, log } = options;
    if (settings.record === undefined) return new ScreenWatch(options, null);
    const recorder = await Recorder.open({
      path: fileOf(settings),
      header: headerOf(tables, { source, tickMs: config.tickMs, seed: settings.seed, full: settings.record.full }),
      fileBytesMax: settings.record.fileBytesMax,
      filesMax: settings.record.filesMax,
      onTrouble: (message) => log("error", "recorder", message),
    });
    return new ScreenWatch(options, recorder);
  }

  /** For the capture loop. */
  get watchers(): ScreenWatcher[] {
    return [...(this.#recorder ? [this.#recorder] : []), ...this.#rings.values()];
  }

  /** What a table looked like between two moments of the last seconds; null where nothing is kept of it. */
  clip(table: string, { fromMs, toMs }: { fromMs: number; toMs: number }): Clip | null {
    return this.#rings.get(table)?.clip(fromMs, toMs) ?? null;
  }

  /** Looks after the tables' windows from now on; nobody moves those of a recording. */
  followWindows({ clock, source, tables, phaseOf, tell }: FollowOptions): void {
    if (source.name === "replay") return;
    const set = (table: string, trouble: string | null) => {
      if (trouble === null) this.#moved.delete(table);
      else this.#moved.set(table, trouble);
      this.#log(trouble === null ? "info" : "warning", table, trouble ?? "its window stands in its place again");
      tell(table, trouble);
    };
    this.#windows = new WindowWatch({
      clock,
      source,
      tables,
      phaseOf,
      onMoved: (moved) => set(moved.table, describeMove(moved)),
      onBack: (table) => set(table, null),
    });
    this.#windows.start();
  }

  /** Looks after windows no more. */
  async unfollow(): Promise<void> {
    await this.#windows?.[Symbol.asyncDispose]();
  }

  /** Why a table's window is not where it should be, in words; null when nothing is known against it. */
  troubleOf(table: string): string | null {
    return this.#moved.get(table) ?? null;
  }

  /** What has been recorded; null when nothing is. */
  get recorded(): RecordingCounts | null {
    return this.#recorder?.counts ?? null;
  }

  /** Resolves once the recorder has room: for a time that can wait. */
  async room(): Promise<void> {
    await this.#recorder?.room();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.unfollow();
    await this.#recorder?.[Symbol.asyncDispose]();
  }
}
