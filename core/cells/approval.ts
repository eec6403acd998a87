/**
 * Decides whether a plugin may run: it asks for nothing, or what it asks for was approved for exactly its content, by the
 * user or by the lock file of the plugins that come with the program. Runs nothing and changes nothing.
 */
import { join } from "node:path";
import { z } from "zod";
import { HostError } from "../protocol/errors.ts";
import { type Approval, contentHash, type Grant } from "../protocol/grant.ts";
import { describeIssues, type Manifest } from "../protocol/manifest.ts";
import { askedHosts, type Asking } from "./asked_hosts.ts";

export const LOCK_FILE = "approved.json";

const lockFile = z.strictObject({
  version: z.literal(1),
  plugins: z.record(z.string(), z.strictObject({ hash: contentHash, net: z.array(z.string()) })),
});
/** The plugins that come with the program: what was approved along with it. */
export type PluginLock = z.infer<typeof lockFile>;

/** What approval needs to know of a plugin. */
export interface Applicant {
  manifest: Pick<Manifest, "name"> & Asking;
  /** of its folder's content */
  hash: string;
  /** in use; absent: the manifest's defaults */
  settings?: Record<string, unknown>;
}

/** How a plugin stands, given the user's approval of it, if any, and the lock. */
export function approvalOf(plugin: Applicant, { given, lock }: { given: Grant | null; lock: PluginLock }): Approval {
  const asked = askedHosts(plugin.manifest, plugin.settings);
  if (asked.length === 0) return { approved: true, net: [], grant: null, reason: "" };
  const { name } = plugin.manifest;
  // A plugin may be named as something that every object has.
  const locked = Object.hasOwn(lock.plugins, name) ? lock.plugins[name] : undefined;
  const byLock: Grant[] = locked ? [{ ...locked, approvedAtMs: 0, by: "lock" }] : [];
  const known = [...given ? [given] : [], ...byLock];
  const grant = known.find((one) => one.hash === plugin.hash && asked.every((host) => one.net.includes(host)));
  if (grant) return { approved: true, net: asked, grant, reason: "" };
  return { approved: false, net: [], grant: null, reason: waitingReason(plugin, { asked, known }) };
}

/**
 * Settings may name another host while somebody reads what a plugin asks for.
 *
 * @throws {HostError} `refused` when other hosts were shown than it asks for now
 */
export function requireShown(
  name: string,
  { shown, asked }: { shown: readonly string[]; asked: readonly string[] },
): void {
  if (asked.join() === [...new Set(shown)].sort().join()) return;
  const [before, now] = [shown, asked].map((hosts) => hosts.join(", ") || "no host");
  throw new HostError("refused", `Cannot approve ${name} for ${before}: it asks for ${now}; look at it again`);
}

function waitingReason({ hash }: Applicant, { asked, known }: { asked: string[]; known: Grant[] }): string {
  const hosts = asked.join(", ");
  if (known.length === 0) return `asks for the network (${hosts}); nobody has approved that`;
  const before = known.find((one) => one.hash !== hash);
  if (before) {
    return `has changed since it was approved (${before.hash.slice(0, 12)}, now ${
      hash.slice(0, 12)
    }) and asks for ${hosts}`;
  }
  return `asks for ${hosts}, more than was approved`;
}

/** The lock of a set of plugins. */
export function lockOf(plugins: readonly Applicant[]): PluginLock {
  const entries = plugins.map((
    { manifest, hash },
  ) => [manifest.name, { hash, net: askedHosts(manifest) }] as const);
  return { version: 1, plugins: Object.fromEntries(entries.sort(([a], [b]) => a < b ? -1 : 1)) };
}

/** The lock as the text of its file. */
export function lockText(lock: PluginLock): string {
  return `${JSON.stringify(lock, null, 2)}\n`;
}

/**
 * Reads the lock of a folder of plugins; without a file nothing is locked.
 *
 * @throws {HostError} `bad_config` naming file and field
 */
export async function readLock(pluginsFolder: string): Promise<PluginLock> {
  const path = join(pluginsFolder, LOCK_FILE);
  let value: unknown;
  try {
    value = JSON.parse(await Deno.readTextFile(path));
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return { version: 1, plugins: {} };
    throw new HostError("bad_config", `Cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
  const result = lockFile.safeParse(value);
  if (result.success) return result.data;
  throw new HostError("bad_config", `Cannot use ${path}: ${describeIssues(result.error, value)}`);
}
