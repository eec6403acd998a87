/** HALT, always within reach: one press, no question. Going on again asks once more. */
import { useState } from "preact/hooks";
import { halt, resume } from "./api.ts";
import { ConfirmButton } from "./confirm_button.tsx";
import { Icon } from "./icons.tsx";
import { betting } from "./store.ts";
import { t } from "./strings.ts";

export function HaltButton() {
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState("");
  const halted = betting.value?.state === "halted";
  const onHalt = async () => {
    setSending(true);
    const answer = await halt("halted by hand on the page");
    setSending(false);
    setFailure(answer.ok ? "" : t("haltFailed", { reason: answer.reason }));
  };
  const onResume = async () => {
    const answer = await resume();
    setFailure(answer.ok ? "" : t("refusedAction", { reason: answer.reason }));
  };
  return (
    <div class="halt-box">
      {halted && <ConfirmButton text={t("resume")} confirm={t("resumeConfirm")} onConfirm={onResume} />}
      <button type="button" class={halted ? "halt done" : "halt"} onClick={onHalt} aria-pressed={halted}>
        <Icon name="stop" />
        {sending ? t("halting") : halted ? t("halted") : t("halt")}
      </button>
      {failure && <p class="notice bad floating" role="alert">{failure}</p>}
    </div>
  );
}
