/** Rounds as they ended, and how they stand against the law. */
import { useState } from "preact/hooks";
import { getRounds, type ListQuery } from "./api.ts";
import { DistributionPlot } from "./distribution_plot.tsx";
import { LawTable } from "./law_table.tsx";
import { band } from "./flight.ts";
import { duration, money, multiplier, time, whole } from "./format.ts";
import { ListEnd, TableFilter } from "./list_parts.tsx";
import { useRowList } from "./row_list.ts";
import { currencies, hostNowMs, rounds, titles } from "./store.ts";
import { t } from "./strings.ts";
import type { Round } from "../core/protocol/round.ts";

const ROWS_SHOWN_MAX = 500;

const source = {
  rows: rounds,
  load: async (query: ListQuery) => {
    const answer = await getRounds(query);
    return answer.ok ? { ok: true as const, data: answer.data.rounds } : answer;
  },
};

export function RoundsView() {
  const [table, setTable] = useState("");
  const list = useRowList(source, table);
  // Ids follow the start of a round; a long flight ends after younger ones.
  const shown = rounds.value.filter((round) => round.id >= list.fromId && (!table || round.table === table))
    .sort((a, b) => b.endedAtMs - a.endedAtMs || b.id - a.id);
  const multipliers = shown.map((round) => round.multiplier);
  return (
    <div class="split">
      <section class="panel">
        <div class="panel-top">
          <h2>{t("distribution")}</h2>
          <TableFilter value={table} onChange={setTable} />
        </div>
        <DistributionPlot multipliers={multipliers} />
        <LawTable multipliers={multipliers} />
      </section>
      <section class="panel">
        <div class="panel-top">
          <h2>{t("rounds")}</h2>
          <span class="quiet num">{whole(shown.length)}</span>
        </div>
        {shown.length > 0 && <RoundTable rounds={shown.slice(0, ROWS_SHOWN_MAX)} />}
        <ListEnd list={list} count={shown.length} empty={t("noRounds")} />
      </section>
    </div>
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
