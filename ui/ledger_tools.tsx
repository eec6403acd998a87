/** What the user may ask about the whole ledger: whether it was edited, and how doubtful bets ended. */
import { useState } from "preact/hooks";
import { checkLedger, reconcileBets } from "./api.ts";
import { whole } from "./format.ts";
import { t } from "./strings.ts";

export function LedgerTools() {
  const [said, setSaid] = useState<{ good: boolean; lines: string[] } | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (ask: () => Promise<{ good: boolean; lines: string[] }>) => {
    setBusy(true);
    setSaid(await ask());
    setBusy(false);
  };
  return (
    <div class="ledger-tools">
      <div class="filters">
        <button type="button" disabled={busy} onClick={() => void run(check)}>{t("ledgerCheck")}</button>
        <button type="button" disabled={busy} onClick={() => void run(reconcile)}>{t("reconcile")}</button>
      </div>
      {said && (
        <ul class={said.good ? "notice" : "notice bad"} role="status">
          {said.lines.map((line, index) => <li key={index}>{line}</li>)}
        </ul>
      )}
    </div>
  );
}

async function check() {
  const answer = await checkLedger();
  if (!answer.ok) return { good: false, lines: [answer.reason] };
  const { faults, events } = answer.data;
  if (faults.length === 0) return { good: true, lines: [t("ledgerClean", { count: whole(events) })] };
  return { good: false, lines: faults.map(({ betId, message }) => t("ledgerFault", { id: betId, message })) };
}

async function reconcile() {
  const answer = await reconcileBets();
  if (!answer.ok) return { good: false, lines: [answer.reason] };
  const { resolutions } = answer.data;
  if (resolutions.length === 0) return { good: true, lines: [t("reconcileNone")] };
  return {
    good: resolutions.every(({ state }) => state !== null),
    lines: resolutions.map(({ betId, state, reason }) =>
      t("ledgerFault", { id: betId, message: `${t(`bet.${state ?? "unknown"}`)}; ${reason}` })
    ),
  };
}
