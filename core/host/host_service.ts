/** What a service is, and what it may see of the host it runs beside. */
import type { Clock } from "../clock.ts";
import type { Config } from "../ops/config.ts";
import type { CoreSettings } from "../ops/core_settings.ts";
import type { Log } from "../ops/log.ts";
import type { Measures } from "../ops/measures.ts";
import type { HealthView, PageChange, PageState } from "../protocol/page.ts";
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
  /** where the parts of the program note what they cost; absent where nobody asks */
  measures?: Measures;
  log: Log;
}

export interface HostService extends AsyncDisposable {
  /** what is wrong for now, in words; empty when nothing is */
  warnings(): readonly string[];
  /** what the page's view of health says of it */
  health?(): Partial<HealthView>;
}

/** Opens one service; null where the configuration does not ask for it. */
export type OpenService = (context: ServiceContext) => Promise<HostService | null>;
