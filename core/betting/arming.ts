/** Arming live bets in two steps: what is risked is shown with a code, and only the code, within a minute, arms. Ends by itself; knows no bets. */
import type { Clock } from "../clock.ts";
import { ARM_MINUTES_MAX } from "../protocol/bet.ts";
import { HostError } from "../protocol/errors.ts";
import type { ArmingConfirmation, ArmingOffer } from "../protocol/lease.ts";
import { SteadyTime } from "./steady_time.ts";

/** A code is good for so long. */
export const CODE_MS_MAX = 60_000;
const CODES = 1_000_000;

export interface ArmingOptions {
  clock: Pick<Clock, "nowMs">;
  /** whether the configuration allows live bets at all */
  liveAllowed: boolean;
  /** six figures; default: unpredictable ones */
  newCode?: () => string;
}

/** What the first step shows, besides code and times. */
export type ShownRisk = Pick<ArmingOffer, "players" | "lossPerHourMinor" | "hasEdge">;

export class Arming {
  readonly #options: ArmingOptions;
  readonly #time: SteadyTime;
  #offer: { offer: ArmingOffer; madeAtMs: number } | null = null;
  #untilMs: number | null = null;

  constructor(options: ArmingOptions) {
    this.#options = options;
    this.#time = new SteadyTime(options.clock);
  }

  /**
   * The first step; an earlier code counts no more.
   *
   * @throws {HostError} `refused` when the configuration does not allow live bets
   */
  offer(minutes: number, risk: ShownRisk): ArmingOffer {
    if (!(minutes > 0 && minutes <= ARM_MINUTES_MAX)) {
      throw new RangeError(`Cannot arm for ${minutes} minutes; up to ${ARM_MINUTES_MAX} are right`);
    }
    if (!this.#options.liveAllowed) {
      throw new HostError("refused", "Cannot arm: the configuration does not allow live bets (liveAllowed: false)");
    }
    const madeAtMs = this.#time.nowMs(), code = (this.#options.newCode ?? unpredictableCode)();
    const offer = { ...structuredClone(risk), code, minutes, validUntilMs: madeAtMs + CODE_MS_MAX };
    this.#offer = { offer, madeAtMs };
    return structuredClone(offer);
  }

  /**
   * The second step. A wrong code makes the right one void; a missing word for the loss does not.
   *
   * @throws {HostError} `refused`, saying what is wanted
   */
  confirm({ code, acceptsLossPerHourMinor }: ArmingConfirmation): ArmingOffer {
    const refuse = (why: string) => new HostError("refused", `Cannot arm: ${why}`);
    const nowMs = this.#time.nowMs(), made = this.#offer;
    if (!made) throw refuse("no code is waiting; ask for one first");
    const { offer } = made;
    if (this.#time.wasSetBack || nowMs >= offer.validUntilMs) {
      this.#offer = null;
      throw refuse(`the code was good for ${CODE_MS_MAX / 1000} s; ask for another`);
    }
    if (code !== offer.code) {
      this.#offer = null;
      throw refuse("this is not the code; ask for another");
    }
    if (!offer.hasEdge && acceptsLossPerHourMinor !== lossToAccept(offer)) {
      const loss = (lossToAccept(offer) / 100).toFixed(2);
      const known = offer.lossPerHourMinor === null ? "an unknown amount" : `${loss} an hour`;
      throw refuse(`there is no edge, and ${known} would be lost on average; accept the loss of ${loss} to arm`);
    }
    this.#offer = null;
    this.#untilMs = nowMs + Math.round(offer.minutes * 60_000);
    return offer;
  }

  /** Ends arming, and makes a waiting code void. */
  end(): void {
    this.#untilMs = null;
    this.#offer = null;
  }

  /** When it ends; null when nothing is armed. A clock that is set back ends it: nobody knows how long it has been. */
  get untilMs(): number | null {
    if (this.#time.wasSetBack) this.end();
    if (this.#untilMs !== null && this.#time.nowMs() >= this.#untilMs) this.#untilMs = null;
    return this.#untilMs;
  }
}

/** The amount that has to be named where there is no edge: whole minor units, 0 where it is unknown. */
function lossToAccept({ lossPerHourMinor }: Pick<ArmingOffer, "lossPerHourMinor">): number {
  return Math.round(lossPerHourMinor ?? 0);
}

function unpredictableCode(): string {
  const [number] = crypto.getRandomValues(new Uint32Array(1));
  return String(number % CODES).padStart(6, "0");
}
