/** What processes use of the machine, as the supervisor tells it: the core itself may not look. */
import type { ProcessUsage } from "../cells/process_usage.ts";
import { usageReport } from "../ops/core_settings.ts";

/** A process that nobody asked about for this long is not watched any more. */
const WANTED_FOR_MS = 10_000;

export class UsageFeed {
  readonly #known = new Map<number, ProcessUsage>();
  readonly #wantedAtMs = new Map<number, number>();

  /** What a process used when it was last looked at; null until then. Asking is what has it looked at. */
  of(pid: number): Promise<ProcessUsage | null> {
    this.#wantedAtMs.set(pid, performance.now());
    return Promise.resolve(this.#known.get(pid) ?? null);
  }

  /** Processes to look at. */
  wanted(): number[] {
    for (const [pid, atMs] of this.#wantedAtMs) {
      if (performance.now() - atMs < WANTED_FOR_MS) continue;
      this.#wantedAtMs.delete(pid);
      this.#known.delete(pid);
    }
    return [...this.#wantedAtMs.keys()];
  }

  /** Takes one line of the supervisor; anything else than a report is our own bug. */
  take(line: string): void {
    for (const { pid, rssBytes, cpuMs } of usageReport.parse(JSON.parse(line))) {
      this.#known.set(pid, { rssBytes, cpuMs });
    }
  }
}
