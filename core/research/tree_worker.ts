/** A thread that grows trees: it is given the data once, then told which trees. It has no permission. */
import { growBoosting } from "./boosting.ts";
import { ForestGrower } from "./forest.ts";
import type { ModelShape } from "./model_file.ts";
import type { GrownTree } from "./training_checkpoint.ts";
import type { BinnedRows } from "./tree_bins.ts";

/** Trusted, as the trainer made it. */
export type TreeOrder =
  | { type: "data"; data: BinnedRows; edges: Float32Array[]; classes: Uint8Array; shape: ModelShape }
  | { type: "forest"; numbers: number[] }
  | { type: "boosting"; before: Uint32Array[] };

export type TreeAnswer = { type: "tree"; tree: GrownTree } | { type: "done" };

const self = globalThis as unknown as {
  onmessage: ((event: MessageEvent<TreeOrder>) => void) | null;
  postMessage(answer: TreeAnswer, transfer?: Transferable[]): void;
};
let given: Extract<TreeOrder, { type: "data" }> | null = null;
let grower: ForestGrower | null = null;

function send(tree: GrownTree): void {
  self.postMessage({ type: "tree", tree }, [tree.nodes.buffer]);
}

function work(order: TreeOrder): void {
  if (order.type === "data") {
    given = order;
    return;
  }
  if (!given) throw new TypeError(`Cannot grow ${order.type}: no data was given`);
  const { data, edges, classes, shape } = given;
  if (order.type === "forest") {
    grower ??= new ForestGrower(data, { edges, shape: { ...shape.forest, seed: shape.seed } });
    for (const number of order.numbers) send({ kind: "forest", number, nodes: grower.grow(number) });
  } else {
    let number = order.before.length;
    for (const nodes of growBoosting(data, { edges, classes, shape: shape.boosting, before: order.before })) {
      send({ kind: "boosting", number: number++, nodes });
    }
  }
  self.postMessage({ type: "done" });
}

self.onmessage = ({ data }) => work(data);
