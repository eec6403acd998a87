/** How the program is run, as the page may see and change it: its figures. Reads what services hold; holds nothing itself. */
import { ForwardingService } from "../forwarding/forwarding_service.ts";
import { logPath, LogSearch } from "../ops/log_search.ts";
import type { FleetView } from "../protocol/forwarding.ts";
import type { LogPage, LogQuery } from "../protocol/log_entry.ts";
import type { Operations } from "../protocol/operations.ts";
import type { PredictionsView } from "../protocol/model_view.ts";
import type { PerformanceFile } from "../protocol/performance.ts";
import type { Signal } from "../protocol/rows.ts";
import type { HostFace } from "./host_face.ts";
import { PerformanceTracker } from "./performance_tracker.ts";
import { Predictions } from "./predictions.ts";

export class OperationsDesk implements Operations {
  readonly #host: Pick<HostFace, "service" | "signals">;

  readonly #logs: LogSearch;

  constructor(host: Pick<HostFace, "service" | "signals">, { dataDir }: { dataDir: string }) {
    this.#host = host;
    this.#logs = new LogSearch(logPath(dataDir));
  }

  performance(): PerformanceFile | null {
    return this.#host.service(PerformanceTracker)?.view() ?? null;
  }

  signals(query: { limit: number; beforeId?: number }): Promise<Signal[]> {
    return this.#host.signals(query);
  }

  async fleet(): Promise<FleetView | null> {
    return await this.#host.service(ForwardingService)?.fleet() ?? null;
  }

  logs(query: LogQuery): Promise<LogPage> {
    return this.#logs.find(query);
  }

  async predictions(): Promise<PredictionsView | null> {
    return await this.#host.service(Predictions)?.view() ?? null;
  }
}
