/** Reads a frame set as one calibrated table: by its locale, learnt glyphs and phase rules. */
import type { TableDescription } from "../protocol/manifest.ts";
import type { FrameReader } from "./frame_set.ts";
import { LearntReader } from "./learnt_reader.ts";
import { readPhase } from "./phase_reader.ts";

/** The reader of a table's frames. */
export function calibratedReader(table: TableDescription): FrameReader {
  const numbers = new LearntReader(table);
  return {
    readNumber: (picture, _format, region) => numbers.read(picture, region),
    readPhase: (picture) => {
      const { phase, confidence } = readPhase(picture, { table });
      return { phase: phase === "unknown" ? null : phase, confidence, method: phase === "unknown" ? "none" : "rules" };
    },
  };
}
