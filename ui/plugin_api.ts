/** The plugins view's calls to the host. An answer is data or a reason; it never throws. */
import { get, post, put } from "./client.ts";

/** What a user may do with a plugin without saying more. */
export type PluginAction = "enable" | "disable" | "pause" | "resume" | "revoke";

export const getPlugin = (name: string) => get("/api/plugins/{name}", { params: { name } });
/** `hash` of the content and `hosts` that the reader was shown: what has changed since is refused */
export const approvePlugin = (name: string, shown: { hash: string; hosts: string[] }) =>
  post("/api/plugins/{name}/approve", { params: { name }, body: shown });
export const actOnPlugin = (name: string, action: PluginAction) =>
  post(`/api/plugins/{name}/${action}`, { params: { name } });
/** `settings`: all of them */
export const savePluginSettings = (name: string, settings: Record<string, unknown>) =>
  put("/api/plugins/{name}/settings", { params: { name }, body: settings });
