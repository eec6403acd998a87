/** One row for each flight that reaches the threshold. The same events give the same rows, so that what comes twice is stored once. */
import { defineCollector } from "@aviator/sdk";

export default defineCollector({
  create({ config }) {
    const { threshold } = config as { threshold: number };
    /** table → its last round that was written */
    const written = new Map<string, number>();
    return {
      onReading({ table, phase, score, takenAtMs }, { roundId }) {
        if (phase !== "flying" || score.value === null || score.value < threshold) return;
        if (roundId === null || written.get(table) === roundId) return;
        written.set(table, roundId);
        return [{ kind: "crossing", table, roundId, threshold, takenAtMs }];
      },
    };
  },
});
