import assert from "node:assert/strict";
import { GLYPH_WEIGHTS } from "../../../core/vision/glyph_weights.ts";
import { HIDDEN, INPUTS, OUTPUTS } from "../../../core/vision/glyph_network.ts";
import { packWeights, unpackWeights } from "../../../core/vision/glyph_packing.ts";

Deno.test("unpackWeights() gives back what packWeights() packed, but for the rounding", () => {
  const ramp = (length: number) => Float64Array.from({ length }, (_, i) => Math.fround(Math.sin(i) * (1 + i % 7)));
  const network = {
    hidden: ramp(HIDDEN * INPUTS),
    hiddenBias: ramp(HIDDEN),
    output: ramp(OUTPUTS * HIDDEN),
    outputBias: ramp(OUTPUTS),
  };
  const unpacked = unpackWeights(packWeights(network));
  assert.deepEqual(unpacked.hiddenBias, network.hiddenBias);
  assert.deepEqual(unpacked.outputBias, network.outputBias);
  network.hidden.forEach((value, i) => assert(Math.abs(value - unpacked.hidden[i]) <= 7 / 127));
});

Deno.test("GLYPH_WEIGHTS stays under 60 KB", () => {
  assert(GLYPH_WEIGHTS.weights.length + GLYPH_WEIGHTS.scales.length < 60_000);
  assert.equal(unpackWeights(GLYPH_WEIGHTS).hidden.length, HIDDEN * INPUTS);
});
