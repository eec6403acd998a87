/** What collectors are told besides what tables show: bets, alarms, how the program is. Betting halts while a collector cannot keep up. */
import type { BalanceMismatch } from "../betting/ledger.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../ops/log.ts";
import type { Bet } from "../protocol/bet.ts";
import type { HealthView, PageChange, PageState } from "../protocol/page.ts";
import { AlarmWatch } from "./alarm_watch.ts";
import { EventBus, type EventSink } from "./event_bus.ts";

const HEALTH_TOLD_EVERY_MS = 10_000;
const HOST = "host";

export interface HostNewsOptions {
  collectors: readonly EventSink[];
  nextNumber: () => number;
  clock: Clock;
  state: () => PageState;
  /** stops betting, with the reason */
  halt: (reason: string) => void;
  log: Log;
}

export class HostNews {
  /** events on their way to the collectors */
  readonly bus: EventBus;
  readonly #options: HostNewsOptions;
  readonly #alarms = new AlarmWatch();
  #healthToldMs = -Infinity;

  constructor(options: HostNewsOptions) {
    this.#options = options;
    this.bus = new EventBus({
      sinks: options.collectors,
      nextNumber: options.nextNumber,
      // Time that runs faster brings more events in a second of anybody else's.
      nowMs: () => options.clock.nowMs(),
      onPressure: (why) => this.#onPressure(why),
    });
  }

  onBet(bet: Bet): void {
    this.bus.publish(bet.table, [{ topic: "bet", bet }]);
  }

  /** The balance on the screen is not what the bets explain; `message` says so. */
  onMismatch({ table: about, atMs }: BalanceMismatch, message: string): void {
    this.bus.publish(about, [{ topic: "alarm", alarm: { kind: "balance", raised: true, about, message, atMs } }]);
  }

  /** Takes what the page is told: with each look at health, troubles that begin and end. */
  onChange(change: PageChange): void {
    if (change.type !== "health") return;
    const alarms = this.#alarms.look(this.#options.state(), this.#options.clock.nowMs());
    this.bus.publish(HOST, alarms.map((alarm) => ({ topic: "alarm", alarm })));
    this.#tellHealth(change.health);
  }

  #tellHealth({ ok, problems, lateTicks, writer: { queuedRows }, coreRssBytes }: HealthView): void {
    const nowMs = this.#options.clock.nowMs();
    if (nowMs - this.#healthToldMs < HEALTH_TOLD_EVERY_MS) return;
    this.#healthToldMs = nowMs;
    const health = { atMs: nowMs, ok, problems, lateTicks, queuedRows, coreRssBytes };
    this.bus.publish(HOST, [{ topic: "health", health }]);
  }

  /** No bet is made whose story might not be kept. */
  #onPressure(why: string | null): void {
    const { log, halt } = this.#options;
    if (why === null) return log("info", "events", "the collectors have caught up; betting may be resumed");
    log("error", "events", why);
    halt(why);
  }
}
