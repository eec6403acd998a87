/** `plugins approve|revoke|enable|disable`: through the running program, or into the data folder when none runs. */
import { resolve } from "node:path";
import { approvalOf, readLock } from "../cells/approval.ts";
import { askedHosts, resolvePermissions } from "../cells/asked_hosts.ts";
import { Grants } from "../cells/grants.ts";
import type { LoadedPlugin } from "../cells/plugin_store.ts";
import { inert } from "../ops/log.ts";
import { HostError } from "../protocol/errors.ts";
import type { PluginDetails, PluginView } from "../protocol/page.ts";
import { BUNDLED_DIR, findPlugins, type PluginsOptions, restingSettings } from "./find_plugins.ts";
import { RunningProgram } from "./running_program.ts";

/** So much of a hash names it surely. */
const HASH_CHARACTERS_MIN = 12;

export interface ApproveOptions extends PluginsOptions {
  /** what was looked at: the beginning of the content's hash */
  hash?: string;
}

/** Approves what the folder holds now; with `hash` only if that is what was looked at. */
export async function approvePlugin(name: string, options: ApproveOptions): Promise<number> {
  const program = await RunningProgram.find(resolve(options.data));
  const shown = program ? (await detailsOf(program, name)).plugin : await viewOf(await findOne(name, options), options);
  const { hash, permissions } = shown, hosts = askedHosts({ permissions });
  checkHash(name, { given: options.hash, hash });
  if (program) await program.post(`/api/plugins/${encodeURIComponent(name)}/approve`, { hash, hosts, by: "cli" });
  else {
    const grants = await Grants.open(resolve(options.data));
    await grants.approve(name, { hash, net: hosts, approvedAtMs: Date.now(), by: "cli" });
  }
  tell(options, {
    said: [
      `approved ${name} ${hash}`,
      ...permissions.map(({ net, reason }) => `    may reach ${net.join(", ")}: ${inert(reason)}`),
    ],
    data: { name, hash, permissions, running: program !== null },
  });
  return 0;
}

/** Forgets an approval; a running plugin ends at once. */
export async function revokePlugin(name: string, options: PluginsOptions): Promise<number> {
  const program = await RunningProgram.find(resolve(options.data));
  if (program) await program.post(`/api/plugins/${encodeURIComponent(name)}/revoke`, {});
  else await revokeAtRest(name, options);
  tell(options, { said: [`revoked ${name}`], data: { name, running: program !== null } });
  return 0;
}

/** Switches a plugin on or off, over restarts too. */
export async function switchPlugin(name: string, options: PluginsOptions & { enabled: boolean }): Promise<number> {
  const { enabled } = options, action = enabled ? "enable" : "disable";
  const program = await RunningProgram.find(resolve(options.data));
  if (program) await program.post(`/api/plugins/${encodeURIComponent(name)}/${action}`, {});
  else {
    await findOne(name, options);
    await (await Grants.open(resolve(options.data))).setEnabled(name, enabled);
  }
  tell(options, { said: [`${action}d ${name}`], data: { name, enabled, running: program !== null } });
  return 0;
}

/** Pauses a running plugin, or resumes one that is paused or crashed too often. */
export async function pausePlugin(name: string, options: PluginsOptions & { action: string }): Promise<number> {
  const { action } = options;
  const program = await RunningProgram.require(resolve(options.data), `${action} ${name}`);
  await program.post(`/api/plugins/${encodeURIComponent(name)}/${action}`, {});
  tell(options, { said: [`${action}d ${name}`], data: { name, action } });
  return 0;
}

async function revokeAtRest(name: string, options: PluginsOptions): Promise<void> {
  const grants = await Grants.open(resolve(options.data));
  const had = await grants.revoke(name);
  const found = await findOne(name, options).catch((error) => {
    // What is gone can still be forgotten.
    if (had) return null;
    throw error;
  });
  const [lock, settingsOf] = await Promise.all([readLock(BUNDLED_DIR), restingSettings(options)]);
  if (found && approvalOf({ ...found, settings: settingsOf(name) }, { given: null, lock }).approved) {
    await grants.setEnabled(name, false);
  }
}

function checkHash(name: string, { given, hash }: { given?: string; hash: string }): void {
  if (given === undefined) return;
  if (!/^[0-9a-f]+$/i.test(given) || given.length < HASH_CHARACTERS_MIN) {
    const right = `at least the first ${HASH_CHARACTERS_MIN} hexadecimal digits`;
    throw new HostError("bad_config", `Cannot approve ${name}: --hash is ${JSON.stringify(given)}: ${right}`);
  }
  if (hash.startsWith(given.toLowerCase())) return;
  throw new HostError("refused", `Cannot approve ${name}: --hash is ${given}, its folder holds ${hash}`);
}

async function detailsOf(program: RunningProgram, name: string): Promise<PluginDetails> {
  return await program.get(`/api/plugins/${encodeURIComponent(name)}`) as PluginDetails;
}

async function findOne(name: string, options: PluginsOptions): Promise<LoadedPlugin> {
  const { plugins, refused } = await findPlugins(options);
  const found = plugins.find(({ manifest }) => manifest.name === name);
  if (found) return found;
  const why = refused.find(({ folder }) => folder.endsWith(`/${name}`))?.error ??
    `there is no such plugin; there are ${plugins.map(({ manifest }) => manifest.name).sort().join(", ")}`;
  throw new HostError("refused", `Cannot find ${name}: ${why}`);
}

async function viewOf(
  { manifest, hash }: LoadedPlugin,
  options: PluginsOptions,
): Promise<Pick<PluginView, "hash" | "permissions">> {
  const settings = (await restingSettings(options))(manifest.name);
  return { hash, permissions: resolvePermissions(manifest, settings) };
}

function tell({ json }: PluginsOptions, { said, data }: { said: string[]; data: unknown }): void {
  console.log(json ? JSON.stringify(data) : said.join("\n"));
}
