/** What keeping a cell needs to know, and whom it tells what. */
import type { CellMessage, HostMessage } from "../protocol/cell_messages.ts";
import type { GivenQuotas } from "../protocol/quotas.ts";
import type { Touch } from "../protocol/touch.ts";
import type { Cell } from "./cell.ts";
import type { MessageListener } from "./message_ring.ts";
import type { PluginTimings } from "./plugin_cell_options.ts";
import type { LoadedPlugin } from "./plugin_store.ts";
import type { UsageReader } from "./process_usage.ts";
import type { SaidLog } from "./said_lines.ts";
import type { WatchedCell } from "./watched_cell.ts";

export interface CellKeeperOptions {
  plugin: LoadedPlugin;
  timings: PluginTimings;
  /** what the user lets it use, where that is not what its manifest says */
  quotas?: GivenQuotas;
  /** the first message to a version's cell */
  init: (plugin: LoadedPlugin) => Extract<HostMessage, { type: "init" }>;
  /** what the plugin says without being asked, as long as its cell is the one that counts */
  onMessage: (message: CellMessage, cell: Cell) => void;
  /** another cell counts from now on; null: none does. `crashed`: the one before ended by itself or was killed */
  onCell: (cell: WatchedCell | null, how: { crashed: boolean }) => void;
  onState: () => void;
  log?: SaidLog;
  touch?: Touch;
  hear?: MessageListener;
  usageOf?: UsageReader;
}
