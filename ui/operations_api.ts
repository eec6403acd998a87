/** Calls about how the program is run: its log, its figures, signals. An answer is data or a reason; it never throws. */
import type { LogLevel, LogPage } from "../core/protocol/log_entry.ts";
import type { PerformanceFile } from "../core/protocol/performance.ts";
import type { Signal } from "../core/protocol/rows.ts";
import type { FleetView } from "../core/protocol/forwarding.ts";
import { call } from "./api.ts";

/** Which lines; empty texts mean all. */
export interface LogFilter {
  source: string;
  level: LogLevel;
  text: string;
}

export const getLogs = (filter: LogFilter, page: { limit: number; cursor?: string; fromMs?: number }) => {
  const asked = Object.entries({ ...filter, ...page }).filter(([, value]) => value !== undefined && value !== "");
  return call<LogPage>("GET", `/api/logs?${new URLSearchParams(asked.map(([name, value]) => [name, String(value)]))}`);
};
export const getPerformance = () => call<{ performance: PerformanceFile | null }>("GET", "/api/performance");
export const getFleet = () => call<{ fleet: FleetView | null }>("GET", "/api/fleet");
export const getSignals = (limit: number) => call<{ signals: Signal[] }>("GET", `/api/signals?limit=${limit}`);
