/** What the page shows of a plugin before anything has happened to it: its manifest's words, and zeroes. */
import type { PluginKind } from "../protocol/manifest.ts";
import type { PluginView } from "../protocol/page.ts";
import type { LoadedPlugin } from "./plugin_store.ts";
import type { WatchedCell } from "./watched_cell.ts";

/** A plugin at rest. */
export function restingView({ manifest, hash }: Pick<LoadedPlugin, "manifest" | "hash">): PluginView {
  const { name, title, kind, version, permissions } = manifest;
  return { ...emptyView(name, kind), title, version, state: "stopped", permissions, hash };
}

/** What is wanted and is no plugin. */
export function refusedView(name: string, { kind, reason }: { kind: PluginKind; reason: string }): PluginView {
  return { ...emptyView(name, kind), reason };
}

/** What a cell uses and has said, with what those before it have said. */
export function figuresOf(
  watched: Pick<WatchedCell, "rssBytes" | "cpuShare" | "cell"> | null,
  earlier: Pick<PluginView, "messagesIn" | "messagesOut">,
): Pick<PluginView, "rssBytes" | "cpuShare" | "messagesIn" | "messagesOut"> {
  return {
    rssBytes: watched?.rssBytes ?? 0,
    cpuShare: watched?.cpuShare ?? 0,
    messagesIn: earlier.messagesIn + (watched?.cell.messagesIn ?? 0),
    messagesOut: earlier.messagesOut + (watched?.cell.messagesOut ?? 0),
  };
}

function emptyView(name: string, kind: PluginKind): PluginView {
  return {
    name,
    title: name,
    kind,
    version: "0.0.0",
    state: "refused",
    reason: "",
    restarts: 0,
    rssBytes: 0,
    cpuShare: 0,
    messagesIn: 0,
    messagesOut: 0,
    permissions: [],
    hash: "",
    approvedBy: null,
    approvedAtMs: null,
  };
}
