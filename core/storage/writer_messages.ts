/** Every message between the core and the writer's thread. Both ends are ours. */
import type { Bet } from "../protocol/bet.ts";
import type { FlatBatch } from "./flat_batch.ts";
import type { OutboxOptions } from "./outbox_triggers.ts";
import type { CarePolicy, CareReport } from "./row_care.ts";
import type { BatchResult } from "./row_store.ts";

/** Rows of one transaction. */
export interface BatchJob {
  id: number;
  batch: FlatBatch;
  atMs: number;
}

/** A batch that is committed, and the time that its transaction took. */
export interface BatchDone {
  id: number;
  result: BatchResult;
  ms: number;
}

/**
 * Core to writer. Ids count up; each batch and bet is answered once, after its commit. Several batches share a message
 * where several wait: a message costs as much as twenty rows.
 */
export type WriterRequest =
  | { type: "open"; path: string; outbox: OutboxOptions | null }
  | { type: "batches"; jobs: BatchJob[] }
  | { type: "bet"; id: number; bet: Bet; atMs: number }
  | { type: "care"; policy: CarePolicy }
  | { type: "close" };

/** Writer to core. */
export type WriterAnswer =
  | { type: "opened" }
  | { type: "refused"; message: string }
  | { type: "batches"; done: BatchDone[] }
  | { type: "bet"; id: number }
  | { type: "bet-refused"; id: number; message: string }
  | { type: "cared"; report: CareReport }
  /** what had to be left out at the opening */
  | { type: "told"; text: string }
  | { type: "trouble"; text: string }
  | { type: "closed" };
