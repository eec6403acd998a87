/** Grows a forest and boosted trees on threads: a thread that is free takes the next trees. Same trees with any number of threads. */
import { HostError } from "../protocol/errors.ts";
import { type GrowOrder, OrderGrower } from "./grow_order.ts";
import type { ModelShape } from "./model_file.ts";
import type { TrainingPart } from "./training_data.ts";
import type { GrownTree } from "./training_checkpoint.ts";
import { binRows, findEdges } from "./tree_bins.ts";
import type { TreeAnswer, TreeOrder } from "./tree_worker.ts";

/** Forest trees that a thread takes at once. */
const TREES_AT_ONCE = 4;

export interface GrowOptions {
  shape: ModelShape;
  /** threads; 0: this one, which is busy until the end */
  workers: number;
  /** grown before */
  before: readonly GrownTree[];
  /** hears of each tree that is grown now */
  onTree: (tree: GrownTree) => void | Promise<void>;
  signal?: AbortSignal;
}

/** All trees of both kinds, each kind in its order. */
export interface GrownTrees {
  forest: Uint32Array[];
  boosting: Uint32Array[];
}

/** @throws {HostError} `refused` when the signal aborts, `bad_config` when a thread fails */
export async function growTrees(part: TrainingPart, options: GrowOptions): Promise<GrownTrees> {
  const { shape, workers, before, onTree, signal } = options;
  const edges = findEdges(part.features), classes = part.outcomes.slice();
  const data = binRows(part.features, edges, classes);
  const forest: Uint32Array[] = [], boosting: Uint32Array[] = [];
  for (const { kind, number, nodes } of before) (kind === "forest" ? forest : boosting)[number] = nodes;
  const orders = ordersFor(shape, { forest, boosting });
  const heard: Promise<void>[] = [], stop = Promise.withResolvers<never>();
  const grown = (tree: GrownTree) => {
    (tree.kind === "forest" ? forest : boosting)[tree.number] = tree.nodes;
    heard.push(Promise.try(onTree, tree).catch(stop.reject));
  };
  const given = { data, edges, classes, shape };
  if (workers === 0) {
    const here = new OrderGrower(given);
    for (const order of orders.splice(0)) for (const tree of here.grow(order)) grown(tree);
  }
  const abort = () => stop.reject(new HostError("refused", "Cannot go on training: it was stopped"));
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted) abort();
  const threads = Array.from({ length: Math.min(workers, orders.length) }, () => new Thread(grown));
  try {
    const all = threads.map(async (thread) => {
      thread.give({ type: "data", given });
      for (let order = orders.shift(); order; order = orders.shift()) await thread.run(order);
    });
    await Promise.race([Promise.all(all).then(() => Promise.all(heard)), stop.promise]);
  } finally {
    stop.promise.catch(() => {});
    signal?.removeEventListener("abort", abort);
    for (const thread of threads) thread[Symbol.dispose]();
    // Who listens may still be writing what it heard, and closes its file after this.
    await Promise.all(heard);
  }
  return { forest, boosting };
}

/** What is still to grow: boosting first, for its trees cannot be shared out. */
function ordersFor(shape: ModelShape, { forest, boosting }: GrownTrees): GrowOrder[] {
  const missing = Array.from({ length: shape.forest.trees }, (_, number) => number).filter((number) =>
    !(number in forest)
  );
  const orders: GrowOrder[] = [];
  if (boosting.length < shape.boosting.trees) orders.push({ type: "boosting", before: [...boosting] });
  while (missing.length > 0) orders.push({ type: "forest", numbers: missing.splice(0, TREES_AT_ONCE) });
  return orders;
}

class Thread implements Disposable {
  readonly #worker: Worker;
  #done = Promise.withResolvers<void>();

  constructor(onTree: (tree: GrownTree) => void) {
    this.#worker = new Worker(new URL("./tree_worker.ts", import.meta.url), {
      type: "module",
      name: "trees",
      deno: { permissions: "none" },
    });
    this.#worker.onmessage = ({ data }: MessageEvent<TreeAnswer>) => {
      if (data.type === "tree") onTree(data.tree);
      else this.#done.resolve();
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#done.reject(new HostError("bad_config", `Cannot grow trees: ${event.message}`));
    };
  }

  give(order: TreeOrder): void {
    this.#worker.postMessage(order);
  }

  /** Resolves when all trees of the order have been told. */
  run(order: GrowOrder): Promise<void> {
    this.#done = Promise.withResolvers();
    this.#worker.postMessage(order);
    return this.#done.promise;
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}
