/** Reads frame sets with one stage more: what the others withhold, but have an idea of, Tesseract is asked about. */
import type { FrameReader } from "./frame_set.ts";
import { readCandidates } from "./number_reader.ts";
import type { SecondOpinion } from "./second_opinion.ts";

/** A reader that asks `opinion` where `first` gives no value. */
export function opinionReader(first: FrameReader, opinion: SecondOpinion): FrameReader {
  return {
    readNumber: async (picture, format, region) => {
      const reading = await first.readNumber(picture, format, region);
      if (reading.value !== null) return reading;
      const asked = await opinion.ask(picture, { format, candidates: readCandidates(picture, format) });
      const micros = reading.micros + asked.micros;
      return asked.value === null ? { ...reading, micros } : { ...asked, micros };
    },
    readPhase: (picture, locale) => first.readPhase(picture, locale),
  };
}
