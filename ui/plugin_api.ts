/** The plugins view's calls to the host. An answer is data or a reason; it never throws. */
import type { PluginDetails } from "../core/protocol/page.ts";
import { call } from "./api.ts";

const pathOf = (name: string) => `/api/plugins/${encodeURIComponent(name)}`;

export const getPlugin = (name: string) => call<PluginDetails>("GET", pathOf(name));
/** `hash`: of the content that the reader was shown */
/** `hosts`: those that were shown along with the hash */
export const approvePlugin = (name: string, shown: { hash: string; hosts: string[] }) =>
  call("POST", `${pathOf(name)}/approve`, shown);
export const revokePlugin = (name: string) => call("POST", `${pathOf(name)}/revoke`, {});
export const setPluginEnabled = (name: string, enabled: boolean) =>
  call("POST", `${pathOf(name)}/${enabled ? "enable" : "disable"}`, {});
/** `settings`: all of them */
export const savePluginSettings = (name: string, settings: Record<string, unknown>) =>
  call("PUT", `${pathOf(name)}/settings`, settings);
