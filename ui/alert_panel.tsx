/** What this device tells of at once, and how: chosen here, kept by the browser, off until then. */
import { useState } from "preact/hooks";
import { ALERT_KINDS, type AlertChoices, alertChoices, type AlertKind } from "./alert_choices.ts";
import { tell } from "./alerts.ts";
import { t } from "./strings.ts";

const change = (part: Partial<AlertChoices>) => alertChoices.value = { ...alertChoices.value, ...part };

export function AlertPanel() {
  const [denied, setDenied] = useState(false);
  const { sound, notification, kinds } = alertChoices.value;
  const onNotification = async (wanted: boolean) => {
    const isGranted = wanted && await Notification.requestPermission() === "granted";
    setDenied(wanted && !isGranted);
    change({ notification: isGranted });
  };
  const onKind = (kind: AlertKind, wanted: boolean) =>
    change({ kinds: ALERT_KINDS.filter((one) => one === kind ? wanted : kinds.includes(one)) });
  return (
    <section class="panel alerts">
      <h2>{t("alerts")}</h2>
      <p class="quiet">{t("alertsAbout")}</p>
      <fieldset>
        <legend>{t("alertsOf")}</legend>
        {ALERT_KINDS.map((kind) => (
          <label key={kind} class="choice">
            <input
              type="checkbox"
              checked={kinds.includes(kind)}
              onChange={(event) => onKind(kind, event.currentTarget.checked)}
            />
            <span>{t(`alert.${kind}`)}</span>
            {kind === "round" && <RoundFrom />}
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{t("alertsBy")}</legend>
        <label class="choice">
          <input type="checkbox" checked={sound} onChange={(event) => change({ sound: event.currentTarget.checked })} />
          <span>{t("alertSound")}</span>
        </label>
        <label class="choice">
          <input
            type="checkbox"
            checked={notification}
            onChange={(event) => void onNotification(event.currentTarget.checked)}
          />
          <span>{t("alertNotification")}</span>
        </label>
      </fieldset>
      {denied && <p class="notice warn" role="alert">{t("alertDenied")}</p>}
      <div class="actions start">
        <button
          type="button"
          disabled={!sound && !notification}
          onClick={() => tell({ kind: "round", text: t("alertTryText") }, alertChoices.value)}
        >
          {t("alertTry")}
        </button>
      </div>
    </section>
  );
}

function RoundFrom() {
  const onChange = (text: string) => {
    const hundredths = Math.round(Number(text) * 100);
    if (Number.isFinite(hundredths) && hundredths >= 100) change({ roundFrom: hundredths });
  };
  return (
    <input
      type="number"
      min={1}
      step="any"
      aria-label={t("alertFrom")}
      value={alertChoices.value.roundFrom / 100}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
