/** Reads a frame set as one calibrated table: by its locale, learnt glyphs and phase rules, held against the bundled classifier. */
import type { TableDescription } from "../protocol/manifest.ts";
import type { FrameReader } from "./frame_set.ts";
import { LearntReader } from "./learnt_reader.ts";
import { classifyPhase } from "./phase_model.ts";
import { readPhase } from "./phase_reader.ts";

/** The reader of a table's frames. */
export function calibratedReader(table: TableDescription): FrameReader {
  const numbers = new LearntReader(table);
  return {
    readNumber: (picture, _format, region) => numbers.read(picture, region),
    readPhase: (picture) => {
      const rules = readPhase(picture, { table }), guess = classifyPhase(picture);
      if (rules.phase === "unknown") return { ...guess, method: guess.phase === null ? "none" : "cnn" };
      // Two sure witnesses that differ: something covers the table, or one of them is wrong.
      if (guess.phase !== null && guess.phase !== rules.phase) return { phase: null, confidence: 0, method: "none" };
      return { phase: rules.phase, confidence: rules.confidence, method: "rules" };
    },
  };
}
