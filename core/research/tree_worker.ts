/** A thread that grows trees: it is given the data once, then told which trees. It has no permission. */
import { type GrowingData, type GrowOrder, OrderGrower } from "./grow_order.ts";
import type { GrownTree } from "./training_checkpoint.ts";

/** Trusted, as the trainer made it. */
export type TreeOrder = { type: "data"; given: GrowingData } | GrowOrder;

export type TreeAnswer = { type: "tree"; tree: GrownTree } | { type: "done" };

const self = globalThis as unknown as {
  onmessage: ((event: MessageEvent<TreeOrder>) => void) | null;
  postMessage(answer: TreeAnswer, transfer?: Transferable[]): void;
};
let grower: OrderGrower | null = null;

function work(order: TreeOrder): void {
  if (order.type === "data") {
    grower = new OrderGrower(order.given);
    return;
  }
  if (!grower) throw new TypeError(`Cannot grow ${order.type}: no data was given`);
  for (const tree of grower.grow(order)) self.postMessage({ type: "tree", tree }, [tree.nodes.buffer]);
  self.postMessage({ type: "done" });
}

self.onmessage = ({ data }) => work(data);
