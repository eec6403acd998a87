/** Makes alarms of the host's state: each trouble is told once when it begins and once when it is over. Looks only; mends nothing. */
import type { Alarm, AlarmKind } from "../protocol/alarm.ts";
import type { PageState, TableView } from "../protocol/page.ts";

/** A table is in trouble when it has been for so long: covers come and go. */
export const TABLE_TROUBLE_MS = 10_000;

interface Trouble {
  kind: AlarmKind;
  about: string;
  message: string;
}

export class AlarmWatch {
  /** by kind and what it is about */
  readonly #raised = new Map<string, Trouble>();
  /** since when each table has had trouble */
  readonly #tables = new Map<string, number>();

  /** What has begun or ended since the last look. */
  look(state: PageState, nowMs: number): Alarm[] {
    const found = new Map(this.#troubles(state, nowMs).map((one) => [`${one.kind} ${one.about}`, one]));
    const alarms: Alarm[] = [];
    for (const [key, trouble] of this.#raised) {
      if (found.has(key)) continue;
      this.#raised.delete(key);
      alarms.push({ ...trouble, message: `over: ${trouble.message}`, raised: false, atMs: nowMs });
    }
    for (const [key, trouble] of found) {
      if (this.#raised.has(key)) continue;
      this.#raised.set(key, trouble);
      alarms.push({ ...trouble, raised: true, atMs: nowMs });
    }
    return alarms;
  }

  #troubles({ betting, plugins, tables, health: { writer } }: PageState, nowMs: number): Trouble[] {
    const level = writer.level === "normal" ? "" : `rows wait for the database: level ${writer.level}`;
    const trouble = writer.trouble ? `database: ${writer.trouble}` : level;
    return [
      ...betting.state === "halted" ? [{ kind: "halt" as const, about: "", message: betting.reason }] : [],
      ...plugins.filter(({ state }) => state === "quarantined")
        .map(({ name, reason }) => ({ kind: "plugin" as const, about: name, message: reason })),
      ...tables.filter((table) => this.#lastsLong(table, nowMs))
        .map(({ table, trouble }) => ({ kind: "table" as const, about: table, message: trouble || "it is not read" })),
      ...trouble ? [{ kind: "writer" as const, about: "", message: trouble }] : [],
    ];
  }

  #lastsLong({ table, trouble }: TableView, nowMs: number): boolean {
    if (trouble === "") return this.#tables.delete(table), false;
    if (!this.#tables.has(table)) this.#tables.set(table, nowMs);
    return nowMs - this.#tables.get(table)! >= TABLE_TROUBLE_MS;
  }
}
