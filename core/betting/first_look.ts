/** What is looked at before a bet by clicks is allowed: the balance, and whether the waiting phase leaves time for it. Clicks nothing. */
import type { Clock } from "../clock.ts";
import type { BetRequest, Refusal } from "../protocol/bet.ts";
import { HostError } from "../protocol/errors.ts";
import type { ScreenSource } from "../screen/screen_source.ts";
import { readNumber } from "../vision/number_reader.ts";
import { readPhase } from "../vision/phase_reader.ts";
import { leftMs, PlacingPace } from "./placing_pace.ts";
import type { PlacedTable } from "./table_controls.ts";

/** What is on the screen; null where it is not there or not readable. */
export interface Glance {
  /** minor units */
  balanceMinor: number | null;
  /** share of the waiting phase that has passed */
  progress: number | null;
}

const NOTHING: Glance = { balanceMinor: null, progress: null };

export class FirstLook {
  readonly #clock: Clock;
  readonly #source: ScreenSource;
  readonly #pace = new PlacingPace();

  constructor({ clock, source }: { clock: Clock; source: ScreenSource }) {
    this.#clock = clock;
    this.#source = source;
  }

  /** One grab. What cannot be seen is met by the placer, which says what is wrong. */
  async take({ phase, balance, description }: PlacedTable): Promise<Glance> {
    try {
      const [phasePicture, money] = await this.#source.grab([phase, ...(balance ? [balance] : [])]);
      return {
        balanceMinor: money ? readBalance(money, description) : null,
        progress: readPhase(phasePicture, { table: description }).progress,
      };
    } catch (error) {
      if (error instanceof HostError) return NOTHING;
      throw error;
    }
  }

  /** Why a bet by clicks would not be finished before the flight; null when it would. */
  tooLate(
    request: Pick<BetRequest, "table" | "mode"> & { deadlineMs: number; waitingMs?: number },
    { progress }: Glance,
  ): Refusal | null {
    if (request.mode === "paper") return null;
    const left = leftMs({ ...request, nowMs: this.#clock.nowMs(), progress });
    const needed = this.#pace.expectedMs(request.table);
    if (left >= needed) return null;
    this.#pace.doubt(request.table);
    return { cause: "late", reason: `cannot finish in time: ${left} ms are left, and a bet takes ${needed} ms here` };
  }

  /** How long bets by clicks take at a table, as measured; 0 before the first. */
  measuredMs(table: string): number {
    return this.#pace.measuredMs(table);
  }

  /** A bet of that table was pressed so long after it was begun. */
  learn(table: string, tookMs: number): void {
    this.#pace.learn(table, tookMs);
  }
}

/** Minor units; null where no number is sure enough. */
export function readBalance(picture: Parameters<typeof readNumber>[0], { locale }: PlacedTable["description"]) {
  return readNumber(picture, { kind: "money", locale }, { thorough: false }).value;
}
