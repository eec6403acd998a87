/** The API as one can use it: every call with its values, sent from here. It is drawn from the API's own document. */
import { useEffect, useState } from "preact/hooks";
import { ConfirmButton } from "./confirm_button.tsx";
import { parseHarmless } from "./harmless.ts";
import { addressOf, type ApiCall, type ApiDocument, callsOf } from "./reference.ts";
import { t } from "./strings.ts";

const DOCUMENT_PATH = "/api/openapi.json";
/** Characters of an answer that are shown. */
const ANSWER_CHARS_MAX = 20_000;

export function ReferenceView() {
  const [calls, setCalls] = useState<ApiCall[] | null>(null);
  const [failure, setFailure] = useState("");
  const [search, setSearch] = useState("");
  useEffect(() => {
    fetch(DOCUMENT_PATH).then((answer) => answer.text())
      .then((text) => setCalls(callsOf(parseHarmless(text) as ApiDocument)))
      .catch((error) => setFailure(String(error)));
  }, []);
  if (failure) return <p class="notice bad" role="alert">{t("loadFailed", { reason: failure })}</p>;
  if (calls === null) return <p class="empty">{t("loading")}</p>;
  const wanted = calls.filter(({ method, path, summary }) =>
    `${method} ${path} ${summary}`.toLowerCase().includes(search.trim().toLowerCase())
  );
  return (
    <section class="panel reference">
      <h2>{t("reference")}</h2>
      <p>{t("referenceIntro")}</p>
      <p class="quiet">{t("referenceScript", { path: DOCUMENT_PATH })}</p>
      <input
        type="search"
        value={search}
        placeholder={t("referenceSearch")}
        aria-label={t("referenceSearch")}
        onInput={(event) => setSearch(event.currentTarget.value)}
      />
      {wanted.length === 0 && <p class="empty">{t("referenceNone")}</p>}
      {wanted.map((one) => <Call key={`${one.method} ${one.path}`} call={one} />)}
    </section>
  );
}

function Call({ call }: { call: ApiCall }) {
  const [values, setValues] = useState<Record<string, string>>({});
  const [body, setBody] = useState(call.example ?? "");
  const [answer, setAnswer] = useState<{ heading: string; text: string } | null>(null);
  const changes = call.method !== "GET";
  const send = async () => setAnswer(await ask(call, { values, body }));
  return (
    <details class="call">
      <summary>
        <b class={`method${changes ? " changes" : ""}`}>{call.method}</b>
        <code>{call.path}</code>
        <span class="quiet">{call.summary}</span>
      </summary>
      {call.parameters.map(({ name, required }) => (
        <label key={name}>
          <span>{name}{required ? " *" : ""}</span>
          <input
            type="text"
            value={values[name] ?? ""}
            onInput={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
          />
        </label>
      ))}
      {call.example !== null && (
        <label>
          <span>{t("referenceBody")}</span>
          <textarea rows={6} spellcheck={false} value={body} onInput={(event) => setBody(event.currentTarget.value)} />
        </label>
      )}
      <div class="actions start">
        {changes
          ? (
            <ConfirmButton
              text={t("referenceSend")}
              confirm={t("referenceSendConfirm")}
              onConfirm={() => void send()}
            />
          )
          : <button type="button" onClick={() => void send()}>{t("referenceSend")}</button>}
      </div>
      {answer && (
        <div role="status">
          <p>{answer.heading}</p>
          <pre tabIndex={0}>{answer.text}</pre>
        </div>
      )}
    </details>
  );
}

async function ask(call: ApiCall, { values, body }: { values: Record<string, string>; body: string }) {
  const began = performance.now();
  const init: RequestInit = { method: call.method };
  if (call.example !== null) {
    try {
      init.body = JSON.stringify(JSON.parse(body));
      init.headers = { "content-type": "application/json" };
    } catch (error) {
      return { heading: t("referenceBodyBroken", { reason: (error as Error).message }), text: body };
    }
  }
  const response = await fetch(addressOf(call, values), init).catch((error: Error) => error);
  if (response instanceof Error) return { heading: t("loadFailed", { reason: response.message }), text: "" };
  const ms = Math.round(performance.now() - began);
  return {
    heading: t("referenceAnswer", { status: response.status, ms }),
    text: shown(await response.text()).slice(0, ANSWER_CHARS_MAX),
  };
}

function shown(text: string): string {
  try {
    return JSON.stringify(parseHarmless(text), null, 2);
  } catch {
    return text;
  }
}
