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

/** A guess, with what it would be of a stage on which a multiplier stands. */
export interface StageGuess extends PhaseGuess {
  /** null where the network takes the stage for one without a multiplier, or cannot tell a flight from a crash */
  withMultiplier: "flying" | "crashed" | null;
}

const WITHHELD: StageGuess = Object.freeze({ phase: null, confidence: 0, withMultiplier: null });
/**
 * Of what flights and crashes share between them. Where a multiplier is read, none of 2,700 unseen stages was a waiting or a
 * covered one, and none of those above this was the other of the two.
 */
const FLYING_OF_BOTH_MIN = 0.992, CRASHED_OF_BOTH_MIN = 0.975;
const run = /* @__PURE__ */ emptyActivations();
let layers: readonly Layer[] | null = null;

/**
 * Tells the phase that a picture of a table's stage shows.
 *
 * @param picture the stage or the part of it around the multiplier, at any scale
 */
export function classifyPhase(picture: Picture): PhaseGuess {
  const { phase, confidence } = classifyStage(picture);
  return { phase, confidence };
}

/** The same, for whoever looks for a multiplier on it too. */
export function classifyStage(picture: Picture): StageGuess {
  if (picture.width < STAGE_WIDTH_MIN || picture.height < STAGE_HEIGHT_MIN) return WITHHELD;
  layers ??= unpackPhaseWeights(PHASE_WEIGHTS);
  sampleStage(picture, run.maps[0]);
  runPhaseNetwork(layers, run);
  let likeliest = 0;
  for (let i = 1; i < run.shares.length; i++) if (run.shares[i] > run.shares[likeliest]) likeliest = i;
  const confidence = Math.min(1, run.shares[likeliest]);
  const said = PHASE_CLASSES[likeliest];
  return {
    phase: confidence >= PHASE_SHARES_MIN[likeliest] ? said : null,
    confidence,
    withMultiplier: said === "flying" || said === "crashed" ? ofBoth(run.shares) : null,
  };
}

function ofBoth([, flying, crashed]: ArrayLike<number> & Iterable<number>): StageGuess["withMultiplier"] {
  const share = flying / (flying + crashed);
  return share >= FLYING_OF_BOTH_MIN ? "flying" : 1 - share >= CRASHED_OF_BOTH_MIN ? "crashed" : null;
}
