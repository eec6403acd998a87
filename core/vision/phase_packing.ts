/** Packs the phase network's weights into text and back: a byte a weight, a scale a row. */
import { type Layer, LAYER_SHAPES } from "./phase_network.ts";

/** The weights as they stand in `phase_weights.ts`. */
export interface PackedPhaseWeights {
  /** base64 of signed bytes, layer by layer, row by row */
  weights: string;
  /** base64 of little-endian floats: each layer's scales, then its biases */
  scales: string;
}

/** Rounds the weights to bytes. */
export function packPhaseWeights(layers: readonly Layer[]): PackedPhaseWeights {
  const bytes: number[] = [], floats: number[] = [];
  for (const { rows, columns, weights, bias } of layers) {
    for (let row = 0; row < rows; row++) {
      const values = weights.subarray(row * columns, (row + 1) * columns);
      const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9) / 127;
      floats.push(scale);
      for (const value of values) bytes.push(Math.round(value / scale));
    }
    floats.push(...bias);
  }
  return {
    weights: new Uint8Array(Int8Array.from(bytes).buffer).toBase64(),
    scales: new Uint8Array(Float32Array.from(floats).buffer).toBase64(),
  };
}

/** The inverse of `packPhaseWeights()`, but for the rounding. */
export function unpackPhaseWeights(packed: PackedPhaseWeights): Layer[] {
  const bytes = new Int8Array(Uint8Array.fromBase64(packed.weights).buffer);
  const floats = new Float32Array(Uint8Array.fromBase64(packed.scales).buffer);
  let at = 0, scaleAt = 0;
  return LAYER_SHAPES.map(({ rows, columns }) => {
    const weights = new Float32Array(rows * columns);
    for (let i = 0; i < weights.length; i++) weights[i] = bytes[at++] * floats[scaleAt + Math.floor(i / columns)];
    const bias = floats.slice(scaleAt + rows, scaleAt + 2 * rows);
    scaleAt += 2 * rows;
    return { rows, columns, weights, bias };
  });
}
