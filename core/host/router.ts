/** Sends each reading where it belongs: to the table's rounds, to collectors and strategies, and to the page. Holds no money and stores nothing. */
import type { BettingAgent } from "../betting/betting_agent.ts";
import type { Clock } from "../clock.ts";
import type { CollectorEvent } from "../protocol/cell_messages.ts";
import type { Reading } from "../protocol/reading.ts";
import type { Log } from "../ops/log.ts";
import { type Observation, RoundTracker } from "../tables/round_tracker.ts";

/** A collector's cell, as far as the router knows it. */
export interface EventSink {
  deliver(events: CollectorEvent[]): void;
}

export interface RouterOptions {
  clock: Clock;
  tables: readonly string[];
  collectors: readonly EventSink[];
  agents: ReadonlyMap<string, BettingAgent>;
  /** gives ids of rounds and numbers of events */
  nextNumber: () => number;
  onObservation: (observation: Observation) => void;
  log: Log;
}

export class Router {
  readonly #options: RouterOptions;
  readonly #trackers: Map<string, RoundTracker>;
  readonly #tasks = new Set<Promise<void>>();
  rounds = 0;
  missedRounds = 0;
  refusedScores = 0;

  constructor(options: RouterOptions) {
    this.#options = options;
    this.#trackers = new Map(
      options.tables.map((table) => [table, new RoundTracker({ table, nextId: options.nextNumber })]),
    );
  }

  /** Takes one reading of one table. */
  onReading(reading: Reading): void {
    const tracker = this.#trackers.get(reading.table);
    if (!tracker) return;
    const seen = tracker.observe(reading);
    this.#count(seen);
    this.#deliver(seen);
    this.#tellAgent(seen);
    this.#options.onObservation(seen);
  }

  /** Resolves once everything that readings have set off is done. */
  async idle(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
  }

  #count({ reading, round, missed, refused }: Observation): void {
    const { log } = this.#options;
    if (round) this.rounds += 1;
    if (missed) {
      this.missedRounds += 1;
      log("warning", reading.table, "a round's result could not be read; it is not stored");
    }
    if (refused !== null) {
      this.refusedScores += 1;
      log("debug", reading.table, `score not believed: ${refused}`);
    }
  }

  #deliver({ reading, roundId, change, round }: Observation): void {
    const { collectors, nextNumber } = this.#options;
    for (const collector of collectors) {
      const events: CollectorEvent[] = [{ seq: nextNumber(), topic: "reading", reading, roundId }];
      if (change) events.push({ seq: nextNumber(), topic: "phase", change });
      if (round) events.push({ seq: nextNumber(), topic: "round", round });
      collector.deliver(events);
    }
  }

  #tellAgent({ reading, change, round }: Observation): void {
    const agent = this.#options.agents.get(reading.table);
    if (!agent) return;
    agent.onReading(reading);
    if (round) this.#start(reading.table, () => agent.onRound(round));
    if (change) this.#start(reading.table, () => agent.onPhase(change));
  }

  #start(table: string, task: () => Promise<void>): void {
    const { clock, log } = this.#options;
    const running = clock.work(task).catch((error) => log("error", table, `betting: ${(error as Error).message}`));
    this.#tasks.add(running);
    running.finally(() => this.#tasks.delete(running));
  }
}
