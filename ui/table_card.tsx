/** One table as it is now: multiplier, phase, money, players and what went before. */
import type { PhaseAccuracy, TableView } from "../core/protocol/page.ts";
import { CellBadge, modeName } from "./badge.tsx";
import { band } from "./flight.ts";
import { money, multiplier, percent, profit, whole } from "./format.ts";
import { hostWords } from "./host_words.ts";
import { Icon, type IconName } from "./icons.tsx";
import { LiveMultiplier } from "./live_multiplier.tsx";
import { secondTick } from "./second_tick.ts";
import { Sparkline } from "./sparkline.tsx";
import { hostNowMs, plugins } from "./store.ts";
import { t } from "./strings.ts";

const STALE_MS = 3_000;
const CONFIDENCE_LOW = 0.9;

export function TableCard({ table }: { table: TableView }) {
  return (
    <article class="card" data-table={table.table} aria-label={table.title}>
      <div class="card-top">
        <h2>{table.title}</h2>
        <Plugins table={table} />
        <span class={`mode ${table.mode ?? ""}`}>{modeName(table.mode)}</span>
      </div>
      <Trouble table={table} />
      <div class="card-body">
        <div class={`flight ${table.phase}`}>
          <LiveMultiplier table={table} />
          <PhaseLine table={table} />
        </div>
        <Facts table={table} />
      </div>
      <Sparkline multipliers={table.recent} />
      <History table={table} />
    </article>
  );
}

/** Who reads the table and who plays it, each with its state. */
function Plugins({ table: { table, strategy } }: { table: TableView }) {
  const states = new Map(plugins.value?.map(({ name, state }) => [name, state]));
  const reader = states.get(table), player = strategy === null ? undefined : states.get(strategy);
  return (
    <span class="quiet who">
      {reader && reader !== "running" && <CellBadge state={reader} />}
      {strategy ?? t("noStrategy")}
      {player && <CellBadge state={player} />}
    </span>
  );
}

function Trouble({ table }: { table: TableView }) {
  secondTick.value;
  const age = (hostNowMs() ?? 0) - table.takenAtMs;
  const text = hostWords(table.trouble) || (age > STALE_MS ? t("stale", { seconds: whole(age / 1000) }) : "");
  if (!text) return null;
  return (
    <p class="notice warn" role="status">
      <Icon name="warn" />
      <span>
        <b>{t("trouble")}:</b> {text}
      </span>
    </p>
  );
}

function PhaseLine({ table }: { table: TableView }) {
  const [icon, text] = ({
    waiting: ["clock", t("waiting")],
    flying: ["plane", t("flying")],
    crashed: ["cross", t("away")],
    unknown: ["question", t("phaseUnknown")],
  } satisfies Record<TableView["phase"], [IconName, string]>)[table.phase];
  const left = table.phase === "waiting" && table.progress !== null ? 1 - table.progress : null;
  return (
    <div class="phase">
      <span class="phase-name">
        <Icon name={icon} />
        {text}
      </span>
      <span class="time-left" aria-hidden="true">
        {left !== null && <i style={{ transform: `scaleX(${left})` }} />}
      </span>
    </div>
  );
}

function Facts({ table }: { table: TableView }) {
  const or = (value: number | null, show: (value: number) => string) => value === null ? t("none") : show(value);
  return (
    <dl class="facts">
      <Fact name={t("balance")} value={or(table.balanceMinor, (value) => money(value, table.currency))} />
      <Fact
        name={t("profitRun")}
        value={profit(table.profitMinor, table.currency)}
        tone={Math.sign(table.profitMinor)}
      />
      <Fact name={t("players")} value={or(table.players, whole)} />
      <Fact name={t("playersMoney")} value={or(table.playersMoneyMinor, (value) => money(value, table.currency))} />
    </dl>
  );
}

/** `tone` is the sign of what the number means to the reader. */
function Fact({ name, value, tone = 0 }: { name: string; value: string; tone?: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class={tone > 0 ? "num gain" : tone < 0 ? "num loss-text" : "num"}>{value}</dd>
    </div>
  );
}

/** How often rules and learnt colours tell the same phase, and how often a finished round proves each right. */
function PhaseTrust({ accuracy: { agreement, rules, model, compared } }: { accuracy: PhaseAccuracy }) {
  const shown = (share: number | null) => share === null ? "–" : percent(share);
  const detail = t("phasesProved", {
    share: shown(agreement),
    rules: shown(rules),
    colors: shown(model),
    count: whole(compared),
  });
  return <span title={detail}>{` · ${t("phasesAgree", { share: shown(agreement) })}`}</span>;
}

function History({ table }: { table: TableView }) {
  return (
    <div class="history">
      <ol class="chips" reversed>
        {table.recent.toReversed().slice(0, 14).map((value, index) => (
          <li key={table.roundsSeen - index} class={`chip ${band(value)}`}>{multiplier(value)}</li>
        ))}
      </ol>
      <span class="quiet num">
        <span class={table.confidence < CONFIDENCE_LOW ? "unsure" : ""} title={t("confidence")}>
          {table.confidence < CONFIDENCE_LOW && <Icon name="warn" />}{" "}
          {t("readSurely", { share: percent(table.confidence) })}
        </span>{" "}
        · {t("roundsSeen", { count: whole(table.roundsSeen) })}
        {table.phaseAccuracy && <PhaseTrust accuracy={table.phaseAccuracy} />}
      </span>
    </div>
  );
}
