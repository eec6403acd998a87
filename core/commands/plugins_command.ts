/** `plugins list|show|lock`: what is there, how it stands, and what it has touched. */
import { join, resolve } from "node:path";
import { LOCK_FILE, lockOf, lockText, readLock } from "../cells/approval.ts";
import { PluginStore } from "../cells/plugin_store.ts";
import { TouchLedger } from "../cells/touch_ledger.ts";
import { limitsOf } from "../host/plugin_details.ts";
import { loadConfig } from "../ops/config.ts";
import { inert } from "../ops/log.ts";
import { HostError } from "../protocol/errors.ts";
import type { PluginDetails, PluginView } from "../protocol/page.ts";
import { writeAtomic } from "../storage/atomic_file.ts";
import { BUNDLED_DIR, findPlugins, type PluginsOptions, restingViews } from "./find_plugins.ts";
import { RunningProgram } from "./running_program.ts";

/** Prints a line a plugin; returns 0 even when some cannot be used: they are listed with the reason. */
export async function listPlugins(options: PluginsOptions): Promise<number> {
  const { plugins, refused } = await findPlugins(options);
  const program = await RunningProgram.find(resolve(options.data));
  const views = program
    ? new Map((await stateOf(program)).map((view) => [view.name, view]))
    : await restingViews(plugins, options);
  if (options.json) {
    const shown = plugins.map(({ manifest, folder, hash }) => ({
      ...manifest,
      folder,
      hash,
      ...standing(views.get(manifest.name)),
    }));
    console.log(JSON.stringify({ running: program !== null, plugins: shown, refused }));
    return 0;
  }
  for (const { manifest, hash } of plugins) {
    const { state, reason } = standing(views.get(manifest.name));
    const { kind, name, version, title } = manifest, permissions = views.get(name)?.permissions ?? [];
    console.log(
      [kind.padEnd(10), name.padEnd(20), version.padEnd(8), hash.slice(0, 12), state.padEnd(12), inert(title)].join(
        " ",
      ),
    );
    if (reason) console.log(`    ${inert(reason)}`);
    for (const { net, reason } of permissions) console.log(`    asks for ${net.join(", ")}: ${inert(reason)}`);
  }
  for (const { error } of refused) console.log(`refused: ${inert(error)}`);
  return 0;
}

/** Prints all that there is to know of one plugin. */
export async function showPlugin(name: string, options: PluginsOptions): Promise<number> {
  const program = await RunningProgram.find(resolve(options.data));
  const details = program
    ? await program.get(`/api/plugins/${encodeURIComponent(name)}`) as PluginDetails
    : await restingDetails(name, options);
  console.log(options.json ? JSON.stringify(details) : describe(details));
  return 0;
}

/** Writes the lock of the plugins that come with the program, or says whether it is as it should be. */
export async function lockPlugins(options: PluginsOptions & { check?: boolean }): Promise<number> {
  const scratch = await Deno.makeTempDir({ prefix: "aviator-lock-" });
  try {
    const { plugins, refused } = await new PluginStore({ folders: [BUNDLED_DIR], dataDir: scratch }).load();
    if (refused.length > 0) throw new HostError("bad_manifest", refused.map(({ error }) => error).join("\n"));
    const path = join(BUNDLED_DIR, LOCK_FILE), text = lockText(lockOf(plugins));
    if (!options.check) {
      await writeAtomic(path, text);
      console.log(`${plugins.length} plugins locked in ${path}`);
      return 0;
    }
    if (lockText(await readLock(BUNDLED_DIR)) === text) {
      console.log(`${path} is as it should be: ${plugins.length} plugins`);
      return 0;
    }
    const remedy = "look at what changed, then run `deno task aviator plugins lock`";
    throw new HostError("refused", `Cannot confirm ${path}: plugins beside it have changed; ${remedy}`);
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

async function stateOf(program: RunningProgram): Promise<PluginView[]> {
  // Our own program's answer, by a schema that its tests hold.
  return (await program.get("/api/state") as { plugins: PluginView[] }).plugins;
}

function standing(view: PluginView | undefined) {
  const { state, reason, approvedBy, approvedAtMs } = view ?? {
    state: "stopped" as const,
    reason: "not known to the running program: it found another set of plugins",
    approvedBy: null,
    approvedAtMs: null,
  };
  return { state, reason, approvedBy, approvedAtMs };
}

async function restingDetails(name: string, options: PluginsOptions): Promise<PluginDetails> {
  const { plugins, refused } = await findPlugins(options);
  const found = plugins.find(({ manifest }) => manifest.name === name);
  if (!found) {
    const why = refused.find(({ folder }) => folder.endsWith(`/${name}`))?.error ?? "there is no such plugin";
    throw new HostError("refused", `Cannot show ${name}: ${why}`);
  }
  const ledger = await TouchLedger.open({ dataDir: resolve(options.data), nowMs: Date.now, onTrouble: console.error });
  await using _ = ledger;
  const plugin = (await restingViews([found], options)).get(name)!;
  const { manifest: { description, config }, folder } = found;
  const settings = { settingsSchema: config, settings: {}, settingsFrom: "config" as const };
  const quotas = limitsOf(found.manifest, await loadConfig(options.config, options));
  return { plugin, description, folder, quotas, ...settings, touches: ledger.of(name), log: [] };
}

function describe({ plugin, description, folder, quotas, touches, log }: PluginDetails): string {
  const approved = plugin.approvedBy === null
    ? []
    : [`approved by ${plugin.approvedBy}${plugin.approvedAtMs ? ` at ${isoTime(plugin.approvedAtMs)}` : ""}`];
  const days = touches.flatMap(({ day, counts, hosts }) => [
    `${day}  ${Object.entries(counts).map(([kind, count]) => `${kind} ${count}`).join(", ")}`,
    ...Object.entries(hosts).map(([host, { requests, failures, bytesSent, bytesReceived }]) =>
      `            ${host}: ${requests} requests, ${failures} failed, ${bytesSent} bytes sent, ${bytesReceived} received`
    ),
  ]);
  return [
    `${plugin.name} ${plugin.version} (${plugin.kind}), ${inert(plugin.title)}`,
    ...description ? [inert(description)] : [],
    `folder   ${folder}`,
    `hash     ${plugin.hash}`,
    `state    ${plugin.state}${plugin.reason ? `: ${inert(plugin.reason)}` : ""}`,
    ...approved,
    ...plugin.permissions.map(({ net, reason }) => `asks for ${net.join(", ")}: ${inert(reason)}`),
    `limits   ${Object.entries(quotas).map(([name, limit]) => `${name} ${limit}`).join(", ")}`,
    ...days.length > 0 ? ["", "touched, by day:", ...days] : [],
    ...log.length > 0
      ? ["", "its log:", ...log.map((line) => `${isoTime(line.atMs)} ${line.level} ${line.message}`)]
      : [],
  ].join("\n");
}

function isoTime(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19);
}
