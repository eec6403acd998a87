/**
 * Which hosts a plugin asks for: those that its manifest names, and for `config:key` the host of the address in that
 * setting as it is now. A setting that is empty asks for nothing. Grants nothing.
 */
import type { Manifest, Permission } from "../protocol/manifest.ts";
import { hostPortOf } from "./net_address.ts";

/** What of a manifest says which hosts are asked for. */
export type Asking = Pick<Manifest, "permissions"> & Partial<Pick<Manifest, "config">>;

/** A manifest's permissions with hosts in the place of settings; those that ask for nothing at present are left out. */
export function resolvePermissions(asking: Asking, settings: Record<string, unknown> = {}): Permission[] {
  const hostsOf = (host: string): string[] => {
    const key = CONFIG_HOST.exec(host)?.[1];
    return key === undefined ? [host.toLowerCase()] : hostOfSetting(settings[key] ?? defaultOf(asking, key));
  };
  return asking.permissions.map(({ net, reason }) => ({ net: [...new Set(net.flatMap(hostsOf))], reason }))
    .filter(({ net }) => net.length > 0);
}

/** All hosts that a plugin asks for with these settings, each once, as `host:port` in lower case. */
export function askedHosts(asking: Asking, settings?: Record<string, unknown>): string[] {
  return [...new Set(resolvePermissions(asking, settings).flatMap(({ net }) => net))].sort();
}

/** The port of a host begins with a digit, the name of a setting does not. */
const CONFIG_HOST = /^config:([a-z]\w*)$/i;

function hostOfSetting(value: unknown): string[] {
  const url = typeof value === "string" ? URL.parse(value) : null;
  return url && /^https?:$/.test(url.protocol) ? [hostPortOf(url)] : [];
}

function defaultOf({ config }: Asking, key: string): unknown {
  const properties = config?.properties as Record<string, { default?: unknown }> | undefined;
  return properties && Object.hasOwn(properties, key) ? properties[key]?.default : undefined;
}
