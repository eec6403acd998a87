/** Every plugin: how it is, why, what it uses, what it may do. */
import { useState } from "preact/hooks";
import type { CellState, PluginView } from "../core/protocol/page.ts";
import { setPluginEnabled } from "./api.ts";
import { CellBadge } from "./badge.tsx";
import { megabytes, percent, whole } from "./format.ts";
import { plugins } from "./store.ts";
import { t } from "./strings.ts";

const OFF: readonly CellState[] = ["stopped", "quarantined", "refused", "crashed"];

export function PluginsView() {
  const shown = plugins.value ?? [];
  if (shown.length === 0) return <p class="empty">{t("noPlugins")}</p>;
  return (
    <div class="plugins">
      {shown.map((plugin) => <PluginCard key={plugin.name} plugin={plugin} />)}
    </div>
  );
}

function PluginCard({ plugin }: { plugin: PluginView }) {
  const [failure, setFailure] = useState("");
  const off = OFF.includes(plugin.state);
  const onClick = async () => {
    const answer = await setPluginEnabled(plugin.name, off);
    setFailure(answer.ok ? "" : t("refusedAction", { reason: answer.reason }));
  };
  return (
    <article class="card plugin" data-plugin={plugin.name} aria-label={plugin.title}>
      <div class="card-top">
        <h2>{plugin.title}</h2>
        <CellBadge state={plugin.state} />
      </div>
      <p class="quiet">
        {t(`kind.${plugin.kind}`)} · {plugin.name} {plugin.version} · <code>{plugin.hash.slice(0, 12)}</code>
      </p>
      {plugin.reason && <p class="why-plugin">{plugin.reason}</p>}
      <dl class="facts">
        <Fact name={t("restarts")} value={whole(plugin.restarts)} />
        <Fact name={t("memory")} value={megabytes(plugin.rssBytes)} />
        <Fact name={t("cpu")} value={percent(plugin.cpuShare)} />
        <Fact name={t("messages")} value={`${whole(plugin.messagesIn)} / ${whole(plugin.messagesOut)}`} />
      </dl>
      <Permissions plugin={plugin} />
      {failure && <p class="notice bad" role="alert">{failure}</p>}
      <div class="actions">
        <button type="button" onClick={onClick}>{off ? t("enable") : t("disable")}</button>
      </div>
    </article>
  );
}

function Permissions({ plugin }: { plugin: PluginView }) {
  return (
    <div class="permissions">
      <h3>{t("permissions")}</h3>
      {plugin.permissions.length === 0 ? <p class="quiet">{t("permissionsNone")}</p> : (
        <ul>
          {plugin.permissions.map((permission) => (
            <li key={permission.reason}>
              <code>{permission.net.join(", ")}</code> — {permission.reason}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="num">{value}</dd>
    </div>
  );
}
