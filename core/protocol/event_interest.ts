/** Which events a collector wants: by topic, and by table where the event has one. */
import type { CollectorEvent } from "./cell_messages.ts";
import type { Interest } from "./topics.ts";

/** The table that an event is of; null for what is about the whole program. */
export function tableOf(event: CollectorEvent): string | null {
  switch (event.topic) {
    case "reading":
      return event.reading.table;
    case "phase":
      return event.change.table;
    case "round":
      return event.round.table;
    case "sample":
      return event.sample.table;
    case "bet":
      return event.bet.table;
    default:
      return null;
  }
}

/** Whether a collector of that interest is told of the event. */
export function wants({ topics, tables }: Interest, event: CollectorEvent): boolean {
  if (!topics.includes(event.topic)) return false;
  const table = tables === null ? null : tableOf(event);
  return table === null || tables!.includes(table);
}
