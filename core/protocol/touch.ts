/** What a plugin touched, counted by the core and never told by the plugin: a day's figures. */
import { z } from "zod";

const TOUCH_KINDS = [
  "bytesIn",
  "bytesOut",
  "events",
  "rowsAsked",
  "rowsWritten",
  "rowsRejected",
  "betsAsked",
  "betsPlaced",
  "betsRefused",
  "fetches",
  "fetchesRefused",
  "logLines",
  "restarts",
  "quotaHits",
] as const;
/**
 * `bytesIn`: from the plugin over its pipe; `bytesOut`: to it; `rowsAsked`: rows that it wanted stored; `rowsRejected`: set
 * aside by the database; `quotaHits`: times that it was slowed down, refused or ended for asking too much.
 */
export type TouchKind = (typeof TOUCH_KINDS)[number];

const count = z.int().nonnegative();

/** Traffic with one host, all of it through the core's own network process. */
const hostTouch = z.strictObject({
  requests: count,
  failures: count,
  bytesSent: count,
  bytesReceived: count,
  lastAtMs: count,
});
export type HostTouch = z.infer<typeof hostTouch>;

export const touchDay = z.strictObject({
  /** local date such as 2026-03-14 */
  day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  counts: z.partialRecord(z.enum(TOUCH_KINDS), count),
  /** by `host:port` */
  hosts: z.record(z.string().max(300), hostTouch),
});
export type TouchDay = z.infer<typeof touchDay>;

/** Notes one touch. */
export type Touch = (kind: TouchKind, count: number) => void;
