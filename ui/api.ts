/** The page's calls to the host. An answer is data or a reason; it never throws. */
import type { Bet } from "../core/protocol/bet.ts";
import type { BetStory, LedgerReport, Resolution, ResolvedState } from "../core/protocol/bet_story.ts";
import type { PageState } from "../core/protocol/page.ts";
import { parseHarmless } from "./harmless.ts";
import type { RoundFilter, RoundStatistics, RoundStatisticsQuery } from "../core/protocol/round_statistics.ts";
import type { Round } from "../core/protocol/round.ts";

export type Answer<T> = { ok: true; data: T } | { ok: false; code: string; reason: string };

/** Which rows to list. */
export interface ListQuery {
  table?: string;
  limit: number;
  beforeId?: number;
}

export const getState = () => call<PageState>("GET", "/api/state");
export const getRoundStatistics = (query: RoundStatisticsQuery) =>
  call<RoundStatistics>("GET", `/api/rounds/statistics?${search(query)}`);
export const getRounds = (query: ListQuery & RoundFilter) =>
  call<{ rounds: Round[] }>("GET", `/api/rounds?${search(query)}`);
export const getBets = (query: ListQuery) => call<{ bets: Bet[] }>("GET", `/api/bets?${search(query)}`);
export const halt = (reason: string) => call("POST", "/api/halt", { reason });
export const resume = () => call("POST", "/api/resume", {});
export const disarm = () => call("POST", "/api/disarm", {});

export const getBetStory = (id: number) => call<BetStory>("GET", `/api/bets/${id}`);
export const resolveBet = (id: number, state: ResolvedState) => call<Bet>("POST", `/api/bets/${id}/resolve`, { state });
export const checkLedger = () => call<LedgerReport>("GET", "/api/ledger/check", undefined, LONG_ANSWER_MS_MAX);
export const reconcileBets = () =>
  call<{ resolutions: Resolution[] }>("POST", "/api/ledger/reconcile", {}, LONG_ANSWER_MS_MAX);

const LONG_ANSWER_MS_MAX = 65_000;
const ANSWER_MS_MAX = 12_000;

/** One question to the host; `limitMs` is how long its answer may take. */
export async function call<T = unknown>(
  method: "GET" | "POST" | "PUT",
  path: string,
  body?: unknown,
  limitMs = ANSWER_MS_MAX,
): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      method,
      signal: AbortSignal.timeout(limitMs),
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    const data = parseHarmless(await response.text()) as { error?: { code: string; message: string } };
    if (response.ok) return { ok: true, data: data as T };
    return { ok: false, code: data.error?.code ?? "", reason: data.error?.message ?? response.statusText };
  } catch (failure) {
    return { ok: false, code: "unreachable", reason: failure instanceof Error ? failure.message : String(failure) };
  }
}

/** A query as the address has it; what is undefined is left out. */
export function search(query: object): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}
