/** What a user should hear of at once, and the short health that plugins are told. */

const ALARM_KINDS = ["halt", "plugin", "table", "balance", "writer", "events"] as const;
/**
 * `halt`: betting stopped; `plugin`: one crashed too often; `table`: one cannot be read; `balance`: the screen shows other
 * money than the bets explain; `writer`: trouble with the database; `events`: a collector does not keep up.
 */
export type AlarmKind = (typeof ALARM_KINDS)[number];

/** Trouble that began, or that is over. */
export interface Alarm {
  kind: AlarmKind;
  /** false: it is over; a mismatch of money is never over */
  raised: boolean;
  /** the table or plugin that it is about; empty when it is about the whole program */
  about: string;
  message: string;
  atMs: number;
}

/** How the program is, as collectors are told every ten seconds. */
export interface HealthNote {
  atMs: number;
  ok: boolean;
  problems: string[];
  lateTicks: number;
  queuedRows: number;
  coreRssBytes: number;
}
