/** How the program is run, as the page may see and change it: its figures. Reads what services hold; holds nothing itself. */
import type { Operations } from "../protocol/operations.ts";
import type { PerformanceFile } from "../protocol/performance.ts";
import type { Signal } from "../protocol/rows.ts";
import type { HostFace } from "./host_face.ts";
import { PerformanceTracker } from "./performance_tracker.ts";

export class OperationsDesk implements Operations {
  readonly #host: Pick<HostFace, "service" | "signals">;

  constructor(host: Pick<HostFace, "service" | "signals">) {
    this.#host = host;
  }

  performance(): PerformanceFile | null {
    return this.#host.service(PerformanceTracker)?.view() ?? null;
  }

  signals(query: { limit: number; beforeId?: number }): Promise<Signal[]> {
    return this.#host.signals(query);
  }
}
