/** Odds that are higher than a probability justifies, newest first; nothing where no collector brings odds. */
import { useEffect, useState } from "preact/hooks";
import type { Signal } from "../core/protocol/rows.ts";
import { decimal, percent, time } from "./format.ts";
import { getSignals } from "./operations_api.ts";
import { epoch, hostNowMs } from "./store.ts";
import { t } from "./strings.ts";

const SHOWN = 20;
const LOAD_EVERY_MS = 15_000;

export function SignalsPanel() {
  const [signals, setSignals] = useState<Signal[]>([]);
  useEffect(() => {
    const load = async () => {
      const answer = await getSignals(SHOWN);
      if (answer.ok) setSignals(answer.data.signals);
    };
    void load();
    const timer = setInterval(() => void load(), LOAD_EVERY_MS);
    return () => clearInterval(timer);
  }, [epoch.value]);
  if (signals.length === 0) return null;
  const nowMs = hostNowMs() ?? 0;
  return (
    <section class="panel">
      <div class="panel-top">
        <h2>{t("signals")}</h2>
      </div>
      <p class="quiet">{t("signalsTruth")}</p>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("signals")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("ended")}</th>
              <th scope="col">{t("signalOutcome")}</th>
              <th scope="col" class="num">{t("cashOut")}</th>
              <th scope="col" class="num">{t("signalProbability")}</th>
              <th scope="col" class="num">{t("signalValue")}</th>
            </tr>
          </thead>
          <tbody>
            {signals.map(({ id, atMs, event, market, selection, table, oddsThousandths, probability, from, value }) => (
              <tr key={id}>
                <td class="num left">{time(atMs, nowMs)}</td>
                <td>
                  {event}, {market}: <b>{selection}</b>
                </td>
                <td class="num">{t("signalAt", { odds: decimal(oddsThousandths / 1000, 2), bookmaker: table })}</td>
                <td class="num">
                  {percent(probability)} <span class="quiet">{from}</span>
                </td>
                <td class="num">{percent(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
