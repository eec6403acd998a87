/** What a strategy risks at a table, computed by the host anew whenever the settings in the form have been still for a moment. */
import { useEffect, useState } from "preact/hooks";
import type { RuinPreview, RuinWithin, StrategyRisk } from "../core/protocol/risk.ts";
import type { VerdictWord } from "../core/protocol/verdict.ts";
import { Badge } from "./badge.tsx";
import { decimal, money, percent, whole } from "./format.ts";
import { previewRisk } from "./money_api.ts";
import { Fact } from "./numbers.tsx";
import { t } from "./strings.ts";

const STILL_MS = 350;

interface RiskPanelProps {
  strategy: string;
  table: string;
  currency: string;
  /** as they stand in the form; null: those in use */
  settings: Record<string, unknown> | null;
}

export function RiskPanel({ strategy, table, currency, settings }: RiskPanelProps) {
  const { risk, failure } = useRisk({ strategy, table, settings });
  return (
    <section class="risk" aria-label={t("risk")} aria-busy={risk === null && failure === ""}>
      <div class="card-top">
        <h3>{t("risk")}</h3>
        {risk && <VerdictBadge verdict={risk.verdict} />}
      </div>
      {settings !== null && <p class="quiet">{t("riskOfDraft")}</p>}
      {failure && <p class="notice bad" role="alert">{failure}</p>}
      {risk?.sentence && <p class="quiet">{risk.sentence}</p>}
      {risk && risk.triedBefore > 0 && (
        <p class="quiet num">{t("verdictCounted", { tries: whole(risk.triedBefore) })}</p>
      )}
      {risk?.reason && <p class="quiet">{risk.reason}</p>}
      {risk?.preview && <Figures preview={risk.preview} currency={currency} />}
    </section>
  );
}

/** What is shown stays until the next answer is there. */
function useRisk({ strategy, table, settings }: Omit<RiskPanelProps, "currency">) {
  const [risk, setRisk] = useState<StrategyRisk | null>(null);
  const [failure, setFailure] = useState("");
  useEffect(() => setRisk(null), [strategy, table]);
  useEffect(() => {
    let shown = true;
    const timer = setTimeout(async () => {
      const answer = await previewRisk(strategy, settings === null ? { table } : { table, settings });
      if (!shown) return;
      setFailure(answer.ok ? "" : t("refusedAction", { reason: answer.reason }));
      if (answer.ok) setRisk(answer.data);
    }, STILL_MS);
    return () => {
      shown = false;
      clearTimeout(timer);
    };
  }, [strategy, table, JSON.stringify(settings)]);
  return { risk, failure };
}

export function VerdictBadge({ verdict }: { verdict: VerdictWord }) {
  const looks = { "edge": ["good", "check"], "undecided": ["warn", "question"], "no edge": ["bad", "cross"] } as const;
  const [tone, icon] = looks[verdict];
  return <Badge tone={tone} icon={icon} text={t(`verdict.${verdict}`)} />;
}

function Figures({ preview, currency }: { preview: RuinPreview; currency: string }) {
  const { expectedRoundsToRuin: rounds, impossibleSteps, bankrollMinor, roundsPerHour } = preview;
  const amount = (minor: number) => money(Math.round(minor), currency);
  return (
    <>
      <dl class="facts wide-facts">
        <Fact name={t("lossPerHour")} value={amount(preview.lossPerHourMinor)} />
        <Fact name={t("stakedPerHour")} value={amount(preview.stakedPerHourMinor)} />
        <Fact name={t("atRisk")} value={amount(preview.atRiskMinor)} />
        {rounds !== null && <Fact name={t("ruinPerSequence")} value={percent(preview.ruinPerSequence, 3)} />}
        {rounds !== null && (
          <Fact
            name={t("ruinOnceIn")}
            value={t("roundsAndHours", { rounds: whole(rounds), hours: decimal(rounds / roundsPerHour) })}
          />
        )}
      </dl>
      {impossibleSteps.length > 0 && (
        <p class="notice bad" role="note">{t("impossibleSteps", { steps: impossibleSteps.join(", ") })}</p>
      )}
      <ul class="plain">
        {preview.within.map((within) => (
          <li key={within.hours} class="num">
            <Within within={within} bankroll={bankrollMinor === null ? "" : amount(bankrollMinor)} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Within({ within, bankroll }: { within: RuinWithin; bankroll: string }) {
  const { hours, ruin, bankrollLost, isExact } = within;
  return (
    <>
      {t("withinHours", { hours })} {ruin > 0 && t("sequenceLost", { chance: percent(ruin, 2) })}
      {ruin > 0 && bankrollLost !== null && "; "}
      {bankrollLost !== null && t(isExact ? "bankrollLost" : "bankrollLostAbout", {
        bankroll,
        chance: percent(bankrollLost, 2),
      })}
    </>
  );
}
