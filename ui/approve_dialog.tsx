/** Asks before a plugin is allowed what it asks for: shows each address with its reason, and the hash that will run. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { PluginView } from "../core/protocol/page.ts";
import { approvePlugin } from "./plugin_api.ts";
import { t } from "./strings.ts";

export function ApproveDialog({ plugin, onClose }: { plugin: PluginView; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  // What is approved is what was on the screen when it was read, whatever arrives meanwhile.
  const [shown] = useState(plugin);
  const [reason, setReason] = useState("");
  useEffect(() => dialog.current?.showModal(), []);
  const onApprove = async () => {
    const answer = await approvePlugin(shown.name, {
      hash: shown.hash,
      hosts: shown.permissions.flatMap(({ net }) => net),
    });
    if (answer.ok) dialog.current?.close();
    else setReason(t("refusedAction", { reason: answer.reason }));
  };
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="approve-title">
      <h2 id="approve-title">{t("approveTitle", { title: shown.title })}</h2>
      <p>{t("approveIntro")}</p>
      <ul class="asked">
        {shown.permissions.map((permission) => (
          <li key={permission.reason}>
            <code>{permission.net.join(", ")}</code>
            <p class="quiet">{permission.reason}</p>
          </li>
        ))}
      </ul>
      <p class="quiet">{t("approveOnly")}</p>
      <p class="quiet">
        {t("contentHash")}: <code>{shown.hash}</code>
      </p>
      {reason && <p class="notice bad" role="alert">{reason}</p>}
      <div class="actions">
        <button type="button" onClick={() => dialog.current?.close()}>{t("cancel")}</button>
        <button type="button" class="primary" onClick={onApprove}>{t("approveConfirm")}</button>
      </div>
    </dialog>
  );
}
