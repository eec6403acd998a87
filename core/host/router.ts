/** Sends each reading where it belongs: to the table's rounds, to collectors and strategies, and to the page. Holds no money and stores nothing. */
import type { BettingAgent } from "../betting/betting_agent.ts";
import type { Clock } from "../clock.ts";
import type { Reading } from "../protocol/reading.ts";
import type { Log } from "../ops/log.ts";
import type { Round } from "../protocol/round.ts";
import { ROUND_ID_ROOM } from "../tables/history_keeper.ts";
import { type Observation, RoundTracker } from "../tables/round_tracker.ts";
import type { EventBus, HostEvent } from "./event_bus.ts";
import type { StageWatch } from "./stage_watch.ts";

export interface RouterOptions {
  clock: Clock;
  tables: readonly string[];
  /** collectors hear of everything through it */
  bus: Pick<EventBus, "publish">;
  /** what the pixels tell beside the readings; absent: nothing */
  stages?: Pick<StageWatch, "judge" | "sampleOf">;
  agents: ReadonlyMap<string, BettingAgent>;
  /** gives ids of rounds */
  nextNumber: () => number;
  onObservation: (observation: Observation) => void;
  log: Log;
}

export class Router {
  readonly #options: RouterOptions;
  readonly #trackers: Map<string, RoundTracker>;
  readonly #tasks = new Set<Promise<void>>();
  rounds = 0;
  /** rounds taken from the tables' history strips */
  filledRounds = 0;
  refusedScores = 0;
  repairedScores = 0;
  withheldNumbers = 0;
  readonly #missed = new Set<number>();
  /** id of the newest round that each table's agent was told of */
  readonly #told = new Map<string, number>();

  constructor(options: RouterOptions) {
    this.#options = options;
    this.#trackers = new Map(
      options.tables.map((table) => [table, new RoundTracker({ table, nextId: () => this.#nextRoundId() })]),
    );
  }

  /** rounds whose result could not be read and that no strip has shown since */
  get missedRounds(): number {
    return this.#missed.size;
  }

  /** How fast a table's multiplier climbs: growth of its logarithm a second, as far as is known. */
  growthOf(table: string): number {
    return this.#trackers.get(table)!.rate.perSecond;
  }

  /** Rounds of an earlier run, oldest first. */
  restore(table: string, rounds: readonly Round[]): void {
    this.#trackers.get(table)?.restore(rounds);
  }

  /** Takes one reading of one table. */
  onReading(reading: Reading): void {
    const tracker = this.#trackers.get(reading.table);
    if (!tracker) return;
    const seen = tracker.observe(this.#options.stages?.judge(reading) ?? reading);
    this.#count(seen);
    this.#deliver(seen);
    this.#tellAgent(seen);
    this.#options.onObservation(seen);
  }

  /** Takes a round that was not seen: the table's history strip proves it. */
  onHistoryRound(round: Round): void {
    this.filledRounds += 1;
    this.#missed.delete(round.id);
    const { bus, agents, log } = this.#options;
    log("info", round.table, `round ${(round.multiplier / 100).toFixed(2)}x is taken from the history strip`);
    bus.publish(round.table, [{ topic: "round", round }]);
    // A strategy's history is in order: what comes too late for it is only stored.
    const agent = agents.get(round.table);
    if (agent && round.id > (this.#told.get(round.table) ?? 0)) this.#tellRound(agent, round);
  }

  /** Resolves once everything that readings have set off is done. */
  async idle(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
  }

  /** Ids leave room behind each for rounds that a history strip shows after it. */
  #nextRoundId(): number {
    const { nextNumber } = this.#options;
    const id = nextNumber();
    for (let number = 0; number < ROUND_ID_ROOM; number++) nextNumber();
    return id;
  }

  #count({ reading, round, missed, doubts }: Observation): void {
    const { log } = this.#options;
    if (round) this.rounds += 1;
    if (missed) {
      this.#missed.add(missed.id);
      log("info", reading.table, "a round's result could not be read; the history strip may show it");
    }
    for (const { region, why, repairedTo } of doubts) {
      if (region !== "score") this.withheldNumbers += 1;
      else if (repairedTo !== null) this.repairedScores += 1;
      else this.refusedScores += 1;
      log(
        "debug",
        reading.table,
        `${region} not believed: ${why}${repairedTo === null ? "" : `; it is ${repairedTo}`}`,
      );
    }
  }

  #deliver({ reading, roundId, change, round }: Observation): void {
    const { bus, stages } = this.#options;
    const events: HostEvent[] = [{ topic: "reading", reading, roundId }];
    if (change) events.push({ topic: "phase", change });
    if (round) events.push({ topic: "round", round });
    const sample = stages?.sampleOf(reading);
    if (sample) events.push({ topic: "sample", sample });
    bus.publish(reading.table, events);
  }

  #tellAgent({ reading, change, round }: Observation): void {
    const agent = this.#options.agents.get(reading.table);
    if (!agent) return;
    agent.onReading(reading);
    if (round) this.#tellRound(agent, round);
    if (change) this.#start(reading.table, () => agent.onPhase(change));
  }

  #tellRound(agent: BettingAgent, round: Round): void {
    this.#told.set(round.table, round.id);
    this.#start(round.table, () => agent.onRound(round));
  }

  #start(table: string, task: () => Promise<void>): void {
    const { clock, log } = this.#options;
    const running = clock.work(task).catch((error) => log("error", table, `betting: ${(error as Error).message}`));
    this.#tasks.add(running);
    running.finally(() => this.#tasks.delete(running));
  }
}
