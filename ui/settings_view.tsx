/** The configuration as a form of its schema: what can be changed here, what waits for a restart, and what only the file may set. */
import { useEffect, useState } from "preact/hooks";
import type { ConfigurationView } from "../core/protocol/configuration.ts";
import { get, post, put } from "./client.ts";
import { AlertPanel } from "./alert_panel.tsx";
import { fieldName, inWords } from "./config_words.ts";
import { ConfirmButton } from "./confirm_button.tsx";
import { type Draft, draftOf, type Field, fieldsOf, readDraft } from "./schema_fields.ts";
import { SchemaEntry } from "./schema_form.tsx";
import { epoch } from "./store.ts";
import { t } from "./strings.ts";

export function SettingsView() {
  const [view, setView] = useState<ConfigurationView | null>(null);
  const [failure, setFailure] = useState("");
  useEffect(() => {
    void get("/api/configuration").then((answer) => {
      setFailure(answer.ok ? "" : answer.reason);
      if (answer.ok) setView(answer.data);
    });
  }, [epoch.value]);
  if (failure) return <p class="notice bad" role="alert">{t("loadFailed", { reason: failure })}</p>;
  if (!view) return <p class="empty">{t("loading")}</p>;
  return (
    <div class="split">
      <section class="panel">
        <div class="panel-top">
          <h2>{t("settings")}</h2>
        </div>
        <Sources view={view} />
        <Waiting fields={view.waiting} />
        <ConfigForm view={view} onSaved={setView} />
      </section>
      <div class="stack">
        <AlertPanel />
        <Fixed values={view.fixed} />
      </div>
    </div>
  );
}

function Sources({ view: { file, changed, changesFile } }: { view: ConfigurationView }) {
  return (
    <>
      <p class="quiet">{file === null ? t("configDefaults") : t("configFile", { file })}</p>
      {changed.length > 0 && (
        <p class="quiet">{t("configChanged", { file: changesFile, fields: changed.map(fieldName).join(", ") })}</p>
      )}
    </>
  );
}

function Waiting({ fields }: { fields: readonly string[] }) {
  const [said, setSaid] = useState<{ ok: boolean; text: string } | null>(null);
  if (fields.length === 0) return null;
  const onConfirm = async () => {
    const answer = await post("/api/restart");
    setSaid({ ok: answer.ok, text: answer.ok ? t("restarting") : t("refusedAction", { reason: answer.reason }) });
  };
  return (
    <div class="notice" role="status">
      <p>{t("configWaiting", { fields: fields.map(fieldName).join(", ") })}</p>
      <ConfirmButton text={t("restart")} confirm={t("restartConfirm")} onConfirm={() => void onConfirm()} />
      {said && <p class={said.ok ? "quiet" : "bad-text"}>{said.text}</p>}
    </div>
  );
}

function ConfigForm({ view, onSaved }: { view: ConfigurationView; onSaved: (view: ConfigurationView) => void }) {
  const fields = inWords(fieldsOf(view.schema)), inUse = JSON.stringify(view.values);
  const [draft, setDraft] = useState<Draft>(() => draftOf(fields, view.values));
  const [isChanged, setChanged] = useState(false);
  const [said, setSaid] = useState<{ ok: boolean; text: string } | null>(null);
  useEffect(() => {
    if (!isChanged) setDraft(draftOf(fields, view.values));
  }, [inUse]);
  const { settings, problems } = readDraft(fields, draft);
  const onSubmit = async (event: Event) => {
    event.preventDefault();
    const answer = await put("/api/configuration/fields", { body: settings });
    setSaid({ ok: answer.ok, text: answer.ok ? t("configSaved") : t("refusedAction", { reason: answer.reason }) });
    if (!answer.ok) return;
    setChanged(false);
    onSaved(answer.data);
  };
  const onGiveUp = () => {
    setDraft(draftOf(fields, view.values));
    setChanged(false);
    setSaid(null);
  };
  const onChange = (path: string, value: string | boolean) => {
    setDraft((before) => ({ ...before, [path]: value }));
    setChanged(true);
    setSaid(null);
  };
  const when = ({ key }: Field) => t(view.immediate.includes(key) ? "configImmediate" : "configNextStart");
  return (
    <form class="plugin-settings" onSubmit={onSubmit} noValidate aria-label={t("settings")}>
      {fields.map((field) => (
        <div key={field.path} class="config-field">
          <span class="quiet when">{when(field)}</span>
          <SchemaEntry {...{ field, draft, problems, onChange }} />
        </div>
      ))}
      <div class="actions start sticky">
        <button type="submit" class="primary" disabled={!isChanged || Object.keys(problems).length > 0}>
          {t("settingsSave")}
        </button>
        {isChanged && <button type="button" onClick={onGiveUp}>{t("settingsGiveUp")}</button>}
        {said && <p class={said.ok ? "" : "bad-text"} role={said.ok ? "status" : "alert"}>{said.text}</p>}
      </div>
    </form>
  );
}

function Fixed({ values }: { values: Record<string, unknown> }) {
  return (
    <section class="panel">
      <div class="panel-top">
        <h2>{t("configFixed")}</h2>
      </div>
      <p class="quiet">{t("configFixedWhy")}</p>
      <dl class="numbers fixed">
        {Object.entries(values).map(([name, value]) => (
          <div key={name}>
            <dt>
              {fieldName(name)} <code>{name}</code>
            </dt>
            <dd>
              <code>{JSON.stringify(value)}</code>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
