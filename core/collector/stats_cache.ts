/** The fleet's figures, counted once for all who ask within some seconds: in this process, or in Redis for several. */
import { type FleetView, fleetView } from "../protocol/forwarding.ts";

/** How old figures may be. */
export const STATS_MAX_AGE_MS = 5_000;

/** Holds the last figures; what it cannot hold or give back is counted anew. */
export interface StatsCache extends AsyncDisposable {
  /** null when there are none, or they are too old. Never throws. */
  get(): Promise<FleetView | null>;
  /** Never throws. */
  set(view: FleetView): Promise<void>;
  /** what is wrong with it for now; empty when nothing is */
  readonly trouble: string;
}

/** For one collector. */
export class MemoryCache implements StatsCache {
  readonly trouble = "";
  readonly #nowMs: () => number;
  #kept: { view: FleetView; untilMs: number } | null = null;

  /** @param nowMs milliseconds that never go back */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  get(): Promise<FleetView | null> {
    return Promise.resolve(this.#kept !== null && this.#nowMs() < this.#kept.untilMs ? this.#kept.view : null);
  }

  set(view: FleetView): Promise<void> {
    this.#kept = { view, untilMs: this.#nowMs() + STATS_MAX_AGE_MS };
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

/** Parses what a shared cache gives: others can write there. */
export function parseKept(text: string | null): FleetView | null {
  if (text === null) return null;
  try {
    return fleetView.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
