/** Names the phase that a stage shows, on tables never seen before: by its picture alone. Says nothing where it is not sure. */
import type { Picture } from "../protocol/picture.ts";
import type { Phase } from "../protocol/reading.ts";
import { sampleStage, STAGE_HEIGHT_MIN, STAGE_WIDTH_MIN } from "./phase_features.ts";
import { emptyActivations, type Layer, PHASE_CLASSES, runPhaseNetwork } from "./phase_network.ts";
import { unpackPhaseWeights } from "./phase_packing.ts";
import { PHASE_SHARES_MIN, PHASE_WEIGHTS } from "./phase_weights.ts";

/** What the network makes of a stage. */
export interface PhaseGuess {
  /** null: withheld. `unknown`: surely no stage, or a covered one */
  phase: Phase | null;
  /** the likeliest class's share, 0 to 1 */
  confidence: number;
}

const WITHHELD: PhaseGuess = Object.freeze({ phase: null, confidence: 0 });
const run = emptyActivations();
let layers: readonly Layer[] | null = null;

/**
 * Tells the phase that a picture of a table's stage shows.
 *
 * @param picture the stage or the part of it around the multiplier, at any scale
 */
export function classifyPhase(picture: Picture): PhaseGuess {
  if (picture.width < STAGE_WIDTH_MIN || picture.height < STAGE_HEIGHT_MIN) return WITHHELD;
  layers ??= unpackPhaseWeights(PHASE_WEIGHTS);
  sampleStage(picture, run.maps[0]);
  runPhaseNetwork(layers, run);
  let likeliest = 0;
  for (let i = 1; i < run.shares.length; i++) if (run.shares[i] > run.shares[likeliest]) likeliest = i;
  const confidence = Math.min(1, run.shares[likeliest]);
  return { phase: confidence >= PHASE_SHARES_MIN[likeliest] ? PHASE_CLASSES[likeliest] : null, confidence };
}
