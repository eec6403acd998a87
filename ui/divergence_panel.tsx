/** How a table's bets by clicks differ from the same bets on paper, each difference by its cause in money. */
import { useEffect, useState } from "preact/hooks";
import type { Divergence } from "../core/protocol/divergence.ts";
import type { TableView } from "../core/protocol/page.ts";
import { profit, whole } from "./format.ts";
import { getDivergence } from "./money_api.ts";
import { Fact } from "./numbers.tsx";
import { betting } from "./store.ts";
import { t } from "./strings.ts";

export function DivergencePanel({ view }: { view: TableView }) {
  const [all, setAll] = useState<Divergence[] | null>(null);
  const openBets = betting.value?.openBets;
  useEffect(() => {
    let shown = true;
    getDivergence().then((answer) => shown && answer.ok && setAll(answer.data.divergence));
    return () => void (shown = false);
  }, [view.table, openBets]);
  const own = (all ?? []).filter(({ table }) => table === view.table);
  if (all === null) return null;
  return (
    <section class="divergence" aria-label={t("divergence")}>
      <h3>{t("divergence")}</h3>
      {own.length === 0 && <p class="quiet">{t("divergenceNone")}</p>}
      {own.map((one) => <Difference key={`${one.strategy}/${one.mode}`} one={one} currency={view.currency} />)}
    </section>
  );
}

function Difference({ one, currency }: { one: Divergence; currency: string }) {
  return (
    <>
      <dl class="facts wide-facts">
        <Fact name={`${t("divergenceBets")}, ${one.strategy}`} value={whole(one.bets)} />
        <Fact name={t("divergenceReal")} value={profit(one.actualMinor, currency)} />
        <Fact name={t("divergencePaper")} value={profit(one.shadowMinor, currency)} />
      </dl>
      {one.causes.length === 0 && <p class="quiet">{t("divergenceSame")}</p>}
      <ul class="plain">
        {one.causes.map(({ cause, bets, differenceMinor }) => (
          <li key={cause} class="num">
            {profit(differenceMinor, currency)}: {t(`cause.${cause}`)} ({whole(bets)})
          </li>
        ))}
      </ul>
      {one.unseenBets > 0 && <p class="quiet">{t("divergenceUnseen", { count: one.unseenBets })}</p>}
    </>
  );
}
