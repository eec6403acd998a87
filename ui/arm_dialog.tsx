/** Arming live bets in two steps: what it means and for how long, then the reader's own word for it. */
import { useEffect, useRef, useState } from "preact/hooks";
import { arm } from "./api.ts";
import { Icon } from "./icons.tsx";
import { t } from "./strings.ts";

const MINUTES = [5, 15, 30, 60, 120];

export function ArmDialog({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [minutes, setMinutes] = useState(15);
  const [second, setSecond] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="arm-title">
      <h2 id="arm-title">{t("armTitle")}</h2>
      <p class="loss">
        <Icon name="warn" />
        {t("armLoss")}
      </p>
      {second
        ? <Second minutes={minutes} onBack={() => setSecond(false)} onDone={() => dialog.current?.close()} />
        : (
          <First
            minutes={minutes}
            onMinutes={setMinutes}
            onNext={() => setSecond(true)}
            onCancel={() => dialog.current?.close()}
          />
        )}
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

function Second({ minutes, onBack, onDone }: { minutes: number; onBack: () => void; onDone: () => void }) {
  const [accepts, setAccepts] = useState(false);
  const [reason, setReason] = useState("");
  const onArm = async () => {
    const answer = await arm(minutes);
    if (answer.ok) onDone();
    else setReason(t("refusedAction", { reason: answer.reason }));
  };
  return (
    <>
      <label class="choice">
        <input type="checkbox" checked={accepts} onChange={(event) => setAccepts(event.currentTarget.checked)} />
        {t("accept")}
      </label>
      {reason && <p class="notice bad" role="alert">{reason}</p>}
      <div class="actions">
        <button type="button" onClick={onBack}>{t("back")}</button>
        <button type="button" class="danger" disabled={!accepts} onClick={onArm}>{t("armConfirm", { minutes })}</button>
      </div>
    </>
  );
}
