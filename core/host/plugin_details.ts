/** All that the page shows of one plugin. */
import { heapMegabytes } from "../cells/cell_command.ts";
import { BYTES_PER_SECOND_MAX } from "../cells/cell.ts";
import { FETCHES_AT_ONCE_MAX, FETCHES_PER_MINUTE_MAX } from "../cells/plugin_net.ts";
import type { TouchLedger } from "../cells/touch_ledger.ts";
import { hideSecrets } from "../cells/secret_settings.ts";
import type { Config } from "../ops/config.ts";
import type { Manifest } from "../protocol/manifest.ts";
import { quotasOf } from "../protocol/quotas.ts";
import type { PluginDetails } from "../protocol/page.ts";
import type { PluginSlot } from "./plugin_slot.ts";
import type { UserChoices } from "./user_choices.ts";
import { CELL_MESSAGE_BYTES_MAX } from "../protocol/cell_messages.ts";

/** All limits that hold for a plugin, as page and commands show them. */
export function limitsOf(manifest: Manifest, config: Pick<Config, "quotas">): Record<string, number> {
  const quotas = quotasOf(manifest, config.quotas[manifest.name]);
  return {
    ...quotas,
    heapMegabytes: heapMegabytes(quotas),
    bytesPerSecond: BYTES_PER_SECOND_MAX,
    messageBytes: CELL_MESSAGE_BYTES_MAX,
    fetchesAtOnce: FETCHES_AT_ONCE_MAX,
    fetchesPerMinute: FETCHES_PER_MINUTE_MAX,
  };
}

/** One plugin with its limits, settings, touches and log. */
export function detailsOf(
  slot: PluginSlot,
  { choices, touches, config }: { choices: UserChoices; touches: TouchLedger; config: Pick<Config, "quotas"> },
): PluginDetails {
  const { manifest, folder } = slot.plugin, { name } = manifest;
  return {
    plugin: slot.view(),
    description: manifest.description,
    folder,
    quotas: limitsOf(manifest, config),
    settingsSchema: manifest.config,
    settings: hideSecrets(manifest, slot.cell.config),
    settingsFrom: choices.settingsOf(name) ? "user" : "config",
    touches: touches.of(name),
    log: [...slot.log],
  };
}
