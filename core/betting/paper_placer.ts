/** Places bets on paper: every check of the screen, no click, and as late as a press would be. Holds no device, so it cannot click by mistake. */
import { HostError } from "../protocol/errors.ts";
import {
  checkAllowed,
  checkSignal,
  checkWaiting,
  type PlaceOrder,
  type Placer,
  type PlaceResult,
  type PlacerOptions,
  reasonOf,
  whyOf,
} from "./placer.ts";

export interface PaperPlacerOptions extends PlacerOptions {
  /** how long a bet by clicks takes at a table, as measured there */
  latencyMs: (table: string) => number;
}

export class PaperPlacer implements Placer {
  readonly #options: PaperPlacerOptions;

  constructor(options: PaperPlacerOptions) {
    this.#options = options;
  }

  async place(order: PlaceOrder, signal: AbortSignal): Promise<PlaceResult> {
    const { clock, source } = this.#options;
    try {
      checkSignal(signal);
      const [picture] = await source.grab([order.table.phase]);
      const pressedAtMs = clock.nowMs() + this.#options.latencyMs(order.bet.table);
      checkWaiting(picture, { order, nowMs: pressedAtMs });
      checkAllowed(order, signal);
      return { state: "placed", reason: "", placedAtMs: pressedAtMs };
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      return { state: "failed", reason: reasonOf(error), cause: whyOf(error), placedAtMs: null };
    }
  }
}
