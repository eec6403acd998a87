/**
 * What runs beside the host and listens to it: forwarding, predictions, pictures of bets, performance. A service never
 * holds the host up, says its own troubles, and ends before the writer does.
 */
import { openForwarding } from "../forwarding/forwarding_service.ts";
import type { HealthView } from "../protocol/page.ts";
import { openHaltKeyWatch } from "./halt_key_watch.ts";
import { openDeadMan } from "./dead_man.ts";
import { openLedgerWatch } from "./ledger_watch.ts";
import type { HostService, OpenService, ServiceContext } from "./host_service.ts";
import { openPerformance } from "./performance_tracker.ts";
import { openPredictions } from "./predictions.ts";
import { openStorageCare } from "./storage_care.ts";
import { openSignals } from "./signal_service.ts";

/** All services, in the order in which they start; they end in the opposite one. */
const SERVICES: readonly OpenService[] = [
  openLedgerWatch,
  openHaltKeyWatch,
  openForwarding,
  openPerformance,
  openSignals,
  openPredictions,
  openDeadMan,
  openStorageCare,
];

export class Services implements AsyncDisposable {
  readonly #running: readonly HostService[];
  readonly #ends: AsyncDisposableStack;

  private constructor(running: readonly HostService[], ends: AsyncDisposableStack) {
    this.#running = running;
    this.#ends = ends;
  }

  static async open(context: ServiceContext, services: readonly OpenService[] = SERVICES): Promise<Services> {
    await using opened = new AsyncDisposableStack();
    const running: HostService[] = [];
    for (const open of services) {
      const service = await open(context);
      if (service) running.push(opened.use(service));
    }
    return new Services(running, opened.move());
  }

  warnings(): string[] {
    return this.#running.flatMap((service) => service.warnings());
  }

  /** What services add to the view of health. */
  health(): Partial<HealthView> {
    return Object.assign({}, ...this.#running.map((service) => service.health?.()));
  }

  /** The running service of a class; undefined where it does not run. */
  // deno-lint-ignore no-explicit-any
  find<T extends HostService>(kind: new (...options: any[]) => T): T | undefined {
    return this.#running.find((service): service is T => service instanceof kind);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#ends.disposeAsync();
  }
}
