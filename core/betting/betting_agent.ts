/** Plays one table for one strategy: keeps its history, asks the strategy once a round and panel, and turns the answer into a request. Never clicks. */
import type { Clock } from "../clock.ts";
import type { Bet, BetMode, BetPanelNumber, BetPanels, Decision, HistoryRound } from "../protocol/bet.ts";
import type { Reading } from "../protocol/reading.ts";
import type { PhaseChange, Round } from "../protocol/round.ts";
import { chosenStake, type StakeRange } from "./bet_rules.ts";
import type { LeasedRequest, Worker } from "./leases.ts";
import type { Ledger } from "./ledger.ts";
import { reasonOf } from "./placer.ts";
import { PlayedRounds } from "./played_rounds.ts";

/** Length of a waiting phase until one has been seen whole. */
const WAITING_MS_DEFAULT = 5_000;
/** No press in this last part of the waiting phase. */
const DEADLINE_MARGIN_MS = 400;
/** The median of so many waiting phases counts. */
const WAITING_SEEN_MAX = 9;
/** What is shorter was no waiting phase, but one misread. */
const WAITING_MS_MIN = 2_000;

/** What a strategy is asked; its cell's name for it is `decide`. */
export interface DecideQuestion extends StakeRange {
  table: string;
  nowMs: number;
  /** absent: the first */
  panel?: 2;
  /** with the bets of that panel */
  history: HistoryRound[];
}

export interface BettingAgentOptions {
  clock: Clock;
  ledger: Ledger;
  table: string;
  strategy: string;
  mode: BetMode;
  /** which of the table's bet panels; each is asked about by itself; default: the first */
  panel?: BetPanels;
  /** the table's own limits, minor units */
  range: StakeRange;
  /** asks the strategy; null: no bet */
  decide: (question: DecideQuestion) => Promise<Decision | null>;
  /** the strategy's cell as of now: a bet counts only while the cell that asked for it lives; none: not known */
  worker?: () => Worker | null;
  /** the arbiter's */
  request: (
    request: LeasedRequest & { deadlineMs: number; roundId: number | null; waitingMs?: number },
  ) => Promise<Bet>;
  onTrouble: (message: string) => void;
}

export class BettingAgent implements AsyncDisposable {
  readonly #options: BettingAgentOptions;
  /** by the panels that are played */
  readonly #histories: ReadonlyMap<BetPanelNumber, PlayedRounds>;
  readonly #waitingsMs: number[] = [];
  readonly #requests = new Set<Promise<void>>();
  #last: Promise<void> = Promise.resolve();
  #waitingSince: { atMs: number; whole: boolean } | null = null;
  #unknownSinceMs: number | null = null;
  #askedRoundId: number | null = null;
  #mayAsk = true;
  #balanceMinor: number | null = null;
  #stopped = false;

  constructor(options: BettingAgentOptions) {
    this.#options = options;
    this.#histories = new Map(panelsOf(options.panel).map((number) => [number, new PlayedRounds()]));
  }

  /** Rounds of an earlier run, oldest first, with the bets of any panel, by the number of the panel. */
  restore(past: PastRounds): void {
    for (const [number, history] of this.#histories) history.restore(past[number]);
  }

  /** Notes the balance after the crash, to be compared with the ledger before the next bet. */
  onReading({ phase, myMoney }: Reading): void {
    if (phase === "crashed" && myMoney.value !== null) this.#balanceMinor = myMoney.value;
  }

  /** Settles the round's bet and adds the round to the history. */
  onRound(round: Round): Promise<void> {
    return this.#inTurn(async () => {
      const bets = await this.#options.ledger.settle(round);
      const own = bets.filter((bet) => bet.strategy === this.#options.strategy && bet.roundId === round.id);
      const { id: roundId, multiplier, endedAtMs } = round;
      for (const [number, history] of this.#histories) {
        const bet = own.find(({ panel = 1 }) => panel === number);
        history.push({ roundId, multiplier, endedAtMs, bet: bet ? resultOf(bet) : null });
      }
    });
  }

  /** Follows the phases; the start of a waiting phase is the moment to bet. Resolves once the strategy has answered. */
  onPhase(change: PhaseChange): Promise<void> {
    if (change.to === "unknown") this.#unknownSinceMs = change.atMs;
    if (change.to === "flying" || change.to === "crashed") {
      this.#learnWaiting(change);
      this.#mayAsk = true;
      return Promise.resolve();
    }
    if (change.to !== "waiting" || !this.#mayAsk || this.#stopped) return Promise.resolve();
    if (change.roundId !== null && change.roundId === this.#askedRoundId) return Promise.resolve();
    // While the table was covered its waiting phase may have begun already.
    const atMs = change.from === "unknown" ? this.#unknownSinceMs : change.atMs;
    this.#waitingSince = atMs === null ? null : { atMs, whole: change.from !== "unknown" };
    if (atMs === null) return Promise.resolve();
    this.#mayAsk = false;
    this.#askedRoundId = change.roundId;
    const deadlineMs = atMs + this.#waitingMs - DEADLINE_MARGIN_MS;
    return this.#inTurn(() => this.#ask(change.roundId, deadlineMs));
  }

  /** Asks nothing any more; resolves once what was asked is answered. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    await this.#last;
    await Promise.all(this.#requests);
  }

  get #waitingMs(): number {
    const sorted = this.#waitingsMs.toSorted((a, b) => a - b);
    return sorted.length === 0 ? WAITING_MS_DEFAULT : sorted[Math.floor((sorted.length - 1) / 2)];
  }

  #learnWaiting({ from, to, atMs }: PhaseChange): void {
    const since = this.#waitingSince;
    this.#waitingSince = null;
    if (from !== "waiting" || to !== "flying" || !since?.whole || atMs - since.atMs < WAITING_MS_MIN) return;
    this.#waitingsMs.push(atMs - since.atMs);
    this.#waitingsMs.splice(0, this.#waitingsMs.length - WAITING_SEEN_MAX);
  }

  async #ask(roundId: number | null, deadlineMs: number): Promise<void> {
    const { clock, ledger, table, mode } = this.#options;
    if (roundId !== null) await ledger.giveUp(table, roundId);
    if (this.#balanceMinor !== null && mode !== "paper") ledger.reconcile(table, this.#balanceMinor);
    this.#balanceMinor = null;
    if (clock.nowMs() >= deadlineMs) return;
    for (const panel of this.#histories.keys()) await this.#askFor(panel, { roundId, deadlineMs });
  }

  async #askFor(number: BetPanelNumber, when: { roundId: number | null; deadlineMs: number }): Promise<void> {
    const { clock, table, strategy, mode, range } = this.#options, panel = number === 2 ? { panel: number } : {};
    if (this.#stopped) return;
    const worker = this.#options.worker?.();
    const decision = await this.#options.decide({
      ...{ table, nowMs: clock.nowMs(), ...range, ...panel },
      history: structuredClone(this.#histories.get(number)!.last()),
    });
    const stake = chosenStake(decision);
    if (this.#stopped || stake === null) return;
    // Not waited for here: the next round must be settled even while this bet is still queued.
    const placed = this.#options.request({
      ...{ table, strategy, mode, requestedAtMs: clock.nowMs(), ...when, worker },
      ...panel,
      ...stake,
      // As the table's own bar tells how far a phase is, its learnt length tells how much is left.
      ...(this.#waitingsMs.length > 0 ? { waitingMs: this.#waitingMs } : {}),
    }).then(() => {}, (error) => this.#options.onTrouble(`${table}: ${reasonOf(error)}`));
    this.#requests.add(placed);
    placed.finally(() => this.#requests.delete(placed));
  }

  /** One event after the other; a failure is told and stops none of the next. */
  #inTurn(task: () => Promise<void>): Promise<void> {
    this.#last = this.#options.clock.work(() =>
      this.#last.then(task).catch((error) => this.#options.onTrouble(`${this.#options.table}: ${reasonOf(error)}`))
    );
    return this.#last;
  }
}

/** A table's rounds before now, oldest first, with the bets of each panel. */
export type PastRounds = Record<BetPanelNumber, readonly HistoryRound[]>;

function panelsOf(panel: BetPanels = 1): BetPanelNumber[] {
  return panel === "both" ? [1, 2] : [panel];
}

function resultOf({ stakeMinor, cashOutHundredths, state, payoutMinor }: Bet): HistoryRound["bet"] {
  return { stakeMinor, cashOutHundredths, state, payoutMinor: payoutMinor ?? 0 };
}
