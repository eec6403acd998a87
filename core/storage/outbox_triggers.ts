/**
 * Fills the outbox: a row of the tables below is put into `prediction_buffer` by the very transaction that stores it,
 * whoever stores it through this connection. Where the buffer is full only the row's name is kept, in `buffer_waiting`.
 */
import type { DatabaseSync } from "node:sqlite";

/** Rows that are forwarded: their kind, table, column of the time, and column of the picture's name. */
const FORWARDED = [
  { kind: "round", table: "rounds", time: "ended_at", image: null },
  { kind: "reading", table: "readings", time: "at", image: "picture" },
  { kind: "prediction", table: "predictions", time: "at", image: null },
] as const;
type Forwarded = typeof FORWARDED[number];

export interface OutboxOptions {
  /** this machine's name */
  device: string;
  /** version of what reads the screen */
  model: string;
  /** rows that the buffer holds at most, sent ones included */
  capacityRows: number;
}

/** Now, epoch milliseconds. */
export const NOW_MS = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

/** Triggers of this connection alone: they are gone with it, and a program that does not forward buffers nothing. */
export function installOutbox(database: DatabaseSync, options: OutboxOptions): void {
  const hasRoom = `(SELECT rows FROM buffer_metadata) < ${Math.trunc(options.capacityRows)}`;
  for (const forwarded of present(database)) {
    const { kind, table } = forwarded;
    database.exec(`CREATE TEMP TRIGGER outbox_${kind} AFTER INSERT ON main.${table} BEGIN
      INSERT INTO buffer_waiting(kind, row_id) SELECT '${kind}', NEW.id WHERE NOT ${hasRoom};
      INSERT INTO prediction_buffer(prediction_data, image_id, timestamp, buffered_at)
        SELECT ${bufferedValues(database, { forwarded, options, row: "NEW" })} WHERE ${hasRoom};
      UPDATE buffer_metadata SET rows = rows + 1, total_buffered = total_buffered + 1 WHERE ${hasRoom};
    END`);
  }
}

/** The forwarded tables that this database has. */
export function present(database: DatabaseSync): Forwarded[] {
  const has = database.prepare("SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = ?");
  return FORWARDED.filter(({ table }) => has.get(table) !== undefined);
}

/**
 * What is buffered of one row, as SQL: data, picture, time, now.
 *
 * @param source `row`: what the row is called where this stands
 */
export function bufferedValues(
  database: DatabaseSync,
  { forwarded, options, row }: { forwarded: Forwarded; options: Omit<OutboxOptions, "capacityRows">; row: string },
): string {
  const { kind, table, time, image } = forwarded;
  const names = database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all().map(({ name }) =>
    String(name)
  );
  const fixed = { kind, device: options.device, model: options.model };
  const pairs = [
    ...Object.entries(fixed).map(([name, value]) => `'${name}', ${quoted(value)}`),
    ...names.map((name) => `'${name}', ${row}.${name}`),
  ];
  return `json_object(${pairs.join(", ")}), ${image === null ? "NULL" : `${row}.${image}`}, ${row}.${time}, ${NOW_MS}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
