/** Makes a plugin's cell as this run has it: its settings, its network, its log, and what is counted of it. Starts nothing. */
import type { NetAgent } from "../cells/net_agent.ts";
import { MessageRing } from "../cells/message_ring.ts";
import { PluginCell } from "../cells/plugin_cell.ts";
import type { PluginTimings } from "../cells/plugin_cell_options.ts";
import { PluginNet } from "../cells/plugin_net.ts";
import { parsePluginConfig } from "../cells/plugin_config.ts";
import type { LoadedPlugin } from "../cells/plugin_store.ts";
import type { RowsMessage } from "../cells/event_sender.ts";
import { hideSecrets, withoutSecrets } from "../cells/secret_settings.ts";
import type { UsageReader } from "../cells/process_usage.ts";
import type { TouchLedger } from "../cells/touch_ledger.ts";
import type { Config } from "../ops/config.ts";
import type { Log } from "../ops/log.ts";
import type { Measures } from "../ops/measures.ts";
import { HostError } from "../protocol/errors.ts";
import type { PluginView } from "../protocol/page.ts";
import type { PhaseColorModel } from "../protocol/phase_color_model.ts";
import type { TouchKind } from "../protocol/touch.ts";
import type { PluginSlot } from "./plugin_slot.ts";
import type { UserChoices } from "./user_choices.ts";

export interface MakerOptions {
  config: Config;
  choices: UserChoices;
  agent: NetAgent;
  touches: TouchLedger;
  phaseModels?: ReadonlyMap<string, PhaseColorModel>;
  onRows: (plugin: string, message: RowsMessage) => void;
  onState: (view: PluginView) => void;
  usageOf?: UsageReader;
  timings?: Partial<PluginTimings>;
  /** folder for the last messages of plugins that crashed */
  recordsDir: string;
  measures?: Measures;
  log: Log;
  /** where the plugin stands; null as long as it stands nowhere */
  slotOf: () => PluginSlot | null;
}

/** @throws {HostError} `bad_config` when the configuration's settings do not fit the manifest */
export function makeCell(plugin: LoadedPlugin, options: MakerOptions): { cell: PluginCell; net: PluginNet } {
  const { name } = plugin.manifest, { onRows, onState, usageOf, touches, timings, phaseModels } = options;
  const touch = (kind: TouchKind, count: number) => touches.count(name, { kind, count });
  const net = netOf(name, options), ring = new MessageRing();
  const cell: PluginCell = new PluginCell({
    plugin,
    config: settingsFor(plugin, options),
    phaseModel: phaseModels?.get(name),
    usageOf,
    timings,
    quotas: options.config.quotas[name],
    touch,
    hear: ring.hear,
    onState: (view) => {
      onState(view);
      if (view.state === "crashed") void saveRecord(ring, { cell, reason: view.reason, options });
    },
    net: (request) =>
      options.measures?.timed(`fetches ${name}`, () => net.fetch(request), { isWait: true }) ?? net.fetch(request),
    onMessage: (message) => {
      if (message.rows.length > 0) touch("rowsAsked", message.rows.length);
      onRows(name, message);
    },
    log: (level, text) => {
      const message = withoutSecrets(text, { manifest: plugin.manifest, settings: cell.config });
      touch("logLines", 1);
      options.slotOf()?.note({ atMs: Date.now(), level, message });
      options.log(level, name, message);
    },
  });
  return { cell, net };
}

/** Never rejects: a record is a help, not a duty. */
async function saveRecord(
  ring: MessageRing,
  { cell: { plugin, config: settings }, reason, options }: { cell: PluginCell; reason: string; options: MakerOptions },
): Promise<void> {
  const { manifest, hash } = plugin, { name } = manifest;
  try {
    const file = await ring.save(options.recordsDir, {
      header: { plugin: name, hash, settings: hideSecrets(manifest, settings), reason },
      atMs: Date.now(),
      clean: (text) => withoutSecrets(text, { manifest, settings }),
    });
    options.log("info", name, `its last messages are in ${file}`);
  } catch (error) {
    options.log("warning", name, `Cannot keep its last messages: ${error}`);
  }
}

/** What the user set; the configuration's where that does not fit the plugin any more. */
function settingsFor({ manifest }: LoadedPlugin, { choices, config, log }: MakerOptions): Record<string, unknown> {
  const configured = config.settings[manifest.name] ?? {};
  const chosen = choices.settingsOf(manifest.name);
  if (chosen === null) return configured;
  try {
    parsePluginConfig(manifest, chosen);
    return chosen;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    log("error", manifest.name, `${error.message}; the configuration's settings hold`);
    return configured;
  }
}

function netOf(name: string, { agent, touches, config, slotOf }: MakerOptions): PluginNet {
  return new PluginNet({
    plugin: name,
    agent,
    policy: () => ({ allowed: slotOf()?.approval.net ?? [], allowedPrivate: config.allowPrivateNet }),
    touch: (kind, count) => touches.count(name, { kind, count }),
    touchHost: (host, touched) => touches.countHost(name, { host, touched }),
  });
}
