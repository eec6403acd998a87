/** Rounds as they ended, and how they stand against the law. */
import { useMemo, useState } from "preact/hooks";
import { getRounds, type ListQuery } from "./api.ts";
import { ROUNDS_MIN } from "./distribution.ts";
import { DistributionPlot, LAST } from "./distribution_plot.tsx";
import { LAW_TABLE_POINTS, LawTable } from "./law_table.tsx";
import { band } from "./flight.ts";
import { duration, money, multiplier, percent, time, whole } from "./format.ts";
import { ListEnd } from "./list_parts.tsx";
import { ReturnPlot } from "./return_plot.tsx";
import { ALL_ROUNDS, filterOf, RoundFilters } from "./round_filter.tsx";
import { lawPoints, runningReturn } from "./round_statistics.ts";
import { useRoundStatistics } from "./round_counts.ts";
import { useRowList } from "./row_list.ts";
import { currencies, hostNowMs, rounds, titles } from "./store.ts";
import { t } from "./strings.ts";
import type { Round } from "../core/protocol/round.ts";
import type { RoundFilter } from "../core/protocol/round_statistics.ts";

const ROWS_SHOWN_MAX = 500;
/** Cash-outs whose return can be followed, hundredths. */
const CASH_OUTS = [101, 150, 200, 300, 500, 1_000, 5_000];

function meets({ table, fromMs = 0, multiplierMin = 0, multiplierMax = Infinity }: RoundFilter, round: Round): boolean {
  return (!table || round.table === table) && round.endedAtMs >= fromMs && round.multiplier >= multiplierMin &&
    round.multiplier <= multiplierMax;
}

export function RoundsView() {
  const [chosen, setChosen] = useState(ALL_ROUNDS);
  const filter = filterOf(chosen), key = JSON.stringify(filter);
  const source = useMemo(() => ({
    rows: rounds,
    chosen: key,
    load: async (query: ListQuery) => {
      const answer = await getRounds({ ...filter, ...query });
      return answer.ok ? { ok: true as const, data: answer.data.rounds } : answer;
    },
  }), [key]);
  const list = useRowList(source, chosen.table);
  // Ids follow the start of a round; a long flight ends after younger ones.
  const shown = rounds.value.filter((round) => round.id >= list.fromId && meets(filter, round))
    .sort((a, b) => b.endedAtMs - a.endedAtMs || b.id - a.id);
  return (
    <div class="stack">
      <section class="panel">
        <RoundFilters value={chosen} onChange={setChosen} />
      </section>
      <div class="split">
        <Comparison filter={filter} />
        <section class="panel">
          <div class="panel-top">
            <h2>{t("rounds")}</h2>
            <span class="quiet num">{whole(shown.length)}</span>
          </div>
          {shown.length > 0 && <RoundTable rounds={shown.slice(0, ROWS_SHOWN_MAX)} />}
          <ListEnd list={list} count={shown.length} empty={t("noRounds")} />
        </section>
      </div>
    </div>
  );
}

/** All rounds of the choice, whatever their multiplier, beside the law. */
function Comparison({ filter: { table, fromMs } }: { filter: RoundFilter }) {
  const [cashOut, setCashOut] = useState(200);
  const { statistics, failure } = useRoundStatistics({ table, fromMs, cashOutHundredths: cashOut });
  const title = (
    <div class="panel-top">
      <h2>{t("distribution")}</h2>
      {statistics && <span class="quiet num">{t("roundsCounted", { count: whole(statistics.rounds) })}</span>}
    </div>
  );
  if (failure) {
    return (
      <section class="panel">
        {title}
        <p class="notice bad" role="alert">{failure}</p>
      </section>
    );
  }
  if (!statistics) {
    return (
      <section class="panel">
        {title}
        <p class="empty">{t("loading")}</p>
      </section>
    );
  }
  if (statistics.rounds < ROUNDS_MIN) {
    return (
      <section class="panel">
        {title}
        <p class="empty">{t("distributionEmpty", { count: ROUNDS_MIN })}</p>
      </section>
    );
  }
  const returns = runningReturn(statistics.spans, cashOut), last = returns[returns.length - 1];
  return (
    <section class="panel">
      {title}
      <DistributionPlot points={lawPoints(statistics, { to: LAST })} />
      <LawTable points={lawPoints(statistics, { to: LAST, only: LAW_TABLE_POINTS })} />
      <div class="panel-top above">
        <h3>{t("returnTitle")}</h3>
        <label class="filter">
          <span>{t("cashOut")}</span>
          <select value={cashOut} onChange={(event) => setCashOut(Number(event.currentTarget.value))}>
            {CASH_OUTS.map((one) => <option key={one} value={one}>{multiplier(one)}</option>)}
          </select>
        </label>
      </div>
      <p class="quiet">
        {t("returnSaid", {
          returned: percent(last.returned, 2),
          low: percent(last.low, 2),
          high: percent(last.high, 2),
        })}
      </p>
      <ReturnPlot points={returns} />
    </section>
  );
}

function RoundTable({ rounds }: { rounds: Round[] }) {
  const nowMs = hostNowMs() ?? 0;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t("ended")}</th>
          <th scope="col">{t("table")}</th>
          <th scope="col" class="num">{t("multiplier")}</th>
          <th scope="col" class="num wide">{t("flight")}</th>
          <th scope="col" class="num wide">{t("players")}</th>
          <th scope="col" class="num wide">{t("playersMoney")}</th>
        </tr>
      </thead>
      <tbody>
        {rounds.map((round) => (
          <tr key={round.id}>
            <td class="num left">{time(round.endedAtMs, nowMs)}</td>
            <td>{titles.value.get(round.table) ?? round.table}</td>
            <td class="num">
              <span class={`chip ${band(round.multiplier)}`}>{multiplier(round.multiplier)}</span>
            </td>
            <td class="num wide">{duration(round.endedAtMs - round.startedAtMs)}</td>
            <td class="num wide">{round.players === null ? t("none") : whole(round.players)}</td>
            <td class="num wide">
              {round.playersMoneyMinor === null
                ? t("none")
                : money(round.playersMoneyMinor, currencies.value.get(round.table) ?? "RSD")}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
