/** The glyph network: a hidden layer, an output layer, the classes' shares. Weights lie input by input, for vectors. */
// @ts-nocheck: AssemblyScript
import { boxes } from "./boxes.ts";
import { INPUTS, inputs, sampleBox } from "./samples.ts";

const HIDDEN: i32 = 64;
const OUTPUTS: i32 = 16;
/** Slope of the hidden units below zero. */
const LEAK: f32 = 0.05;
/** Classes whose sum lies this far below the largest one have no share. */
const NEGLIGIBLE: f32 = -20;

/** For each input the weight of each hidden unit, then the units' biases. */
export const hiddenWeights: usize = memory.data(4 * 64 * 197, 16);
/** For each hidden unit the weight of each class, then the classes' biases. */
export const outputWeights: usize = memory.data(4 * 16 * 65, 16);
/** Of each box, the shares of the classes, summing to 1. */
export const shares: usize = memory.data(4 * 16 * 1024, 16);

/** Inputs that are not zero, each with the place of its weights. */
const active: usize = memory.data(8 * 196, 16);
const hidden: usize = memory.data(4 * 64, 16);

/** Names what is in the first `count` boxes. */
export function nameBoxes(count: i32, base: f64, figure: f64): void {
  for (let i = 0; i < count; i++) {
    sampleBox(boxes + 20 * <usize> i, base, figure);
    runNetwork(shares + 4 * OUTPUTS * <usize> i);
  }
}

function runNetwork(out: usize): void {
  const end = findActive();
  runHidden(end, 0);
  runHidden(end, 128);
  let a = v128.load(outputWeights, 4096), b = v128.load(outputWeights, 4112);
  let c = v128.load(outputWeights, 4128), d = v128.load(outputWeights, 4144);
  for (let unit = 0, at = outputWeights; unit < HIDDEN; unit++, at += 64) {
    const value = v128.load32_splat(hidden + 4 * <usize> unit);
    a = f32x4.add(a, f32x4.mul(value, v128.load(at)));
    b = f32x4.add(b, f32x4.mul(value, v128.load(at, 16)));
    c = f32x4.add(c, f32x4.mul(value, v128.load(at, 32)));
    d = f32x4.add(d, f32x4.mul(value, v128.load(at, 48)));
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
  v128.store(out, d, 48);
  shareOut(out);
}

/** Most of a glyph's cells are empty: only the others are multiplied. */
function findActive(): usize {
  let end = active;
  for (let i = 0; i < INPUTS; i++) {
    const value = load<f32>(inputs + 4 * <usize> i);
    store<f32>(end, value);
    store<u32>(end, <u32> (hiddenWeights + 256 * <usize> i), 4);
    end += value != 0 ? 8 : 0;
  }
  return end;
}

/** The half of the hidden units that starts at byte `from` of each input's weights. */
function runHidden(end: usize, from: usize): void {
  const biases = hiddenWeights + 256 * INPUTS + from;
  let a = v128.load(biases), b = v128.load(biases, 16), c = v128.load(biases, 32), d = v128.load(biases, 48);
  let e = v128.load(biases, 64), f = v128.load(biases, 80), g = v128.load(biases, 96), h = v128.load(biases, 112);
  for (let at = active; at < end; at += 8) {
    const value = v128.load32_splat(at), weights = <usize> load<u32>(at, 4) + from;
    a = f32x4.add(a, f32x4.mul(value, v128.load(weights)));
    b = f32x4.add(b, f32x4.mul(value, v128.load(weights, 16)));
    c = f32x4.add(c, f32x4.mul(value, v128.load(weights, 32)));
    d = f32x4.add(d, f32x4.mul(value, v128.load(weights, 48)));
    e = f32x4.add(e, f32x4.mul(value, v128.load(weights, 64)));
    f = f32x4.add(f, f32x4.mul(value, v128.load(weights, 80)));
    g = f32x4.add(g, f32x4.mul(value, v128.load(weights, 96)));
    h = f32x4.add(h, f32x4.mul(value, v128.load(weights, 112)));
  }
  const out = hidden + from;
  v128.store(out, leak(a));
  v128.store(out, leak(b), 16);
  v128.store(out, leak(c), 32);
  v128.store(out, leak(d), 48);
  v128.store(out, leak(e), 64);
  v128.store(out, leak(f), 80);
  v128.store(out, leak(g), 96);
  v128.store(out, leak(h), 112);
}

function leak(values: v128): v128 {
  return f32x4.max(values, f32x4.mul(values, f32x4.splat(LEAK)));
}

/** Turns the classes' sums into shares. */
function shareOut(out: usize): void {
  let most = load<f32>(out);
  for (let glyph = 1; glyph < OUTPUTS; glyph++) most = max(most, load<f32>(out + 4 * <usize> glyph));
  let total: f32 = 0;
  for (let glyph = 0; glyph < OUTPUTS; glyph++) {
    const at = out + 4 * <usize> glyph, below = load<f32>(at) - most;
    const share: f32 = below < NEGLIGIBLE ? 0 : Mathf.exp(below);
    store<f32>(at, share);
    total += share;
  }
  for (let at = out; at < out + 4 * OUTPUTS; at += 4) store<f32>(at, load<f32>(at) / total);
}
