/** Packs a line network's weights into text and back: a byte a weight, a scale an output of each layer. */
import type { LayerWeights, NetworkShape } from "./line_network.ts";

/** The weights as they stand in a module. */
export interface PackedLayers {
  /** base64 of signed bytes, layer after layer */
  sums: string;
  /** base64 of little-endian floats: each layer's scales, then its biases */
  scales: string;
}

/** Rounds the weights to bytes. */
export function packLayers(shape: NetworkShape, weights: readonly LayerWeights[]): PackedLayers {
  const bytes: number[] = [], floats: number[] = [];
  shape.layers.forEach(({ outputs }, index) => {
    const { sums, biases } = weights[index];
    const scales = new Float32Array(outputs).fill(1e-9);
    sums.forEach((value, i) => scales[i % outputs] = Math.max(scales[i % outputs], Math.abs(value)));
    for (let i = 0; i < outputs; i++) scales[i] /= 127;
    sums.forEach((value, i) => bytes.push(Math.max(-127, Math.min(127, Math.round(value / scales[i % outputs])))));
    floats.push(...scales, ...biases);
  });
  return {
    sums: new Uint8Array(Int8Array.from(bytes).buffer).toBase64(),
    scales: new Uint8Array(Float32Array.from(floats).buffer).toBase64(),
  };
}

/** The inverse of `packLayers()`, but for the rounding. */
export function unpackLayers(shape: NetworkShape, packed: PackedLayers): LayerWeights[] {
  const bytes = new Int8Array(Uint8Array.fromBase64(packed.sums).buffer);
  const floats = new Float32Array(Uint8Array.fromBase64(packed.scales).buffer);
  let byte = 0, float = 0;
  return shape.layers.map(({ rows, columns, inputs, outputs }) => {
    const scales = floats.subarray(float, float + outputs), biases = floats.slice(float + outputs, float + 2 * outputs);
    const sums = new Float32Array(rows * columns * inputs * outputs);
    for (let i = 0; i < sums.length; i++) sums[i] = bytes[byte++] * scales[i % outputs];
    float += 2 * outputs;
    return { sums, biases };
  });
}
