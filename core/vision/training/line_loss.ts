/** How far a network's answer is from what it should be, and which way to change it. */
import { FINDER_HEIGHT, FINDER_OUTPUTS, LINE_CLASSES } from "../line_shapes.ts";

/**
 * Connectionist temporal classification: minus the logarithm of the probability that the frames spell `classes`.
 *
 * @param logits `[frame][class]`; replaced by the slope of the loss
 * @returns the loss; null when there are too few frames, and then the slope is nothing
 */
export function spellingLoss(logits: Float32Array, classes: readonly number[]): number | null {
  const frames = logits.length / LINE_CLASSES, states = 2 * classes.length + 1;
  const chances = toChances(logits);
  const classAt = (state: number) => state % 2 === 0 ? 0 : classes[(state - 1) / 2];
  const skips = (state: number) => state % 2 === 1 && state > 1 && classAt(state) !== classAt(state - 2);
  const ahead = new Float64Array(frames * states), scales = new Float64Array(frames);
  let loss = 0;
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let state = 0; state < states; state++) {
      let chance = 0;
      if (frame === 0) chance = state < 2 ? 1 : 0;
      else {
        const before = (frame - 1) * states + state;
        chance = ahead[before] + (state > 0 ? ahead[before - 1] : 0) + (skips(state) ? ahead[before - 2] : 0);
      }
      sum += ahead[frame * states + state] = chance * chances[frame * LINE_CLASSES + classAt(state)];
    }
    if (sum < 1e-290) return giveUp(logits);
    for (let state = 0; state < states; state++) ahead[frame * states + state] /= sum;
    scales[frame] = sum;
    loss -= Math.log(sum);
  }
  const last = (frames - 1) * states + states - 1, end = ahead[last] + (states > 1 ? ahead[last - 1] : 0);
  if (end < 1e-290) return giveUp(logits);
  writeSlopes(logits, { chances, ahead, scales, states, classAt, skips });
  return loss - Math.log(end);
}

function giveUp(logits: Float32Array): null {
  logits.fill(0);
  return null;
}

function toChances(logits: Float32Array): Float64Array {
  const chances = new Float64Array(logits.length);
  for (let from = 0; from < logits.length; from += LINE_CLASSES) {
    let most = -Infinity, sum = 0;
    for (let i = 0; i < LINE_CLASSES; i++) most = Math.max(most, logits[from + i]);
    for (let i = 0; i < LINE_CLASSES; i++) sum += chances[from + i] = Math.exp(logits[from + i] - most);
    for (let i = 0; i < LINE_CLASSES; i++) chances[from + i] = Math.max(1e-30, chances[from + i] / sum);
  }
  return chances;
}

function writeSlopes(
  logits: Float32Array,
  { chances, ahead, scales, states, classAt, skips }: {
    chances: Float64Array;
    ahead: Float64Array;
    scales: Float64Array;
    states: number;
    classAt: (state: number) => number;
    skips: (state: number) => boolean;
  },
): void {
  const frames = scales.length, share = new Float64Array(LINE_CLASSES);
  let behind = new Float64Array(states).fill(0), next = new Float64Array(states);
  behind[states - 1] = 1;
  if (states > 1) behind[states - 2] = 1;
  for (let frame = frames - 1; frame >= 0; frame--) {
    if (frame < frames - 1) {
      for (let state = 0; state < states; state++) {
        const reach = (to: number) => behind[to] * chances[(frame + 1) * LINE_CLASSES + classAt(to)];
        next[state] = (reach(state) + (state + 1 < states ? reach(state + 1) : 0) +
          (state + 2 < states && skips(state + 2) ? reach(state + 2) : 0)) / scales[frame + 1];
      }
      [behind, next] = [next, behind];
    }
    let sum = 0;
    share.fill(0);
    for (let state = 0; state < states; state++) {
      const chance = ahead[frame * states + state] * behind[state];
      share[classAt(state)] += chance;
      sum += chance;
    }
    for (let i = 0; i < LINE_CLASSES; i++) {
      const at = frame * LINE_CLASSES + i;
      logits[at] = chances[at] - share[i] / sum;
    }
  }
}

/** Beside the figures a frame may say either. */
const UNSURE_PIXELS = 2;
const PLACE_WEIGHT = 12;

/**
 * Whether figures stand at each frame, and where their top and base are.
 *
 * @param logits `[frame][output]`; replaced by the slope of the loss
 * @param box in the picture's pixels, a frame is four of them
 */
export function findingLoss(
  logits: Float32Array,
  box: { left: number; right: number; top: number; base: number } | null,
): number {
  const frames = logits.length / FINDER_OUTPUTS;
  let loss = 0;
  for (let frame = 0; frame < frames; frame++) {
    const at = frame * FINDER_OUTPUTS, x = 4 * frame + 2;
    const chance = 1 / (1 + Math.exp(-logits[at]));
    const inside = box !== null && x > box.left && x < box.right;
    const unsure = box !== null && (Math.abs(x - box.left) < UNSURE_PIXELS || Math.abs(x - box.right) < UNSURE_PIXELS);
    logits[at] = unsure ? 0 : (chance - (inside ? 1 : 0)) / frames;
    if (!unsure) loss -= Math.log(Math.max(1e-9, inside ? chance : 1 - chance)) / frames;
    for (const [output, target] of [[1, box?.top ?? 0], [2, box?.base ?? 0]]) {
      const off = logits[at + output] - target / FINDER_HEIGHT;
      const bounded = Math.max(-0.05, Math.min(0.05, off));
      logits[at + output] = inside ? PLACE_WEIGHT * bounded / frames : 0;
      if (inside) loss += PLACE_WEIGHT * bounded * (off - bounded / 2) / frames;
    }
    logits[at + 3] = 0;
  }
  return loss;
}
