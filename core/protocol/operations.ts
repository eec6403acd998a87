/** What the page and scripts may ask of how the program is run: its own figures, signals, the log. */
import type { FleetView } from "./forwarding.ts";
import type { LogPage, LogQuery } from "./log_entry.ts";
import type { PredictionsView } from "./model_view.ts";
import type { PerformanceFile } from "./performance.ts";
import type { Signal } from "./rows.ts";

/** Reads; nothing on the hot path waits for it. */
export interface Operations {
  /** null where nothing is measured, as in safe mode */
  performance(): PerformanceFile | null;
  /** odds above what a probability justifies, newest first */
  signals(query: { limit: number; beforeId?: number }): Promise<Signal[]>;
  /**
   * All machines of the fleet, as the collector counts them; null where nothing is forwarded.
   *
   * @throws {HostError} `network` when it does not say; `refused` when no collector's address is known
   */
  fleet(): Promise<FleetView | null>;
  /** lines of the log, newest first */
  logs(query: LogQuery): Promise<LogPage>;
  /** what models of the tables say and how they did; null where nothing is foretold: switched off, a recording, safe mode */
  predictions(): Promise<PredictionsView | null>;
}
