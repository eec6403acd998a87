/** The thread that looks pictures over and learns from them: seconds of work that the core has no time for. It has no permission. */
import type { Proposals } from "../protocol/calibration.ts";
import type { Locale } from "../protocol/manifest.ts";
import type { Picture } from "../protocol/picture.ts";
import { type LabelledFrame, learnTable, type Lesson } from "./learn_table.ts";
import { proposeRegions } from "./propose_regions.ts";

/** One piece of work; trusted, as the core made it. */
export type CalibrationJob =
  | { type: "propose"; picture: Picture; locale?: Locale }
  | { type: "learn"; frames: LabelledFrame[]; locale: Locale; phaseRegion: [number, number, number, number] };

export type CalibrationAnswer =
  | { type: "proposed"; proposals: Proposals }
  | { type: "learnt"; lesson: Lesson };

function work(job: CalibrationJob): CalibrationAnswer {
  if (job.type === "propose") {
    return { type: "proposed", proposals: proposeRegions(job.picture, { locale: job.locale }) };
  }
  const { frames, locale, phaseRegion } = job;
  return { type: "learnt", lesson: learnTable(frames, { locale, phaseRegion }) };
}

const self = globalThis as unknown as {
  onmessage: ((event: MessageEvent<CalibrationJob>) => void) | null;
  postMessage(answer: CalibrationAnswer): void;
};
self.onmessage = ({ data }) => self.postMessage(work(data));
