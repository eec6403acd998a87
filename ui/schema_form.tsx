/** A plugin's settings as a form made of its JSON Schema. What was typed stays until it is saved or given up. */
import { useEffect, useState } from "preact/hooks";
import type { PluginDetails } from "../core/protocol/page.ts";
import { savePluginSettings } from "./plugin_api.ts";
import { type Draft, draftOf, type Field, fieldsOf, type Problem, readDraft, scaleOf } from "./schema_fields.ts";
import { commonCurrency } from "./store.ts";
import { t } from "./strings.ts";

interface SchemaFormProps {
  name: string;
  details: PluginDetails;
  /** told of the settings that stand in the form, whenever they are sound; null: as they are in use */
  onDraft?: (settings: Record<string, unknown> | null) => void;
}

export function SchemaForm({ name, details, onDraft }: SchemaFormProps) {
  const fields = fieldsOf(details.settingsSchema), inUse = JSON.stringify(details.settings);
  const [draft, setDraft] = useState<Draft>(() => draftOf(fields, details.settings));
  const [isChanged, setChanged] = useState(false);
  const [said, setSaid] = useState<{ ok: boolean; text: string } | null>(null);
  useEffect(() => {
    if (!isChanged) setDraft(draftOf(fields, details.settings));
  }, [inUse]);
  const { settings, problems } = readDraft(fields, draft);
  const isSound = Object.keys(problems).length === 0;
  useEffect(() => {
    if (isSound) onDraft?.(isChanged ? settings : null);
  }, [isChanged, isSound, JSON.stringify(settings)]);
  if (fields.length === 0) return null;
  const onSubmit = async (event: Event) => {
    event.preventDefault();
    const answer = await savePluginSettings(name, settings);
    setSaid(
      answer.ok ? { ok: true, text: t("settingsSaved") } : {
        ok: false,
        text: t("refusedAction", { reason: answer.reason }),
      },
    );
    if (answer.ok) setChanged(false);
  };
  const onGiveUp = () => {
    setDraft(draftOf(fields, details.settings));
    setChanged(false);
  };
  const onChange = (path: string, value: string | boolean) => {
    setDraft((before) => ({ ...before, [path]: value }));
    setChanged(true);
    setSaid(null);
  };
  return (
    <form class="plugin-settings" onSubmit={onSubmit} noValidate aria-label={t("pluginSettings")}>
      <h3>{t("pluginSettings")}</h3>
      {fields.map((field) => <SchemaEntry key={field.path} {...{ field, draft, problems, onChange }} />)}
      <div class="actions start">
        <button type="submit" class="primary" disabled={!isChanged || !isSound}>{t("settingsSave")}</button>
        {isChanged && <button type="button" onClick={onGiveUp}>{t("settingsGiveUp")}</button>}
      </div>
      {said && <p class={`notice${said.ok ? "" : " bad"}`} role={said.ok ? "status" : "alert"}>{said.text}</p>}
      <p class="quiet">{t(details.settingsFrom === "user" ? "settingsFromUser" : "settingsFromConfig")}</p>
    </form>
  );
}

interface EntryProps {
  field: Field;
  draft: Draft;
  problems: Record<string, Problem>;
  onChange: (path: string, value: string | boolean) => void;
}

/** One field of a form: its words, its control, what is wrong with it. */
export function SchemaEntry({ field, draft, problems, onChange }: EntryProps) {
  const { path, title, description, kind } = field, id = `setting-${path}`;
  if (kind === "group") {
    return (
      <fieldset>
        <legend>{title}</legend>
        {description && <p class="quiet">{description}</p>}
        {field.fields.map((inner) => <SchemaEntry key={inner.path} {...{ field: inner, draft, problems, onChange }} />)}
      </fieldset>
    );
  }
  const problem = problems[path];
  return (
    <div class="setting" data-setting={path}>
      <label for={id}>
        <span>{field.isMoney ? [title, commonCurrency.value].filter(Boolean).join(", ") : title}</span>
        <Control {...{ field, id, value: draft[path] ?? "", isWrong: problem !== undefined }} onChange={onChange} />
      </label>
      <p id={`${id}-about`} class={problem ? "bad-text" : "quiet"} role={problem ? "alert" : undefined}>
        {problem ? t(problem.key, problem.values) : description}
      </p>
    </div>
  );
}

interface ControlProps {
  field: Field;
  id: string;
  value: string | boolean;
  isWrong: boolean;
  onChange: EntryProps["onChange"];
}

function Control({ field, id, value, isWrong, onChange }: ControlProps) {
  const { path, kind, choices, secret } = field;
  const given = {
    id,
    "aria-invalid": isWrong,
    "aria-describedby": `${id}-about`,
    onInput: (event: { currentTarget: { value: string } }) => onChange(path, event.currentTarget.value),
  };
  if (kind === "boolean") {
    return (
      <input
        {...{ ...given, onInput: undefined }}
        type="checkbox"
        checked={value === true}
        onChange={(event) => onChange(path, event.currentTarget.checked)}
      />
    );
  }
  const text = String(value);
  if (kind === "choice") {
    return (
      <select {...given} value={text}>
        {choices.map((one) => <option key={one} value={String(one)}>{String(one)}</option>)}
      </select>
    );
  }
  if (kind === "list" || kind === "json") return <textarea {...given} rows={4} spellcheck={false} value={text} />;
  if (kind === "text") {
    return secret
      ? <input {...given} type="password" autoComplete="off" value={text} />
      : <input {...given} type="text" autoComplete="off" spellcheck={false} value={text} />;
  }
  return <input {...given} {...limitsOf(field)} type="number" value={text} />;
}

/** What the browser allows to be typed, in the units that are shown. */
function limitsOf(field: Field): { min?: number; max?: number; step: number | "any" } {
  const { kind, schema: { minimum, maximum } } = field, scale = scaleOf(field);
  const shown = (limit: unknown) => typeof limit === "number" ? limit / scale : undefined;
  return { min: shown(minimum), max: shown(maximum), step: kind === "integer" ? 1 / scale : "any" };
}
