/** Arming live bets in two steps: for how long; then what will be risked, and, within a minute, the reader's own word for it. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { ArmingOffer } from "../core/protocol/lease.ts";
import { duration, money, percent, whole } from "./format.ts";
import { Icon } from "./icons.tsx";
import { arm, offerArming } from "./money_api.ts";
import { secondTick } from "./second_tick.ts";
import { currencies, hostNowMs, titles } from "./store.ts";
import { t } from "./strings.ts";

const MINUTES = [5, 15, 30, 60, 120];

export function ArmDialog({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [minutes, setMinutes] = useState(15);
  const [offer, setOffer] = useState<ArmingOffer | null>(null);
  const [reason, setReason] = useState("");
  useEffect(() => dialog.current?.showModal(), []);
  const onNext = async () => {
    const answer = await offerArming(minutes);
    setReason(answer.ok ? "" : t("refusedAction", { reason: answer.reason }));
    if (answer.ok) setOffer(answer.data);
  };
  const close = () => dialog.current?.close();
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="arm-title">
      <h2 id="arm-title">{t("armTitle")}</h2>
      {reason && <p class="notice bad" role="alert">{reason}</p>}
      {offer === null
        ? <First minutes={minutes} onMinutes={setMinutes} onNext={onNext} onCancel={close} />
        : <Second key={offer.code} offer={offer} onBack={() => setOffer(null)} onDone={close} />}
    </dialog>
  );
}

interface FirstProps {
  minutes: number;
  onMinutes: (minutes: number) => void;
  onNext: () => void;
  onCancel: () => void;
}

function First({ minutes, onMinutes, onNext, onCancel }: FirstProps) {
  return (
    <>
      <p>{t("armIntro")}</p>
      <fieldset>
        <legend>{t("armDuration")}</legend>
        {MINUTES.map((one) => (
          <label key={one} class="choice">
            <input type="radio" name="minutes" checked={one === minutes} onChange={() => onMinutes(one)} />
            {t("minutes", { count: one })}
          </label>
        ))}
      </fieldset>
      <div class="actions">
        <button type="button" onClick={onCancel}>{t("cancel")}</button>
        <button type="button" class="primary" onClick={onNext}>{t("continue")}</button>
      </div>
    </>
  );
}

function Second({ offer, onBack, onDone }: { offer: ArmingOffer; onBack: () => void; onDone: () => void }) {
  const [accepts, setAccepts] = useState(false);
  const [reason, setReason] = useState("");
  secondTick.value;
  const leftMs = offer.validUntilMs - (hostNowMs() ?? offer.validUntilMs);
  const loss = money(offer.lossPerHourMinor ?? 0, currencyOf(offer));
  const onArm = async () => {
    const accepted = offer.hasEdge ? {} : { acceptsLossPerHourMinor: offer.lossPerHourMinor ?? 0 };
    const answer = await arm({ code: offer.code, ...accepted });
    if (answer.ok) onDone();
    else setReason(t("refusedAction", { reason: answer.reason }));
  };
  return (
    <>
      <Risks offer={offer} />
      {!offer.hasEdge && (
        <p class="loss">
          <Icon name="warn" />
          {offer.lossPerHourMinor === null ? t("armLossUnknown") : t("armLoss", { loss })}
        </p>
      )}
      <label class="choice">
        <input type="checkbox" checked={accepts} onChange={(event) => setAccepts(event.currentTarget.checked)} />
        {offer.hasEdge ? t("acceptRisk") : t("accept", { loss })}
      </label>
      <p class="quiet num">{t("armLeft", { time: duration(leftMs) })}</p>
      {reason && <p class="notice bad" role="alert">{reason}</p>}
      <div class="actions">
        <button type="button" onClick={onBack}>{t("back")}</button>
        <button type="button" class="danger" disabled={!accepts || leftMs <= 0} onClick={onArm}>
          {t("armConfirm", { minutes: offer.minutes })}
        </button>
      </div>
    </>
  );
}

function Risks({ offer }: { offer: ArmingOffer }) {
  if (offer.players.length === 0) return <p class="quiet">{t("armNobody")}</p>;
  return (
    <ul class="plain">
      {offer.players.map(({ table, strategy, verdict, triedBefore, ruinPerSequence, atRiskMinor, ...player }) => {
        const { lossPerHourMinor, reason } = player, currency = currencies.value.get(table) ?? "RSD";
        return (
          <li key={table}>
            <b>{titles.value.get(table) ?? table}</b> · {strategy} · {t(`verdict.${verdict}`)}
            {triedBefore > 0 && <p class="quiet num">{t("verdictCounted", { tries: whole(triedBefore) })}</p>}
            {lossPerHourMinor === null || atRiskMinor === null || ruinPerSequence === null
              ? <p class="quiet">{reason}</p>
              : (
                <p class="quiet num">
                  {t("riskLine", {
                    risk: money(atRiskMinor, currency),
                    ruin: percent(ruinPerSequence, 2),
                    loss: money(lossPerHourMinor, currency),
                  })}
                </p>
              )}
          </li>
        );
      })}
    </ul>
  );
}

function currencyOf({ players }: ArmingOffer): string {
  return currencies.value.get(players[0]?.table ?? "") ?? "RSD";
}
