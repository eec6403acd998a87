/** Measures the phase network on pictures whose phase is known, and finds the share from which on it is never wrong. */
import type { Phase } from "../../protocol/reading.ts";
import { sampleStage } from "../phase_features.ts";
import { emptyActivations, type Layer, PHASE_CLASSES, runPhaseNetwork } from "../phase_network.ts";
import type { PhaseSketch } from "./phase_sketches.ts";

/** What the network says of one sketch. */
export interface JudgedSketch {
  truth: Phase;
  style: string;
  said: Phase;
  /** the likeliest class's share, 0 to 1 */
  share: number;
}

/** Counts of one set; `wrongStyles` names what the wrong ones show. */
export interface MeasuredPhases {
  right: number;
  wrong: number;
  withheld: number;
  /** share of each phase's pictures that were named right */
  rightOf: Partial<Record<Phase, number>>;
  wrongStyles: string[];
}

/** Draws `count` sketches and asks the network about each. */
export function judgeSketches(
  layers: readonly Layer[],
  { draw, count }: { draw: () => PhaseSketch; count: number },
): JudgedSketch[] {
  const run = emptyActivations();
  return Array.from({ length: count }, () => {
    const { picture, truth, style } = draw();
    sampleStage(picture, run.maps[0]);
    runPhaseNetwork(layers, run);
    const share = Math.max(...run.shares);
    return { truth, style, said: PHASE_CLASSES[run.shares.indexOf(share)], share };
  });
}

/** For each class the least share at which no sketch was wrongly judged to be it, and three tenths of the way to 1 above. */
export function safeThresholds(judged: readonly JudgedSketch[]): number[] {
  return PHASE_CLASSES.map((phase) => {
    const wrong = judged.filter(({ said, truth }) => said === phase && truth !== phase);
    const worst = Math.max(0.9, ...wrong.map(({ share }) => share));
    return Number((1 - (1 - worst) * 0.7).toFixed(5));
  });
}

/** Counts right, wrong and withheld at thresholds, one a class. */
export function measurePhases(judged: readonly JudgedSketch[], thresholds: readonly number[]): MeasuredPhases {
  const sure = judged.filter(({ share, said }) => share >= thresholds[PHASE_CLASSES.indexOf(said)]);
  const right = sure.filter(({ said, truth }) => said === truth),
    wrong = sure.filter(({ said, truth }) => said !== truth);
  const rightOf = Object.fromEntries(PHASE_CLASSES.map((phase) => {
    const all = judged.filter(({ truth }) => truth === phase).length;
    return [phase, Number((right.filter(({ truth }) => truth === phase).length / Math.max(1, all)).toFixed(4))];
  }));
  return {
    right: right.length,
    wrong: wrong.length,
    withheld: judged.length - sure.length,
    rightOf,
    wrongStyles: wrong.slice(0, 10).map(({ style, said }) => `${style} as ${said}`),
  };
}
