/**
 * What runs beside the host and listens to it: forwarding, predictions, pictures of bets, performance. A service never
 * holds the host up, says its own troubles, and ends before the writer does.
 */
import type { Clock } from "../clock.ts";
import type { Config } from "../ops/config.ts";
import type { CoreSettings } from "../ops/core_settings.ts";
import type { Log } from "../ops/log.ts";
import type { PageChange, PageState } from "../protocol/page.ts";
import type { Reader } from "../storage/reader.ts";
import type { Writer } from "../storage/writer.ts";

/** What a service may see of the host. */
export interface ServiceContext {
  config: Config;
  settings: CoreSettings;
  clock: Clock;
  reader: Reader;
  writer: Writer;
  /** gives ids and numbers of rows */
  nextNumber: () => number;
  state: () => PageState;
  /** hears of every round, bet and look at health, as the page does; returns how to stop hearing */
  subscribe: (listener: (change: PageChange) => void) => () => void;
  /** stops betting, with the reason */
  halt: (reason: string) => void;
  log: Log;
}

export interface HostService extends AsyncDisposable {
  /** what is wrong for now, in words; empty when nothing is */
  warnings(): readonly string[];
}

/** Opens one service; null where the configuration does not ask for it. */
export type OpenService = (context: ServiceContext) => Promise<HostService | null>;

/** All services, in the order in which they start; they end in the opposite one. */
const SERVICES: readonly OpenService[] = [];

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

  [Symbol.asyncDispose](): Promise<void> {
    return this.#ends.disposeAsync();
  }
}
