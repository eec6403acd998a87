/** Which rounds the page shows: table, time, multiplier; and the way to have them as files. */
import type { RoundFilter } from "../core/protocol/round_statistics.ts";
import { search } from "./client.ts";
import { TableFilter } from "./list_parts.tsx";
import { hostNowMs } from "./store.ts";
import { t } from "./strings.ts";

const HOUR_MS = 3_600_000;
/** Spans of time that can be chosen; null: all of it. */
const PERIODS = [
  { period: "periodAll", hours: null },
  { period: "periodDay", hours: 24 },
  { period: "periodWeek", hours: 24 * 7 },
  { period: "periodMonth", hours: 24 * 30 },
] as const;
type Period = typeof PERIODS[number]["period"];

/** What is chosen; multipliers as they are typed. */
export interface Chosen {
  table: string;
  period: Period;
  atLeast: string;
  atMost: string;
}

export const ALL_ROUNDS: Chosen = { table: "", period: "periodAll", atLeast: "", atMost: "" };

/** What the host is asked for; the beginning of a period moves on by the hour only. */
export function filterOf({ table, period, atLeast, atMost }: Chosen): RoundFilter {
  const hours = PERIODS.find((one) => one.period === period)?.hours ?? null;
  const fromMs = hours === null
    ? undefined
    : Math.floor(((hostNowMs() ?? Date.now()) - hours * HOUR_MS) / HOUR_MS) * HOUR_MS;
  return { table: table || undefined, fromMs, multiplierMin: hundredths(atLeast), multiplierMax: hundredths(atMost) };
}

/** A multiplier as it is typed, comma or point; nothing where it is none. */
export function hundredths(text: string): number | undefined {
  const match = /^(\d{1,6})(?:[.,](\d{1,2}))?x?$/.exec(text.trim());
  const value = match ? Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0")) : NaN;
  return value >= 100 ? value : undefined;
}

export function RoundFilters({ value, onChange }: { value: Chosen; onChange: (chosen: Chosen) => void }) {
  const bound = (name: "atLeast" | "atMost") => (
    <label class="filter">
      <span>{t(name)}</span>
      <input
        type="text"
        inputMode="decimal"
        size={6}
        placeholder={name === "atLeast" ? "1,00" : "∞"}
        value={value[name]}
        aria-invalid={value[name] !== "" && hundredths(value[name]) === undefined}
        onChange={(event) => onChange({ ...value, [name]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <div class="filters start">
      <TableFilter value={value.table} onChange={(table) => onChange({ ...value, table })} />
      <label class="filter">
        <span>{t("period")}</span>
        <select
          value={value.period}
          onChange={(event) => onChange({ ...value, period: event.currentTarget.value as Period })}
        >
          {PERIODS.map(({ period }) => <option key={period} value={period}>{t(period)}</option>)}
        </select>
      </label>
      {bound("atLeast")}
      {bound("atMost")}
      <span class="filter">
        <span>{t("saveAs")}</span>
        {["csv", "json", "parquet"].map((format) => (
          <a
            key={format}
            href={`/api/rounds/file?${search({ ...filterOf(value), format })}`}
            download={`rounds.${format}`}
          >
            {format.toUpperCase()}
          </a>
        ))}
      </span>
    </div>
  );
}
