/** What it means to place a bet: the order, the outcome, and what every mode checks first on the screen. */
import { type ErrorCode, HostError } from "../protocol/errors.ts";
import type { Bet, BetCause } from "../protocol/bet.ts";
import type { Clock } from "../clock.ts";
import type { ScreenSource } from "../screen/screen_source.ts";
import type { FlightStepName } from "../protocol/bet_story.ts";
import { readPhase } from "../vision/phase_reader.ts";
import type { Picture } from "../protocol/picture.ts";
import type { PlacedTable } from "./table_controls.ts";

/** Once so much of the waiting phase has passed, the press could come too late. */
const WAITING_SHARE_MAX = 0.9;

export interface PlaceOrder {
  bet: Bet;
  table: PlacedTable;
  /** end of the waiting phase, less a margin, epoch milliseconds; later no press */
  deadlineMs: number;
  /** asked right before the press: why the bet is not allowed any more; null when it is */
  withdrawn?: () => string | null;
  /** keeps what a step looked like; pictures of one moment, valid until it returns */
  onStep?: (step: FlightStepName, pictures: readonly Picture[]) => void;
}

export interface PlaceResult {
  /** `failed`: surely not placed; `unknown`: the press may have counted */
  state: "placed" | "failed" | "unknown";
  /** why it is not placed, else empty */
  reason: string;
  cause?: BetCause;
  /** moment of the press; null when there was none */
  placedAtMs: number | null;
}

export interface Placer {
  /** Places one bet. Aborting the signal stops it before the press; never rejects for what the world does. */
  place(order: PlaceOrder, signal: AbortSignal): Promise<PlaceResult>;
}

export interface PlacerOptions {
  clock: Clock;
  source: ScreenSource;
}

/** What keeps a bet from being placed, with its cause: an abort's reason, too. */
export class NotPlaced extends HostError {
  readonly why: BetCause;

  constructor(why: BetCause, { code, message }: { code: ErrorCode; message: string }) {
    super(code, message);
    this.why = why;
  }
}

/** The screen shows something else than it should: `message` says what. */
export function misread(message: string): NotPlaced {
  return new NotPlaced("misread", { code: "screen", message: `Cannot place bet: ${message}` });
}

/** The cause of whatever was thrown while a bet was placed. */
export function whyOf(thrown: unknown): BetCause {
  if (thrown instanceof NotPlaced) return thrown.why;
  if (!(thrown instanceof HostError)) return "other";
  return thrown.code === "deadline" ? "late" : thrown.code === "screen" ? "missed window" : "other";
}

/**
 * Makes sure that bets are open now, by the phase region's pixels of this moment.
 *
 * @throws {HostError} `deadline` when it is too late, `screen` when the phase cannot be made out
 */
export function checkWaiting(picture: Picture, { order, nowMs }: { order: PlaceOrder; nowMs: number }): void {
  if (nowMs >= order.deadlineMs) {
    throw new HostError("deadline", `Cannot place bet: ${nowMs - order.deadlineMs} ms late`);
  }
  const { phase, progress } = readPhase(picture, { table: order.table.description });
  if (phase === "unknown") throw new HostError("screen", "Cannot place bet: the table is covered or not readable");
  if (phase !== "waiting") throw new HostError("deadline", `Cannot place bet: the phase is ${phase}`);
  if (progress !== null && progress > WAITING_SHARE_MAX) {
    throw new HostError(
      "deadline",
      `Cannot place bet: ${Math.round(progress * 100)} % of the waiting phase has passed`,
    );
  }
}

/** @throws {HostError} `halted` when what was allowed is not any more */
export function checkAllowed({ withdrawn }: PlaceOrder, signal: AbortSignal): void {
  checkSignal(signal);
  const why = withdrawn?.() ?? null;
  if (why !== null) throw new NotPlaced("limit", { code: "halted", message: `Cannot place bet: ${why}` });
}

/** @throws {HostError} `halted` */
export function checkSignal(signal: AbortSignal): void {
  if (!signal.aborted) return;
  const message = `Cannot place bet: ${reasonOf(signal.reason)}`;
  throw new NotPlaced(whyOf(signal.reason), { code: "halted", message });
}

/** In words, whatever was thrown. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
