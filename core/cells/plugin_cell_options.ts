/** What a plugin's cell is told when it is made: its plugin and configuration, its deadlines, and whom it tells what. */
import type { HostMessage } from "../protocol/cell_messages.ts";
import type { PhaseColorModel } from "../protocol/phase_color_model.ts";
import type { GivenQuotas } from "../protocol/quotas.ts";
import type { Touch } from "../protocol/touch.ts";
import type { PluginView } from "../protocol/page.ts";
import type { MessageListener } from "./message_ring.ts";
import type { RowsMessage } from "./event_sender.ts";
import type { PluginFetcher } from "./plugin_net.ts";
import type { LoadedPlugin } from "./plugin_store.ts";
import type { UsageReader } from "./process_usage.ts";
import { RESTART_DELAYS_MS } from "./restart_policy.ts";
import { WATCH_LIMITS, type WatchLimits } from "./watched_cell.ts";

export interface PluginTimings extends WatchLimits {
  readMs: number;
  decideMs: number;
  /** how long a stopping collector may still work off its events */
  drainMs: number;
  stopMs: number;
  restartDelaysMs: readonly number[];
}
export const PLUGIN_TIMINGS: PluginTimings = {
  ...WATCH_LIMITS,
  readMs: 500,
  decideMs: 1000,
  drainMs: 1000,
  stopMs: 1000,
  restartDelaysMs: RESTART_DELAYS_MS,
};

export interface PluginCellOptions {
  plugin: LoadedPlugin;
  /** the user's configuration; what it leaves out has the manifest's defaults */
  config?: Record<string, unknown>;
  /** what was learnt of a bookmaker's colours */
  phaseModel?: PhaseColorModel | null;
  /** fetches for the plugin what it was granted; without it nothing is fetched */
  net?: PluginFetcher;
  /** rows of a collector, each event's once a start at least */
  onMessage?: (message: RowsMessage) => void;
  /** every change of state or reason */
  onState?: (view: PluginView) => void;
  log?: (level: "debug" | "info" | "warning" | "error", message: string) => void;
  /** counts what the plugin touches */
  touch?: Touch;
  /** told of each message that passes its pipe */
  hear?: MessageListener;
  timings?: Partial<PluginTimings>;
  /** what the user lets it use, where that is not what its manifest says */
  quotas?: GivenQuotas;
  /** default: `/proc` */
  usageOf?: UsageReader;
}

/** The first message to a plugin's cell. */
export function initMessage(
  { manifest }: Pick<LoadedPlugin, "manifest">,
  { config, phaseModel = null }: { config: Record<string, unknown>; phaseModel?: PhaseColorModel | null },
): Extract<HostMessage, { type: "init" }> {
  return {
    type: "init",
    plugin: manifest.name,
    kind: manifest.kind,
    config,
    table: manifest.table ?? null,
    phaseModel,
  };
}
