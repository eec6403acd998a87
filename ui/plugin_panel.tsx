/** One plugin: what it may do, what was decided about it, what it uses and touched. Its buttons decide about it. */
import { useEffect, useState } from "preact/hooks";
import type { CellState, PluginDetails, PluginView } from "../core/protocol/page.ts";
import type { Answer } from "./client.ts";
import { ApproveDialog } from "./approve_dialog.tsx";
import { CellBadge } from "./badge.tsx";
import { ConfirmButton } from "./confirm_button.tsx";
import { megabytes, percent, time, whole } from "./format.ts";
import { hostWords } from "./host_words.ts";
import { Fact } from "./numbers.tsx";
import { actOnPlugin, getPlugin } from "./plugin_api.ts";
import { LastLines, Limits, Touches } from "./plugin_touches.tsx";
import { SchemaForm } from "./schema_form.tsx";
import { hostNowMs } from "./store.ts";
import { t } from "./strings.ts";

const DETAILS_EVERY_MS = 2_000;
const OFF: readonly CellState[] = ["stopped", "disabled", "quarantined", "crashed"];

export function PluginPanel({ plugin, onBack }: { plugin: PluginView; onBack: () => void }) {
  const details = useDetails(plugin);
  return (
    <article class="card plugin" data-plugin={plugin.name} aria-label={plugin.title}>
      <button type="button" class="back" onClick={onBack}>{t("back")}</button>
      <div class="card-top">
        <h2>{plugin.title}</h2>
        <CellBadge state={plugin.state} />
      </div>
      <p class="quiet">{t(`kind.${plugin.kind}`)} · {plugin.name} {plugin.version}</p>
      {plugin.reason && <p class="why-plugin">{hostWords(plugin.reason)}</p>}
      {details?.description && <p>{details.description}</p>}
      <Decisions plugin={plugin} />
      <Permissions plugin={plugin} />
      <dl class="facts wide-facts">
        <Fact name={t("restarts")} value={whole(plugin.restarts)} />
        <Fact name={t("memory")} value={megabytes(plugin.rssBytes)} />
        <Fact name={t("cpu")} value={percent(plugin.cpuShare)} />
        <Fact name={t("messages")} value={`${whole(plugin.messagesIn)} / ${whole(plugin.messagesOut)}`} />
      </dl>
      {details && <SchemaForm name={plugin.name} details={details} />}
      {details && <Touches days={details.touches} />}
      {details && <LastLines lines={details.log} />}
      <dl class="numbers">
        {details && <Place name={t("folder")} value={details.folder} />}
        {plugin.hash && <Place name={t("contentHash")} value={plugin.hash} />}
      </dl>
      {details && <Limits quotas={details.quotas} />}
    </article>
  );
}

/** Asked for anew while they are shown; null while there are none, as for what is no plugin. */
function useDetails({ name, state, hash }: PluginView): PluginDetails | null {
  const [details, setDetails] = useState<PluginDetails | null>(null);
  useEffect(() => {
    if (hash === "") return;
    let shown = true;
    const load = async () => {
      const answer = await getPlugin(name);
      if (shown && answer.ok) setDetails(answer.data);
    };
    load();
    const timer = setInterval(load, DETAILS_EVERY_MS);
    return () => {
      shown = false;
      clearInterval(timer);
    };
  }, [name, state, hash]);
  return details;
}

function Decisions({ plugin }: { plugin: PluginView }) {
  const [failure, setFailure] = useState("");
  const [approving, setApproving] = useState(false);
  if (plugin.hash === "") return null;
  const ask = async (answer: Promise<Answer<unknown>>) => {
    const result = await answer;
    setFailure(result.ok ? "" : t("refusedAction", { reason: result.reason }));
  };
  const off = OFF.includes(plugin.state), waits = plugin.state === "waiting";
  const byUser = plugin.approvedBy === "page" || plugin.approvedBy === "cli";
  return (
    <>
      <div class="actions start">
        {waits && <button type="button" class="primary" onClick={() => setApproving(true)}>{t("approve")}</button>}
        {byUser && (
          <ConfirmButton
            text={t("revoke")}
            confirm={t("revokeConfirm")}
            onConfirm={() => ask(actOnPlugin(plugin.name, "revoke"))}
          />
        )}
        {plugin.state === "running" && (
          <button type="button" onClick={() => ask(actOnPlugin(plugin.name, "pause"))}>{t("pause")}</button>
        )}
        {plugin.state === "paused" && (
          <button
            type="button"
            onClick={() => ask(actOnPlugin(plugin.name, "resume"))}
          >
            {t("unpause")}
          </button>
        )}
        <button type="button" onClick={() => ask(actOnPlugin(plugin.name, off ? "enable" : "disable"))}>
          {off ? t("enable") : t("disable")}
        </button>
      </div>
      {failure && <p class="notice bad" role="alert">{failure}</p>}
      {approving && <ApproveDialog plugin={plugin} onClose={() => setApproving(false)} />}
    </>
  );
}

export function Permissions({ plugin }: { plugin: PluginView }) {
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
      <ApprovedBy plugin={plugin} />
    </div>
  );
}

function ApprovedBy({ plugin: { approvedBy, approvedAtMs } }: { plugin: PluginView }) {
  if (approvedBy === null) return null;
  const at = { time: time(approvedAtMs ?? 0, hostNowMs() ?? Date.now()) };
  const texts = { lock: t("approvedByLock"), page: t("approvedByPage", at), cli: t("approvedByCli", at) };
  return <p class="quiet">{texts[approvedBy]}</p>;
}

function Place({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <code>{value}</code>
      </dd>
    </div>
  );
}
