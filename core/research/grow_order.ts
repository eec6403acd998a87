/** Carries out an order to grow trees, on the thread that it is called on. */
import { growBoosting } from "./boosting.ts";
import { ForestGrower } from "./forest.ts";
import type { ModelShape } from "./model_file.ts";
import type { GrownTree } from "./training_checkpoint.ts";
import type { BinnedRows } from "./tree_bins.ts";

/** What trees are grown on. */
export interface GrowingData {
  data: BinnedRows;
  edges: Float32Array[];
  classes: Uint8Array;
  shape: ModelShape;
}

/** Which trees; `before`: the boosted trees that there are already. */
export type GrowOrder = { type: "forest"; numbers: number[] } | { type: "boosting"; before: Uint32Array[] };

/** Grows what it is told to, on data that is given once. */
export class OrderGrower {
  readonly #given: GrowingData;
  #forest: ForestGrower | null = null;

  constructor(given: GrowingData) {
    this.#given = given;
  }

  *grow(order: GrowOrder): Generator<GrownTree> {
    const { data, edges, classes, shape } = this.#given;
    if (order.type === "forest") {
      this.#forest ??= new ForestGrower(data, { edges, shape: { ...shape.forest, seed: shape.seed } });
      for (const number of order.numbers) yield { kind: "forest", number, nodes: this.#forest.grow(number) };
      return;
    }
    let number = order.before.length;
    for (const nodes of growBoosting(data, { edges, classes, shape: shape.boosting, before: order.before })) {
      yield { kind: "boosting", number: number++, nodes };
    }
  }
}
