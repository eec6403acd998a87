/** The page's calls to the host. An answer is data or a reason; it never throws. */
import type { ResolvedState } from "../core/protocol/bet_story.ts";
import type { RoundFilter, RoundStatisticsQuery } from "../core/protocol/round_statistics.ts";
import { get, LONG_ANSWER_MS_MAX, post } from "./client.ts";

/** Which rows to list. */
export interface ListQuery {
  table?: string;
  limit: number;
  beforeId?: number;
}

export const getState = () => get("/api/state");
export const getRoundStatistics = (query: RoundStatisticsQuery) => get("/api/rounds/statistics", { query });
export const getRounds = (query: ListQuery & RoundFilter) => get("/api/rounds", { query });
export const getBets = (query: ListQuery) => get("/api/bets", { query });
export const getReadings = (query: ListQuery) => get("/api/readings", { query });
export const halt = (reason: string) => post("/api/halt", { body: { reason } });
export const resume = () => post("/api/resume");
export const disarm = () => post("/api/disarm");

export const getBetStory = (id: number) => get("/api/bets/{id}", { params: { id } });
export const resolveBet = (id: number, state: ResolvedState) =>
  post("/api/bets/{id}/resolve", { params: { id }, body: { state } });
export const checkLedger = () => get("/api/ledger/check", { limitMs: LONG_ANSWER_MS_MAX });
export const reconcileBets = () => post("/api/ledger/reconcile", { limitMs: LONG_ANSWER_MS_MAX });
