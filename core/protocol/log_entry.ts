/** One line of the log, as the page and scripts see it, and what they may ask for. */
import { z } from "zod";

export const LOG_LEVELS = ["debug", "info", "warning", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** `source` is the part or the plugin that speaks; both texts are inert. */
export const logEntry = z.object({
  atMs: z.number(),
  level: z.enum(LOG_LEVELS),
  source: z.string(),
  message: z.string(),
});
export type LogEntry = z.infer<typeof logEntry>;

/** Which lines, newest first. */
export interface LogQuery {
  source?: string;
  /** this one and graver ones */
  level?: LogLevel;
  /** stands in the message, capitals or not */
  text?: string;
  fromMs?: number;
  toMs?: number;
  limit: number;
  /** where the page before ended */
  cursor?: string;
}

export interface LogPage {
  entries: LogEntry[];
  /** where older lines go on; null when there are none. There may be a next page though this one is empty: so much is looked at in one go */
  cursor: string | null;
  /** all sources of the lines that were looked at, for a choice */
  sources: string[];
}
