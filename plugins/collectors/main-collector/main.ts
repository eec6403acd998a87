/** One row a round, snapshots along it, the score's first crossing of thresholds, and changes of the own balance. Tables do not mix. */
import { defineCollector } from "@aviator/sdk";
import { TableNotes } from "./table_notes.ts";

export default defineCollector({
  create() {
    const tables = new Map<string, TableNotes>();
    const notesOf = (table: string) => {
      let notes = tables.get(table);
      if (!notes) tables.set(table, notes = new TableNotes());
      return notes;
    };
    return {
      onReading: (reading, { roundId }) => notesOf(reading.table).reading(reading, roundId),
      onRound: (round) => [{ kind: "round", ...round }, ...notesOf(round.table).roundEnd(round)],
    };
  },
});
