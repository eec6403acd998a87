/** A sweep's thread: plays step tables over shared multipliers. It has no permission and keeps nothing between two pieces. */
import { type FastResult, playFast, type StepTable } from "./fast_play.ts";

/** Core to thread. The first message of a thread brings the multipliers. */
export interface SweepPiece {
  multipliers: Int32Array;
  tables: StepTable[];
  bankrollMinor: number | null;
}

const self = globalThis as unknown as {
  onmessage: ((event: MessageEvent<SweepPiece>) => void) | null;
  postMessage(results: FastResult[]): void;
};

self.onmessage = ({ data: { multipliers, tables, bankrollMinor } }) =>
  self.postMessage(tables.map((table) => playFast(table, multipliers, { bankrollMinor })));
