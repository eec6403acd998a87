/** Packs the network's weights into text and back: a byte a weight, a scale a row. */
import { HIDDEN, INPUTS, type NetworkWeights, OUTPUTS } from "./glyph_network.ts";

/** The weights as they stand in `glyph_weights.ts`. */
export interface PackedWeights {
  /** base64 of signed bytes: hidden rows, then output rows */
  weights: string;
  /** base64 of little-endian floats: a scale a row, then the biases */
  scales: string;
}

const ROWS = HIDDEN + OUTPUTS;

/** Rounds the weights to bytes. */
export function packWeights(network: NetworkWeights): PackedWeights {
  const bytes = new Int8Array(HIDDEN * INPUTS + OUTPUTS * HIDDEN), floats = new Float32Array(2 * ROWS);
  let at = 0;
  for (let row = 0; row < ROWS; row++) {
    const values = rowOf(network, row);
    const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9) / 127;
    floats[row] = scale;
    for (const value of values) bytes[at++] = Math.round(value / scale);
  }
  floats.set(network.hiddenBias, ROWS);
  floats.set(network.outputBias, ROWS + HIDDEN);
  return { weights: new Uint8Array(bytes.buffer).toBase64(), scales: new Uint8Array(floats.buffer).toBase64() };
}

/** The inverse of `packWeights()`, but for the rounding. */
export function unpackWeights({ weights, scales }: PackedWeights): NetworkWeights {
  const bytes = new Int8Array(Uint8Array.fromBase64(weights).buffer);
  const floats = new Float32Array(Uint8Array.fromBase64(scales).buffer);
  const network = {
    hidden: new Float64Array(HIDDEN * INPUTS),
    hiddenBias: Float64Array.from(floats.subarray(ROWS, ROWS + HIDDEN)),
    output: new Float64Array(OUTPUTS * HIDDEN),
    outputBias: Float64Array.from(floats.subarray(ROWS + HIDDEN)),
  };
  let at = 0;
  for (let row = 0; row < ROWS; row++) {
    const values = rowOf(network, row);
    for (let i = 0; i < values.length; i++) values[i] = bytes[at++] * floats[row];
  }
  return network;
}

function rowOf(network: NetworkWeights, row: number): Float64Array {
  if (row < HIDDEN) return network.hidden.subarray(row * INPUTS, (row + 1) * INPUTS);
  return network.output.subarray((row - HIDDEN) * HIDDEN, (row - HIDDEN + 1) * HIDDEN);
}
