/** The mode that bets are made in and the betting state with its one reason. */
import { useState } from "preact/hooks";
import { disarm } from "./api.ts";
import { ArmDialog } from "./arm_dialog.tsx";
import { Badge } from "./badge.tsx";
import { duration } from "./format.ts";
import { hostWords } from "./host_words.ts";
import { secondTick } from "./second_tick.ts";
import { betting, hostNowMs, tables } from "./store.ts";
import { t } from "./strings.ts";

/** PAPER, VIRTUAL MONEY or LIVE; live says whether it is armed and for how long. */
export function ModeStatus() {
  const modes = new Set(tables.value?.map((table) => table.mode));
  const armedUntilMs = betting.value?.armedUntilMs ?? null;
  if (armedUntilMs !== null) return <Armed untilMs={armedUntilMs} />;
  if (modes.has("live")) return <NotArmed />;
  if (modes.has("virtual")) return <span class="mode virtual">{t("virtual")}</span>;
  return <span class="mode">{modes.has("paper") ? t("paper") : t("noMode")}</span>;
}

export function BettingStatus() {
  const view = betting.value;
  if (!view) return null;
  const look = {
    active: ["good", "check"],
    reducing: ["warn", "warn"],
    halted: ["bad", "stop"],
  } as const;
  const [tone, icon] = look[view.state];
  return (
    <span class="betting" role="status">
      <Badge tone={tone} icon={icon} text={t(`betting.${view.state}`)} />
      {view.reason && <span class="why">{hostWords(view.reason)}</span>}
    </span>
  );
}

function Armed({ untilMs }: { untilMs: number }) {
  const [reason, setReason] = useState("");
  secondTick.value;
  const leftMs = untilMs - (hostNowMs() ?? untilMs);
  const onDisarm = async () => {
    const answer = await disarm();
    setReason(answer.ok ? "" : t("refusedAction", { reason: answer.reason }));
  };
  return (
    <span class="mode live">
      {t("armed")} <b class="num">{duration(leftMs)}</b>
      <button type="button" class="small" onClick={onDisarm}>{t("disarm")}</button>
      {reason && <span role="alert">{reason}</span>}
    </span>
  );
}

function NotArmed() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <span class="mode live-off">
        {t("live")}
        <button type="button" class="small" onClick={() => setOpen(true)}>{t("armButton")}</button>
      </span>
      {open && <ArmDialog onClose={() => setOpen(false)} />}
    </>
  );
}
