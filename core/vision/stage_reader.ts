/**
 * Tells the phase of a stage by two witnesses, on tables never seen before: the network, and a multiplier that can be read
 * there. Waiting and covered stages show none, so that the network has only to tell flights from crashes.
 */
import type { Locale } from "../protocol/manifest.ts";
import type { Picture } from "../protocol/picture.ts";
import { readNumber } from "./number_reader.ts";
import { classifyStage, type PhaseGuess } from "./phase_model.ts";

/** The phase; null where neither the network alone nor both together are sure. */
export function readStage(picture: Picture, locale: Locale): PhaseGuess {
  const { phase, confidence, withMultiplier } = classifyStage(picture);
  if (phase !== null || withMultiplier === null) return { phase, confidence };
  const { value } = readNumber(picture, { kind: "multiplier", locale });
  return { phase: value === null ? null : withMultiplier, confidence };
}
