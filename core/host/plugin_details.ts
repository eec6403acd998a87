/** All that the page shows of one plugin. */
import { BYTES_PER_SECOND_MAX, MESSAGES_PER_SECOND_MAX } from "../cells/cell.ts";
import { CELL_HEAP_MEGABYTES } from "../cells/cell_command.ts";
import { FETCHES_AT_ONCE_MAX, FETCHES_PER_MINUTE_MAX } from "../cells/plugin_net.ts";
import { CELL_RSS_BYTES_MAX } from "../cells/watched_cell.ts";
import type { TouchLedger } from "../cells/touch_ledger.ts";
import { hideSecrets } from "../cells/secret_settings.ts";
import type { PluginDetails } from "../protocol/page.ts";
import type { PluginSlot } from "./plugin_slot.ts";
import type { UserChoices } from "./user_choices.ts";
import { CELL_MESSAGE_BYTES_MAX } from "../protocol/cell_messages.ts";

/** The limits that hold for every plugin, as the page shows them. */
const QUOTAS = {
  messagesPerSecond: MESSAGES_PER_SECOND_MAX,
  bytesPerSecond: BYTES_PER_SECOND_MAX,
  messageBytes: CELL_MESSAGE_BYTES_MAX,
  heapMegabytes: CELL_HEAP_MEGABYTES,
  residentBytes: CELL_RSS_BYTES_MAX,
  fetchesAtOnce: FETCHES_AT_ONCE_MAX,
  fetchesPerMinute: FETCHES_PER_MINUTE_MAX,
};

/** One plugin with its limits, settings, touches and log. */
export function detailsOf(
  slot: PluginSlot,
  { choices, touches }: { choices: UserChoices; touches: TouchLedger },
): PluginDetails {
  const { manifest, folder } = slot.plugin, { name } = manifest;
  return {
    plugin: slot.view(),
    description: manifest.description,
    folder,
    quotas: { ...QUOTAS },
    settingsSchema: manifest.config,
    settings: hideSecrets(manifest, slot.cell.config),
    settingsFrom: choices.settingsOf(name) ? "user" : "config",
    touches: touches.of(name),
    log: [...slot.log],
  };
}
