/** Threads that play step tables, as many as the machine has processors for. Multipliers are shared with them, not copied. */
import { filesOnly } from "../thread_permissions.ts";
import type { FastResult, StepTable } from "./fast_play.ts";
import type { SweepPiece } from "./sweep_worker.ts";

/** More would not help the machines that this is for. */
const THREADS_MAX = 4;
/** Step tables of one piece. */
const PIECE_TABLES = 8;

/**
 * Plays step tables over the same rounds; the results stand in their order.
 *
 * @param options `onResults`: some that are played, the first of them at `from`; `signal` ends it with its reason
 */
export async function playAll(
  tables: readonly StepTable[],
  multipliers: Int32Array,
  { bankrollMinor, onResults, signal }: {
    bankrollMinor: number | null;
    onResults?: (from: number, results: readonly FastResult[]) => void;
    signal?: AbortSignal;
  },
): Promise<FastResult[]> {
  const shared = share(multipliers), results: FastResult[] = [];
  let next = 0;
  const work = async () => {
    using thread = new SweepThread();
    while (next < tables.length) {
      signal?.throwIfAborted();
      const from = next, piece = tables.slice(from, next += PIECE_TABLES);
      const done = await thread.play({ multipliers: shared, tables: piece, bankrollMinor });
      done.forEach((result, at) => results[from + at] = result);
      onResults?.(from, done);
    }
  };
  const threads = Math.min(THREADS_MAX, navigator.hardwareConcurrency, Math.ceil(tables.length / PIECE_TABLES));
  await Promise.all(Array.from({ length: threads }, work));
  return results;
}

function share(multipliers: Int32Array): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(multipliers.byteLength));
  shared.set(multipliers);
  return shared;
}

class SweepThread implements Disposable {
  readonly #worker = new Worker(new URL("./sweep_worker.ts", import.meta.url), {
    type: "module",
    name: "sweep",
    deno: { permissions: filesOnly({ read: [] }) },
  });

  play(piece: SweepPiece): Promise<FastResult[]> {
    const { promise, resolve, reject } = Promise.withResolvers<FastResult[]>();
    this.#worker.onmessage = ({ data }: MessageEvent<FastResult[]>) => resolve(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot sweep: ${event.message}`));
    };
    this.#worker.postMessage(piece);
    return promise;
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}
