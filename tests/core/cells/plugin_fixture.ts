/** Plugins written by a test and run in real cells, and a record of what a cell says about itself. */
import { join } from "node:path";
import type { CollectorEvent } from "../../../core/protocol/cell_messages.ts";
import type { PluginKind } from "../../../core/protocol/manifest.ts";
import type { CellState, PluginView } from "../../../core/protocol/page.ts";
import type { NumberReading, Phase, Reading } from "../../../core/protocol/reading.ts";
import { PluginCell } from "../../../core/cells/plugin_cell.ts";
import type { PluginCellOptions, PluginTimings } from "../../../core/cells/plugin_cell_options.ts";
import { type LoadedPlugin, PluginStore } from "../../../core/cells/plugin_store.ts";
import type { RowsMessage } from "../../../core/cells/event_sender.ts";

/** A watchdog in a hurry. */
export const QUICK: Partial<PluginTimings> = {
  heartbeatMs: 50,
  unresponsiveMs: 200,
  killMs: 500,
  memoryPollMs: 50,
  restartDelaysMs: [10, 20, 30],
};

const WAIT_MS_MAX = 60_000;
/** What nobody says, such as memory that was measured, is looked for so often. */
const LOOK_AGAIN_MS = 20;

const TABLE = {
  window: { width: 400, height: 300 },
  locale: "sr-RS",
  currency: "RSD",
  stakeMinMinor: 1000,
  stakeMaxMinor: 100_000,
  regions: { score: [0, 0, 40, 20], phase: [0, 40, 40, 20] },
  phaseRules: [{ phase: "waiting", all: [{ color: "#ff0000", minShare: 0.5 }] }],
};

export interface PluginSource {
  kind: PluginKind;
  name?: string;
  /** content of main.ts; none: no entry */
  source?: string;
  /** other files by their path */
  files?: Record<string, string>;
  manifest?: Record<string, unknown>;
}

/** A folder of plugins that is gone after the test. */
export class PluginWorkshop implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "aviator-plugins-" });
  readonly dataDir = join(this.folder, "data");

  /** Writes a plugin's folder as an author would. */
  async write({ kind, name = "tested", source, files = {}, manifest = {} }: PluginSource): Promise<string> {
    const folder = join(this.folder, name);
    const entry = source === undefined ? {} : { entry: "main.ts" };
    const table = kind === "bookmaker" ? { table: TABLE } : {};
    await Deno.mkdir(folder, { recursive: true });
    const text = JSON.stringify({ name, kind, title: name, sdk: 1, ...entry, ...table, ...manifest });
    await Deno.writeTextFile(join(folder, "plugin.json"), text);
    for (const [path, content] of Object.entries({ ...source === undefined ? {} : { "main.ts": source }, ...files })) {
      await Deno.writeTextFile(join(folder, path), content);
    }
    return folder;
  }

  async load(plugin: PluginSource): Promise<LoadedPlugin> {
    return await new PluginStore({ folders: [], dataDir: this.dataDir }).loadFolder(await this.write(plugin));
  }

  /** Starts a plugin in a cell of its own. */
  async start(plugin: PluginSource, options: Partial<PluginCellOptions> = {}): Promise<RecordedCell> {
    const cell = new RecordedCell(await this.load(plugin), options);
    await cell.plugin.start();
    return cell;
  }

  /** Starts a plugin that comes with the program, by its path under `plugins/`. */
  async startBundled(path: string, options: Partial<PluginCellOptions> = {}): Promise<RecordedCell> {
    const folder = join(import.meta.dirname!, "../../../plugins", path);
    const plugin = await new PluginStore({ folders: [], dataDir: this.dataDir }).loadFolder(folder);
    const cell = new RecordedCell(plugin, options);
    await cell.plugin.start();
    return cell;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** A plugin cell with all that it said. */
export class RecordedCell implements AsyncDisposable {
  readonly plugin: PluginCell;
  readonly views: PluginView[] = [];
  readonly logs: string[] = [];
  readonly rows: RowsMessage["rows"] = [];
  readonly #lookers = new Set<() => void>();

  constructor(plugin: LoadedPlugin, options: Partial<PluginCellOptions> = {}) {
    this.plugin = new PluginCell({
      plugin,
      timings: QUICK,
      onState: (view) => this.#note(() => this.views.push(view)),
      log: (level, message) => this.#note(() => this.logs.push(`${level} ${message}`)),
      onMessage: ({ rows }) => this.#note(() => this.rows.push(...rows)),
      ...options,
    });
  }

  get states(): CellState[] {
    return this.views.map((view) => view.state);
  }

  /** Waits until it is true, as the cell speaks and now and then; fails when that takes too long. */
  async until(isDone: () => boolean): Promise<void> {
    if (isDone()) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = () => void (isDone() && resolve());
    const timer = setTimeout(() => reject(new Error(`waited in vain after ${this.states}`)), WAIT_MS_MAX);
    const again = setInterval(look, LOOK_AGAIN_MS);
    this.#lookers.add(look);
    await promise.finally(() => {
      clearTimeout(timer);
      clearInterval(again);
      this.#lookers.delete(look);
    });
  }

  /** Waits for a state from now on. */
  async untilState(state: CellState): Promise<PluginView> {
    const from = this.views.length;
    await this.until(() => this.states.slice(from).includes(state));
    return this.views.slice(from).find((view) => view.state === state)!;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.plugin[Symbol.asyncDispose]();
  }

  #note(record: () => void): void {
    record();
    for (const look of this.#lookers) look();
  }
}

/** A strategy's question. */
export function question(table = "soccer") {
  return { table, nowMs: 1000, stakeMinMinor: 1000, stakeMaxMinor: 100_000, history: [] };
}

export function numberReading(value: number | null): NumberReading {
  return { value, confidence: value === null ? 0 : 1, method: value === null ? "none" : "glyphs", micros: 1 };
}

/** A reading with the values that matter to a test. */
export function makeReading(
  values: { table?: string; tick?: number; phase?: Phase; score?: number | null; myMoney?: number | null } = {},
): Reading {
  const { table = "soccer", tick = 1, phase = "flying", score = null, myMoney = null } = values;
  return {
    table,
    tick,
    takenAtMs: tick * 200,
    phase,
    progress: null,
    score: numberReading(score),
    myMoney: numberReading(myMoney),
    otherCount: numberReading(null),
    otherMoney: numberReading(null),
  };
}

export function readingEvent(seq: number, reading: Reading, roundId: number | null = 7): CollectorEvent {
  return { seq, topic: "reading", reading, roundId };
}

export function roundEvent(
  seq: number,
  values: { id?: number; table?: string; multiplier?: number } = {},
): CollectorEvent {
  const { id = 7, table = "soccer", multiplier = 345 } = values;
  const round = { id, table, startedAtMs: 1000, endedAtMs: 2000, multiplier, players: 4, playersMoneyMinor: 5000 };
  return { seq, topic: "round", round };
}
