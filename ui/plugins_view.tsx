/** Every plugin in a list, those that want the reader's eye first; the chosen one beside it with all that there is to know. */
import { useState } from "preact/hooks";
import type { CellState, PluginView } from "../core/protocol/page.ts";
import { CellBadge } from "./badge.tsx";
import { hostWords } from "./host_words.ts";
import { PluginPanel } from "./plugin_panel.tsx";
import { plugins } from "./store.ts";
import { t } from "./strings.ts";

const WANTING: readonly CellState[] = ["waiting", "quarantined", "refused", "crashed", "unresponsive", "restarting"];
const KIND_ORDER = ["bookmaker", "collector", "strategy"];

export function PluginsView() {
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = inOrder(plugins.value ?? []);
  if (shown.length === 0) return <p class="empty">{t("noPlugins")}</p>;
  // On a wide screen one is always shown; a narrow one shows the list until one is chosen.
  const current = shown.find((plugin) => plugin.name === chosen) ?? shown[0];
  return (
    <div class={`extensions${chosen === null ? "" : " chosen"}`}>
      <ul class="extension-list panel" aria-label={t("pluginList")}>
        {shown.map((plugin) => (
          <li key={plugin.name}>
            <PluginRow plugin={plugin} current={plugin === current} onChoose={() => setChosen(plugin.name)} />
          </li>
        ))}
      </ul>
      <PluginPanel key={current.name} plugin={current} onBack={() => setChosen(null)} />
    </div>
  );
}

interface RowProps {
  plugin: PluginView;
  current: boolean;
  onChoose: () => void;
}

function PluginRow({ plugin, current, onChoose }: RowProps) {
  return (
    <button
      type="button"
      class="extension"
      data-row={plugin.name}
      aria-current={current ? "true" : undefined}
      onClick={onChoose}
    >
      <span class="extension-title">{plugin.title}</span>
      <CellBadge state={plugin.state} />
      <span class="quiet">{t(`kind.${plugin.kind}`)} · {plugin.name} {plugin.version}</span>
      {plugin.reason && <span class="quiet extension-why">{hostWords(plugin.reason)}</span>}
    </button>
  );
}

function inOrder(all: readonly PluginView[]): PluginView[] {
  const rank = (plugin: PluginView) =>
    (WANTING.includes(plugin.state) ? 0 : 100) + KIND_ORDER.indexOf(plugin.kind) * 10 +
    (plugin.state === "running" ? 0 : 1);
  return all.toSorted((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title));
}
