/** Rows of collectors on their way to the writer: each gets a number that it keeps when it comes again. */
import type { RowsMessage } from "../cells/event_sender.ts";
import { ROWS_PER_EVENT_MAX } from "../protocol/cell_messages.ts";
import type { NoteCall } from "../protocol/performance.ts";
import type { StoredRow } from "../protocol/rows.ts";

/** Module under which the time from a picture to the row that it led to is measured. */
export const PICTURE_TO_ROW = "picture to row";

/** Notes how long ago the pictures were taken that snapshots were read off: reading, routing and the collector together. */
export function noteAges(message: RowsMessage, { note, nowMs }: { note: NoteCall; nowMs: number }): void {
  for (const { row } of message.rows) {
    if (row.kind === "snapshot") note(PICTURE_TO_ROW, { ms: nowMs - row.takenAtMs });
  }
}

/** Rows with their numbers: the event's number and the row's place among its rows. */
export function numberRows(plugin: string, message: RowsMessage): StoredRow[] {
  let event = -1, place = 0;
  return message.rows.map(({ seq, row }) => {
    place = seq === event ? place + 1 : 0;
    event = seq;
    return { plugin, seq: seq * ROWS_PER_EVENT_MAX + place, row };
  });
}
