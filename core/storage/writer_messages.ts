/** Every message between the core and the writer's thread. Both ends are ours. */
import type { Bet } from "../protocol/bet.ts";
import type { FlatBatch } from "./flat_batch.ts";
import type { BatchResult } from "./row_store.ts";

/** Core to writer. Ids count up; each `batch` and `bet` is answered once, after its commit. */
export type WriterRequest =
  | { type: "open"; path: string }
  | { type: "batch"; id: number; batch: FlatBatch; atMs: number }
  | { type: "bet"; id: number; bet: Bet; atMs: number }
  | { type: "close" };

/** Writer to core. */
export type WriterAnswer =
  | { type: "opened" }
  | { type: "refused"; message: string }
  | { type: "batch"; id: number; result: BatchResult; ms: number }
  | { type: "bet"; id: number }
  | { type: "bet-refused"; id: number; message: string }
  | { type: "trouble"; text: string }
  | { type: "closed" };
