/** Places bets on paper: every check of the screen, no click. Holds no device, so it cannot click by mistake. */
import { HostError } from "../protocol/errors.ts";
import {
  checkSignal,
  checkWaiting,
  type PlaceOrder,
  type Placer,
  type PlaceResult,
  type PlacerOptions,
  reasonOf,
} from "./placer.ts";

export class PaperPlacer implements Placer {
  readonly #options: PlacerOptions;

  constructor(options: PlacerOptions) {
    this.#options = options;
  }

  async place(order: PlaceOrder, signal: AbortSignal): Promise<PlaceResult> {
    const { clock, source } = this.#options;
    try {
      checkSignal(signal);
      const [picture] = await source.grab([order.table.phase]);
      checkWaiting(picture, { order, nowMs: clock.nowMs() });
      checkSignal(signal);
      return { state: "placed", reason: "", placedAtMs: clock.nowMs() };
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      return { state: "failed", reason: reasonOf(error), placedAtMs: null };
    }
  }
}
