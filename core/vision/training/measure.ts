/** Measures whole numbers, not glyphs: how many sketches a network reads right, wrong, or not at all. */
import type { NetworkWeights } from "../glyph_network.ts";
import { readNumberWith } from "../number_reader.ts";
import { seededRandom } from "./random.ts";
import { drawSketch, type Sketch } from "./sketches.ts";

/** `hidden`: of the sketches whose writing has the curve's own colour; they are not in the other counts. */
export interface Measured {
  right: number;
  wrong: number;
  withheld: number;
  hidden: { right: number; wrong: number; withheld: number };
}

/** Reads fresh sketches; `onMiss` sees each that was not read right. */
export function measureNetwork(
  network: NetworkWeights,
  { seed, fonts, sketches, onMiss }: {
    seed: number;
    fonts: readonly string[];
    sketches: number;
    onMiss?: (sketch: Sketch, value: number | null, index: number) => void;
  },
): Measured {
  const random = seededRandom(seed);
  const measured: Measured = { right: 0, wrong: 0, withheld: 0, hidden: { right: 0, wrong: 0, withheld: 0 } };
  for (let index = 0; index < sketches; index++) {
    const sketch = drawSketch(random, fonts);
    const { value } = readNumberWith(network, { picture: sketch.picture, format: sketch.format });
    const counts = sketch.hidden ? measured.hidden : measured;
    if (value === sketch.truth) counts.right++;
    else {
      if (value === null) counts.withheld++;
      else counts.wrong++;
      onMiss?.(sketch, value, index);
    }
  }
  return measured;
}
