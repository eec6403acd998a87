import assert from "node:assert/strict";
import { framesOf, type LayerWeights, LineNetwork, type NetworkShape } from "../../../core/vision/line_network.ts";
import { packLayers, unpackLayers } from "../../../core/vision/line_packing.ts";
import { seededRandom } from "../../../core/vision/training/random.ts";

const SHAPE: NetworkShape = {
  height: 6,
  layers: [
    { inputs: 4, outputs: 12, rows: 3, columns: 3, padded: true, down: 2, across: 2 },
    { inputs: 12, outputs: 8, rows: 3, columns: 5, padded: false, down: 1, across: 1 },
    { inputs: 8, outputs: 4, rows: 1, columns: 1, padded: true, down: 1, across: 1 },
  ],
};

function randomFloats(count: number, random: () => number): Float32Array {
  return Float32Array.from({ length: count }, () => 2 * random() - 1);
}

function randomLayers(random: () => number): LayerWeights[] {
  return SHAPE.layers.map(({ inputs, outputs, rows, columns }) => ({
    sums: randomFloats(rows * columns * inputs * outputs, random),
    biases: randomFloats(outputs, random),
  }));
}

/** The same by the definition, a sum after the other. */
function runPlainly(weights: readonly LayerWeights[], input: Float32Array, columns: number): number[] {
  let map = { rows: SHAPE.height, columns, at: (y: number, x: number, c: number) => input[(y * columns + x) * 4 + c] };
  SHAPE.layers.forEach((layer, index) => {
    const { at, rows, columns } = map, { sums, biases } = weights[index], pad = layer.padded ? (layer.rows - 1) / 2 : 0;
    const sumAt = (y: number, x: number, output: number) => {
      let sum = biases[output];
      for (let dy = 0; dy < layer.rows; dy++) {
        for (let dx = 0; dx < layer.columns; dx++) {
          const row = y + dy - pad, column = x + dx - (layer.columns - 1) / 2;
          if (row < 0 || row >= rows || column < 0 || column >= columns) continue;
          for (let c = 0; c < layer.inputs; c++) {
            sum += at(row, column, c) * sums[((dy * layer.columns + dx) * layer.inputs + c) * layer.outputs + output];
          }
        }
      }
      return sum;
    };
    const last = index === SHAPE.layers.length - 1;
    const most = (y: number, x: number, output: number) => {
      const found: number[] = [];
      for (let dy = 0; dy < layer.down; dy++) {
        for (let dx = 0; dx < layer.across; dx++) found.push(sumAt(y * layer.down + dy, x * layer.across + dx, output));
      }
      const sum = Math.max(...found);
      return last || sum > 0 ? sum : sum * 0.1;
    };
    map = {
      rows: Math.floor((rows + 2 * pad - layer.rows + 1) / layer.down),
      columns: Math.floor(columns / layer.across),
      at: most,
    };
  });
  const answer: number[] = [];
  for (let x = 0; x < map.columns; x++) for (let output = 0; output < 4; output++) answer.push(map.at(0, x, output));
  return answer;
}

Deno.test("LineNetwork.run() sums what its layers say, at any width, one after the other", () => {
  const random = seededRandom(3), weights = randomLayers(random), network = new LineNetwork(SHAPE, weights);
  for (const columns of [4, 12, 8]) {
    const input = randomFloats(SHAPE.height * columns * 4, random), answer = network.run(input, columns);
    const expected = runPlainly(weights, input, columns);
    assert.equal(answer.length, 4 * framesOf(SHAPE, columns));
    answer.forEach((value, i) => assert(Math.abs(value - expected[i]) < 1e-4, `${columns} columns, ${i}: ${value}`));
  }
});

Deno.test("unpackLayers() gives back what packLayers() took, but for the rounding", () => {
  const weights = randomLayers(seededRandom(4)), again = unpackLayers(SHAPE, packLayers(SHAPE, weights));
  weights.forEach(({ sums, biases }, index) => {
    assert.deepEqual(again[index].biases, biases);
    sums.forEach((value, i) => assert(Math.abs(value - again[index].sums[i]) <= 0.5 / 127 + 1e-6));
  });
});
