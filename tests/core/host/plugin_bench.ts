/** Plugins as a run has them, with real cells, for tests of what the host does with them. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openPlugins, type OpenPluginsOptions } from "../../../core/host/open_plugins.ts";
import type { PluginSet } from "../../../core/host/plugin_set.ts";
import { parseConfig } from "../../../core/ops/config.ts";
import { parseCoreSettings } from "../../../core/ops/core_settings.ts";
import type { PluginView } from "../../../core/protocol/page.ts";
import { PluginWorkshop } from "../cells/plugin_fixture.ts";

const WAIT_MS_MAX = 60_000;
/** What nobody says, such as a measure, is looked for so often. */
const LOOK_AGAIN_MS = 20;
/** A collector that does nothing. */
export const QUIET =
  `import { defineCollector } from "@aviator/sdk";\nexport default defineCollector({ create: () => ({}) });\n`;

/** Plugins of a run, on folders that are gone after the test. */
export class Bench implements AsyncDisposable {
  readonly workshop = new PluginWorkshop();
  readonly logs: string[] = [];
  #opened: PluginSet[] = [];
  #told = Promise.withResolvers<void>();

  readonly rows: [plugin: string, seq: number, said: string][] = [];
  timings: OpenPluginsOptions["timings"];

  /** Writes a collector that asks for `net`. */
  async write(
    name: string,
    { net = [], source = QUIET, config = {} }: { net?: string[]; source?: string; config?: Record<string, unknown> },
  ): Promise<void> {
    const permissions = net.length > 0 ? [{ net, reason: "needed for the test" }] : [];
    await Deno.mkdir(join(this.workshop.folder, "collectors"), { recursive: true });
    const manifest = { name, permissions, config };
    await this.workshop.write({ kind: "collector", name: `collectors/${name}`, source, manifest });
  }

  /** A run on the same data folder. */
  async open(config: Record<string, unknown> = {}): Promise<PluginSet> {
    const settings = parseCoreSettings(JSON.stringify({
      ...{
        dataDir: this.workshop.dataDir,
        projectDir: this.workshop.folder,
        denoDir: "/",
        configFile: null,
        port: null,
      },
      ...{ token: "0".repeat(32), seed: 1, speed: 1, worldStartMs: 0, crashes: 0, safeMode: false },
      pluginDirs: [this.workshop.folder],
    }));
    await Deno.mkdir(settings.dataDir, { recursive: true });
    const options: OpenPluginsOptions = {
      settings,
      config: parseConfig(JSON.stringify({ collectors: [], strategies: [], ...config }), "test"),
      onRows: (plugin, { rows }) => {
        for (const { seq, row } of rows) {
          this.rows.push([plugin, seq, row.kind === "round" ? String(row.multiplier) : row.kind]);
        }
        this.#news();
      },
      timings: this.timings,
      reloadTimings: { quietMs: 60, lookEveryMs: 100 },
      onState: () => this.#news(),
      log: (level, source, message) => {
        this.logs.push(`${level} ${source} ${message}`);
        this.#news();
      },
    };
    const { plugins } = await openPlugins(options);
    this.#opened.push(plugins);
    await plugins.start();
    return plugins;
  }

  /** Waits for a line of the log. */
  async untilLogged(text: string): Promise<void> {
    await this.until(`it says ${text}`, () => this.logs.some((line) => line.includes(text)));
  }

  /** Waits until it is true, as the plugins speak and now and then. */
  async until(what: string, isDone: () => boolean): Promise<void> {
    const deadline = setTimeout(() => this.#told.reject(new Error(`not so: ${what}; ${this.logs}`)), WAIT_MS_MAX);
    const again = setInterval(() => this.#news(), LOOK_AGAIN_MS);
    try {
      while (!isDone()) {
        await this.#told.promise;
        this.#told = Promise.withResolvers();
      }
    } finally {
      clearTimeout(deadline);
      clearInterval(again);
    }
  }

  #news(): void {
    this.#told.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const plugins of this.#opened) {
      await plugins.stop();
      await plugins[Symbol.asyncDispose]();
    }
    await this.workshop[Symbol.asyncDispose]();
  }
}

/** What is shown of a plugin. */
export function viewOf(plugins: PluginSet, name: string): PluginView {
  const view = plugins.views().find((view) => view.name === name);
  assert.ok(view, name);
  return view;
}
