/** A player's lease: what it may spend, what it has spent, another one, and the end of it at once. */
import { useEffect, useState } from "preact/hooks";
import type { LeaseState, LeaseTerms, LeaseView } from "../core/protocol/lease.ts";
import type { TableView } from "../core/protocol/page.ts";
import { Badge } from "./badge.tsx";
import { ConfirmButton } from "./confirm_button.tsx";
import { money, profit, time, whole } from "./format.ts";
import type { IconName } from "./icons.tsx";
import type { Tone } from "./badge.tsx";
import { grantLease, revokeLease } from "./money_api.ts";
import { hostNowMs } from "./store.ts";
import { t } from "./strings.ts";

const LOOKS: Record<LeaseState, [Tone, IconName]> = {
  active: ["good", "check"],
  waiting: ["busy", "clock"],
  expired: ["warn", "clock"],
  ended: ["bad", "stop"],
};

/** What stands in the form: amounts in whole units of the currency; empty hours: until revoked. */
type Draft = Record<"maxStake" | "betsPerHour" | "lossPerDay" | "hours", string>;
const FIELDS = ["maxStake", "betsPerHour", "lossPerDay", "hours"] as const;

export function LeaseForm(
  { view, lease, onChange }: { view: TableView; lease: LeaseView | null; onChange: () => void },
) {
  const [draft, setDraft] = useState<Draft | null>(null);
  const [said, setSaid] = useState<{ ok: boolean; text: string } | null>(null);
  useEffect(() => setDraft(null), [lease?.maxStakeMinor, lease?.betsPerHour, lease?.lossPerDayMinor]);
  const shown = draft ?? draftOf(lease), terms = termsOf(shown);
  const tell = (answer: { ok: true } | { ok: false; reason: string }, text: string) => {
    setSaid({ ok: answer.ok, text: answer.ok ? text : t("refusedAction", { reason: answer.reason }) });
    if (answer.ok) setDraft(null);
    onChange();
  };
  const onGrant = async (event: Event) => {
    event.preventDefault();
    if (terms) tell(await grantLease(view.table, terms), t("leaseGranted"));
  };
  return (
    <form class="plugin-settings lease" onSubmit={onGrant} noValidate aria-label={t("lease")}>
      <div class="card-top">
        <h3>{t("lease")}</h3>
        {lease && <Badge tone={LOOKS[lease.state][0]} icon={LOOKS[lease.state][1]} text={t(`lease.${lease.state}`)} />}
      </div>
      {lease?.reason && <p class="quiet">{lease.reason}</p>}
      {lease && <Used lease={lease} currency={view.currency} />}
      {FIELDS.map((field) => (
        <div key={field} class="setting" data-setting={field}>
          <label for={`lease-${field}`}>
            <span>{t(`lease.${field}`)}</span>
            <input
              id={`lease-${field}`}
              type="number"
              min="0"
              step={field === "betsPerHour" ? 1 : "any"}
              value={shown[field]}
              onInput={(event) => setDraft({ ...shown, [field]: event.currentTarget.value })}
            />
          </label>
        </div>
      ))}
      <div class="actions start">
        <button type="submit" class="primary" disabled={terms === null}>{t("leaseGrant")}</button>
        {lease && lease.state !== "ended" && (
          <ConfirmButton
            text={t("leaseRevoke")}
            confirm={t("leaseRevokeConfirm")}
            onConfirm={async () => tell(await revokeLease(view.table), t("leaseRevoked"))}
          />
        )}
      </div>
      {said && <p class={`notice${said.ok ? "" : " bad"}`} role={said.ok ? "status" : "alert"}>{said.text}</p>}
    </form>
  );
}

function Used({ lease, currency }: { lease: LeaseView; currency: string }) {
  const { betsLastHour, betsPerHour, profitTodayMinor, lossPerDayMinor, openMinor, expiresAtMs } = lease;
  const facts = [
    [t("leaseBets"), `${whole(betsLastHour)} / ${whole(betsPerHour)}`],
    [t("leaseToday"), `${profit(profitTodayMinor, currency)} / −${money(lossPerDayMinor, currency)}`],
    [t("leaseOpen"), money(openMinor, currency)],
    ...(expiresAtMs === null ? [] : [[t("leaseUntil"), time(expiresAtMs, hostNowMs() ?? expiresAtMs)]]),
  ];
  return (
    <dl class="facts wide-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="num">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function draftOf(lease: LeaseView | null): Draft {
  if (!lease) return { maxStake: "1000", betsPerHour: "200", lossPerDay: "5000", hours: "" };
  const { maxStakeMinor, betsPerHour, lossPerDayMinor } = lease;
  return {
    maxStake: String(maxStakeMinor / 100),
    betsPerHour: String(betsPerHour),
    lossPerDay: String(lossPerDayMinor / 100),
    hours: "",
  };
}

/** Null where something in the form is no amount. */
function termsOf({ maxStake, betsPerHour, lossPerDay, hours }: Draft): LeaseTerms | null {
  const minor = (text: string) => text.trim() === "" ? NaN : Math.round(Number(text) * 100);
  const terms = {
    maxStakeMinor: minor(maxStake),
    betsPerHour: betsPerHour.trim() === "" ? NaN : Number(betsPerHour),
    lossPerDayMinor: minor(lossPerDay),
    hours: hours.trim() === "" ? null : Number(hours),
  };
  const isSound = [terms.maxStakeMinor, terms.betsPerHour, terms.lossPerDayMinor].every((value) =>
    Number.isSafeInteger(value) && value >= 0
  );
  return isSound && (terms.hours === null || terms.hours > 0) ? terms : null;
}
