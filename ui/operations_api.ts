/** Calls about how the program is run: its log, its figures, signals. An answer is data or a reason; it never throws. */
import type { LogLevel } from "../core/protocol/log_entry.ts";
import { get } from "./client.ts";

/** Which lines; empty texts mean all. */
export interface LogFilter {
  source: string;
  level: LogLevel;
  text: string;
}

export const getLogs = (filter: LogFilter, page: { limit: number; cursor?: string; fromMs?: number }) =>
  get("/api/logs", {
    query: { ...page, level: filter.level, source: filter.source || undefined, text: filter.text || undefined },
  });
export const getPerformance = () => get("/api/performance");
export const getFleet = () => get("/api/fleet");
export const getSignals = (limit: number) => get("/api/signals", { query: { limit } });
