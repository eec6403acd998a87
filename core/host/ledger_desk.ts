/** What the user may ask about the ledger, and decide about doubtful bets. Presses nothing. */
import type { Bet } from "../protocol/bet.ts";
import type { BetStory, LedgerControls, LedgerReport, Resolution, ResolvedState } from "../protocol/bet_story.ts";
import { HostError } from "../protocol/errors.ts";
import type { Reader } from "../storage/reader.ts";
import type { BettingDesk } from "./betting_desk.ts";

export class LedgerDesk implements LedgerControls {
  readonly #reader: Reader;
  readonly #desk: BettingDesk;

  constructor({ reader, desk }: { reader: Reader; desk: BettingDesk }) {
    this.#reader = reader;
    this.#desk = desk;
  }

  async story(betId: number): Promise<BetStory> {
    const bet = await this.#reader.bet(betId);
    if (!bet) throw new HostError("refused", `Cannot tell of bet ${betId}: the ledger has none of that number`);
    const events = await this.#reader.betEvents(betId);
    return { bet, events, steps: await this.#desk.flights.steps(betId) };
  }

  picture(betId: number, index: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.#desk.flights.picture(betId, index);
  }

  async check(options: { head?: string }): Promise<LedgerReport> {
    const { head, events, unchained, faults, faultsInAll, headFound } = await this.#reader.checkLedger(options);
    return { head, events, unchained, faults, faultsInAll, headFound };
  }

  reconcile(): Promise<Resolution[]> {
    return this.#desk.reconciler.now();
  }

  resolve(betId: number, state: ResolvedState): Promise<Bet> {
    return this.#desk.resolve(betId, state);
  }
}
