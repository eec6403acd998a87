/** Rows of collectors on their way to the writer: each gets a number that it keeps when it comes again. */
import type { RowsMessage } from "../cells/event_sender.ts";
import { ROWS_PER_EVENT_MAX } from "../protocol/cell_messages.ts";
import type { StoredRow } from "../protocol/rows.ts";

/** Rows with their numbers: the event's number and the row's place among its rows. */
export function numberRows(plugin: string, message: RowsMessage): StoredRow[] {
  let event = -1, place = 0;
  return message.rows.map(({ seq, row }) => {
    place = seq === event ? place + 1 : 0;
    event = seq;
    return { plugin, seq: seq * ROWS_PER_EVENT_MAX + place, row };
  });
}
