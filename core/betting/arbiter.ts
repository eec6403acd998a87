/** The only owner of mouse and keyboard: takes requests, refuses what limits forbid, and has the rest placed one at a time. */
import type { Clock } from "../clock.ts";
import type { Bet, BetMode, Refusal } from "../protocol/bet.ts";
import { HostError } from "../protocol/errors.ts";
import type { ArmingConfirmation, ArmingOffer } from "../protocol/lease.ts";
import type { BettingView } from "../protocol/page.ts";
import type { ScreenSource } from "../screen/screen_source.ts";
import { ActionQueue } from "./action_queue.ts";
import { Admission, limited, STOPPED } from "./admission.ts";
import type { FlightRecorder } from "./flight_recorder.ts";
import { FirstLook, type Glance } from "./first_look.ts";
import { Arming, type ArmingOptions, type ShownRisk } from "./arming.ts";
import { Hand } from "./hand.ts";
import type { InputDevice } from "./input_device.ts";
import type { Ledger } from "./ledger.ts";
import type { LeasedRequest } from "./leases.ts";
import { forgery, type Limits } from "./limits.ts";
import { PaperPlacer } from "./paper_placer.ts";
import { checkSignal, NotPlaced, type Placer, type PlaceResult, reasonOf } from "./placer.ts";
import { ScreenPlacer } from "./screen_placer.ts";
import { type BettingTable, type PlacedTable, placeForBets } from "./table_controls.ts";
import { type PauseCause, TablePauses } from "./table_pauses.ts";
import { UserPause } from "./user_pause.ts";

export interface ArbiterRequest extends LeasedRequest {
  /** end of the waiting phase less a margin, epoch milliseconds; a later bet is refused, not tried */
  deadlineMs: number;
  /** round that is about to start, where it is known */
  roundId: number | null;
  /** length of the table's waiting phases as learnt, where it is known */
  waitingMs?: number;
}

export interface ArbiterOptions {
  clock: Clock;
  source: ScreenSource;
  /** null where there is nothing to click: then bets are on paper only */
  device: InputDevice | null;
  tables: readonly BettingTable[];
  limits: Limits;
  ledger: Ledger;
  /** whether the configuration allows live bets at all */
  liveAllowed: boolean;
  /** keeps pictures of each bet's steps */
  flights?: FlightRecorder;
  /** places bets by clicks; default: one that reads every step back from the source */
  screenPlacer?: Placer;
  /** default: unpredictable */
  newArmingCode?: ArmingOptions["newCode"];
}

const GONE: Refusal = { cause: "missed window", reason: "the table is gone" };

/** To be made before `ledger.recover()`: limits learn of bets from the ledger through the arbiter. */
export class Arbiter implements AsyncDisposable {
  readonly #options: ArbiterOptions;
  readonly #queue: ActionQueue;
  readonly #tables = new Map<string, PlacedTable>();
  readonly #pauses = new TablePauses();
  readonly #hand: Hand | null;
  readonly #user: UserPause;
  readonly #firstLook: FirstLook;
  readonly #paper: Placer;
  readonly #screen: Placer | null;
  /** the mode that clicks of this device mean */
  readonly #clickMode: BetMode | null;
  readonly #arming: Arming;
  readonly #admission: Admission;
  /** what is being placed */
  #acting: ArbiterRequest | null = null;
  #stopped = false;

  constructor(options: ArbiterOptions) {
    const { clock, source, device } = options;
    this.#options = options;
    this.#queue = new ActionQueue({ clock });
    this.#arming = new Arming({ clock, liveAllowed: options.liveAllowed, newCode: options.newArmingCode });
    this.#hand = device && new Hand(device);
    const onCorner = () => this.halt("the mouse was pulled into the top left corner");
    this.#user = new UserPause({ clock, hand: this.#hand, onCorner });
    this.#firstLook = new FirstLook({ clock, source });
    this.#paper = new PaperPlacer({ clock, source, latencyMs: (table) => this.#firstLook.measuredMs(table) });
    this.#screen = this.#hand && (options.screenPlacer ?? new ScreenPlacer({ clock, source, hand: this.#hand }));
    this.#clickMode = device && (device.name === "virtual" ? "virtual" : "live");
    const pauses = this.#pauses, arming = this.#arming, clickMode = this.#clickMode;
    this.#admission = new Admission({ ...options, pauses, arming, clickMode });
    options.ledger.onBet((bet) => options.limits.observe(bet));
    for (const table of options.tables) this.attach(table);
  }

  /** Takes bets for a table from now on. @throws {HostError} `bad_config` */
  attach(table: BettingTable): void {
    this.#tables.set(table.name, placeForBets(table));
  }

  /** Refuses bets on a table for a reason, those on paper too unless it is doubt; null: not for that one any more. */
  pause(name: string, reason: string | null, cause: PauseCause = "window"): void {
    this.#pauses.set(name, { cause, reason });
  }

  /** A table as bets see it. */
  tableOf(name: string): PlacedTable | undefined {
    return this.#tables.get(name);
  }

  /**
   * Places a bet when its turn comes. Whoever waits for the result must not hold `clock.work()` meanwhile.
   *
   * @returns the bet, `placed`, `refused`, `failed` or `unknown`
   */
  request(request: ArbiterRequest): Promise<Bet> {
    const { ledger } = this.#options;
    const wrong = this.#stopped ? STOPPED : limited(forgery(request));
    if (wrong) return ledger.refuse(request, wrong);
    const opened = Promise.withResolvers<Bet>();
    // A failure to open is met when the action's turn comes.
    opened.promise.catch(() => {});
    let result: Promise<Bet>;
    try {
      const lane = { urgent: true, lane: request.table };
      result = this.#queue.run((signal) => this.#act(request, { opened: opened.promise, signal }), lane)
        .catch((error) => this.#gaveWay(opened.promise, error));
    } catch (error) {
      return ledger.refuse(request, { cause: "limit", reason: reasonOf(error) });
    }
    ledger.request(request, request.roundId).then(opened.resolve, opened.reject);
    return result;
  }

  /**
   * Clicks where it does nothing, so that a table's session stays alive; after all waiting bets.
   * @returns whether it has clicked; throws {HostError} `queue_full`; `device` or `halted` when it could not
   */
  async keepAlive(table: string): Promise<boolean> {
    return await this.#queue.run((signal) => this.#clickHarmless(table, signal), { urgent: false, lane: table });
  }

  /** Stops betting at once: what is not pressed yet is undone. Ends arming too. */
  halt(reason: string): void {
    this.#options.limits.halt(reason);
    this.#arming.end();
    this.#abort({ cause: "limit", reason });
  }

  resume(): void {
    this.#options.limits.resume();
  }

  /** Ends a strategy's leases at a table at once: what is not pressed yet is undone. */
  revoke(strategy: string, table: string): void {
    this.#options.limits.revoke(strategy, table);
    if (this.#acting?.strategy !== strategy || this.#acting.table !== table) return;
    this.#abort({ cause: "limit", reason: `the lease of ${strategy} at ${table} was revoked` });
  }

  /** The first step of arming. @throws {HostError} `refused` when the configuration does not allow live bets */
  offerArming(minutes: number, risk: ShownRisk): ArmingOffer {
    return this.#arming.offer(minutes, risk);
  }

  /** The second step. @throws {HostError} `refused`, saying what is wanted */
  arm(confirmation: ArmingConfirmation): ArmingOffer {
    return this.#arming.confirm(confirmation);
  }

  disarm(): void {
    this.#arming.end();
    if (this.#acting?.mode === "live") this.#abort({ cause: "limit", reason: "disarmed" });
  }

  /** Takes no bet ever again; resolves once the current one is finished or undone. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#arming.end();
    this.#abort(STOPPED);
    await this.#queue.idle();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  view(): BettingView {
    const { limits, ledger } = this.#options;
    return {
      ...this.#state(),
      armedUntilMs: this.#arming.untilMs,
      queued: this.#queue.waiting,
      profitTodayMinor: limits.profitTodayMinor(this.#clickMode ?? "paper"),
      openBets: ledger.openBets().length,
    };
  }

  /** A bet that had to leave the queue for another table's is refused. */
  async #gaveWay(opened: Promise<Bet>, error: unknown): Promise<Bet> {
    if (!(error instanceof HostError) || error.code !== "queue_full") throw error;
    const bet = await opened;
    if (bet.state === "refused") return bet;
    return await this.#options.ledger.finish(bet.id, { state: "refused", cause: "limit", reason: reasonOf(error) });
  }

  async #act(request: ArbiterRequest, { opened, signal }: { opened: Promise<Bet>; signal: AbortSignal }): Promise<Bet> {
    const bet = await opened;
    if (bet.state === "refused") return bet;
    await this.#user.wait(signal);
    // From before its last check until its end: disarming in between finds it.
    this.#acting = request;
    try {
      return await this.#tryOut(bet, { request, signal });
    } finally {
      this.#acting = null;
    }
  }

  async #tryOut(bet: Bet, { request, signal }: { request: ArbiterRequest; signal: AbortSignal }): Promise<Bet> {
    const { ledger } = this.#options, table = this.#tables.get(request.table);
    let refusal = this.#refusal(request, signal), seen: Glance | null = null;
    if (!refusal && table && request.mode !== "paper") {
      seen = await this.#firstLook.take(table);
      // Much can happen while the screen is looked at.
      refusal = this.#refusal(request, signal) ?? this.#firstLook.tooLate(request, seen);
    }
    if (refusal) return ledger.finish(bet.id, { state: "refused", ...refusal });
    try {
      bet = await ledger.intend(bet.id, seen?.balanceMinor);
    } catch (error) {
      return { ...bet, state: "failed", cause: "other", reason: reasonOf(error) };
    }
    const { placedAtMs, ...outcome } = await this.#place(bet, { request, signal });
    return ledger.finish(bet.id, { ...outcome, placedAtMs: placedAtMs ?? undefined });
  }

  #refusal(request: ArbiterRequest, signal: AbortSignal): Refusal | null {
    if (this.#stopped) return STOPPED;
    return this.#admission.refusal(request, { table: this.#tables.get(request.table), signal });
  }

  /** Ends what is being placed: the press is not made, and what was typed is undone. */
  #abort({ cause, reason }: Refusal): void {
    this.#queue.abort(new NotPlaced(cause, { code: "halted", message: reason }));
  }

  async #place(
    bet: Bet,
    { request, signal }: { request: ArbiterRequest; signal: AbortSignal },
  ): Promise<PlaceResult> {
    const table = this.#tables.get(bet.table), placer = bet.mode === "paper" ? this.#paper : this.#screen;
    if (!table || !placer) return { state: "failed", ...GONE, placedAtMs: null };
    const { flights, clock } = this.#options, startMs = this.#nowMs;
    try {
      const result = await placer.place({
        ...{ bet, table, deadlineMs: request.deadlineMs, withdrawn: () => this.#admission.withdrawn(request) },
        onStep: (step, pictures) => flights?.step(bet.id, { step, atMs: clock.nowMs(), pictures }),
      }, signal);
      if (bet.mode !== "paper" && result.placedAtMs !== null) {
        this.#firstLook.learn(bet.table, result.placedAtMs - startMs);
      }
      return result;
    } finally {
      this.#user.heed();
    }
  }

  async #clickHarmless(name: string, signal: AbortSignal): Promise<boolean> {
    const table = this.#tables.get(name), hand = this.#hand;
    await this.#user.wait(signal);
    if (!table || !hand || this.#pauses.windowOf(name) || this.#state().state === "halted") return false;
    try {
      checkSignal(signal);
      await hand.clickAt(table.harmless);
      return true;
    } finally {
      this.#user.heed();
    }
  }

  #state(): Pick<BettingView, "state" | "reason"> {
    if (this.#stopped) return { state: "halted", reason: "betting has stopped" };
    const state = this.#options.limits.state();
    if (state.state !== "active" || !this.#user.active) return state;
    return { state: "active", reason: "paused for 5 s: the mouse was moved by hand" };
  }

  get #nowMs(): number {
    return this.#options.clock.nowMs();
  }
}
