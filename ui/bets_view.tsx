/** The ledger as the host keeps it, and what it came to. */
import { Fragment } from "preact";
import { useState } from "preact/hooks";
import type { Bet, BetMode } from "../core/protocol/bet.ts";
import { getBets, type ListQuery } from "./api.ts";
import { BetBadge, modeName } from "./badge.tsx";
import { money, multiplier, profit, time, whole } from "./format.ts";
import { hostWords } from "./host_words.ts";
import { ListEnd, ModeFilter, TableFilter } from "./list_parts.tsx";
import { ProfitCurve } from "./profit_curve.tsx";
import { BetStoryDialog } from "./bet_story.tsx";
import { LedgerTools } from "./ledger_tools.tsx";
import { SignalsPanel } from "./signals_panel.tsx";
import { useRowList } from "./row_list.ts";
import { bets, betting, currencies, hostNowMs, titles } from "./store.ts";
import { t } from "./strings.ts";

const ROWS_SHOWN_MAX = 500;
const COLUMNS = 8;

const source = {
  rows: bets,
  load: async (query: ListQuery) => {
    const answer = await getBets(query);
    return answer.ok ? { ok: true as const, data: answer.data.bets } : answer;
  },
};

export function BetsView() {
  const [table, setTable] = useState("");
  const list = useRowList(source, table);
  const [chosen, setMode] = useState<BetMode | "" | null>(null);
  const [opened, setOpened] = useState<number | null>(null);
  const mode = chosen ?? mostReal(bets.value);
  const shown = bets.value.filter((bet) =>
    bet.id >= list.fromId && (!table || bet.table === table) && (!mode || bet.mode === mode)
  );
  return (
    <div class="stack">
      <section class="panel">
        <div class="panel-top">
          <h2>{t("profitCurve")}</h2>
          <div class="filters">
            <ModeFilter value={mode} onChange={setMode} />
            <TableFilter value={table} onChange={setTable} />
          </div>
        </div>
        <ProfitCurve bets={shown} />
      </section>
      <section class="panel">
        <div class="panel-top">
          <h2>{t("bets")}</h2>
          <span class="quiet num">
            {whole(shown.length)} · {t("open")} {whole(betting.value?.openBets ?? 0)} · {t("queued")}{" "}
            {whole(betting.value?.queued ?? 0)}
            <ProfitToday />
          </span>
        </div>
        {shown.length > 0 && <BetTable bets={shown.slice(0, ROWS_SHOWN_MAX)} onOpen={setOpened} />}
        <ListEnd list={list} count={shown.length} empty={t("betsEmpty")} />
        <LedgerTools />
      </section>
      {opened !== null && <BetStoryDialog id={opened} onClose={() => setOpened(null)} />}
      <SignalsPanel />
    </div>
  );
}

/** Only where one currency makes one sum. */
function ProfitToday() {
  const [currency, ...others] = new Set(currencies.value.values());
  if (!betting.value || !currency || others.length > 0) return null;
  return <>{" · "}{t("profitToday")} {profit(betting.value.profitTodayMinor, currency)}</>;
}

/** The mode in which most is at stake among the bets. */
function mostReal(known: readonly Bet[]): BetMode | "" {
  const byWeight: BetMode[] = ["live", "virtual", "paper"];
  return byWeight.find((mode) => known.some((bet) => bet.mode === mode)) ?? "";
}

function BetTable({ bets, onOpen }: { bets: Bet[]; onOpen: (id: number) => void }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col" class="wide">{t("time")}</th>
          <th scope="col">{t("table")}</th>
          <th scope="col" class="wide">{t("strategy")}</th>
          <th scope="col" class="wide">{t("mode")}</th>
          <th scope="col" class="num">{t("stake")}</th>
          <th scope="col" class="num wide">{t("cashOut")}</th>
          <th scope="col">{t("state")}</th>
          <th scope="col" class="num">{t("profit")}</th>
        </tr>
      </thead>
      <tbody>
        {bets.map((bet) => (
          <Fragment key={bet.id}>
            <BetRow bet={bet} onOpen={() => onOpen(bet.id)} />
            {bet.reason && (
              <tr>
                <td colSpan={COLUMNS} class="reason">
                  {bet.cause && `${t(`cause.${bet.cause}`)}: `}
                  {hostWords(bet.reason)}
                </td>
              </tr>
            )}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

function BetRow({ bet, onOpen }: { bet: Bet; onOpen: () => void }) {
  const currency = currencies.value.get(bet.table) ?? "RSD";
  const won = bet.payoutMinor === null ? null : bet.payoutMinor - bet.stakeMinor;
  const at = time(bet.requestedAtMs, hostNowMs() ?? 0);
  return (
    <tr data-bet={bet.id} class={bet.reason ? "with-reason" : ""}>
      <td class="num left wide">{at}</td>
      <td>
        {titles.value.get(bet.table) ?? bet.table}
        <small class="num narrow">{at}</small>
      </td>
      <td class="wide">{bet.strategy}</td>
      <td class="wide">{modeName(bet.mode)}</td>
      <td class="num">
        {money(bet.stakeMinor, currency)}
        <small class="narrow">{multiplier(bet.cashOutHundredths)}</small>
      </td>
      <td class="num wide">{multiplier(bet.cashOutHundredths)}</td>
      <td>
        <button type="button" class="bet-open" title={t("betDetails")} onClick={onOpen}>
          <BetBadge bet={bet} />
        </button>
      </td>
      <td class={won === null ? "num" : won > 0 ? "num gain" : "num loss-text"}>
        {won === null ? t("none") : profit(won, currency)}
      </td>
    </tr>
  );
}
