/** Which plugins a configuration wants, and what is said of folders that are none. */
import { KIND_FOLDERS, type PluginKind } from "../protocol/manifest.ts";
import type { PluginView } from "../protocol/page.ts";
import { refusedView } from "../cells/plugin_view.ts";
import type { Config } from "../ops/config.ts";
import type { UserChoices } from "./user_choices.ts";

/** A plugin that is wanted. */
export interface Wanted {
  name: string;
  kind: PluginKind;
}

/** What the configuration names, and who was put to a table by the user. */
export function wantedBy(
  { tables, collectors, strategies }: Config,
  { players }: Pick<UserChoices, "players">,
): Wanted[] {
  return [
    ...tables.map(({ bookmaker }) => ({ name: bookmaker, kind: "bookmaker" as const })),
    ...collectors.map((name) => ({ name, kind: "collector" as const })),
    ...strategies.map(({ strategy }) => ({ name: strategy, kind: "strategy" as const })),
    ...players.values().filter((player) => player !== null).map(({ strategy }) => ({
      name: strategy,
      kind: "strategy" as const,
    })),
  ];
}

/** What the page shows of a folder that is no plugin. */
export function refusedFolder(folder: string, reason: string): PluginView {
  return refusedView(lastPart(folder), { kind: kindOf(folder), reason });
}

function lastPart(folder: string): string {
  return folder.split(/[\\/]/).filter(Boolean).pop() ?? folder;
}

function kindOf(folder: string): PluginKind {
  const kinds = Object.keys(KIND_FOLDERS) as PluginKind[];
  return kinds.find((kind) => folder.split(/[\\/]/).includes(KIND_FOLDERS[kind])) ?? "collector";
}
