/** What the page may see of the host and tell it. Reads copies and passes orders on; holds nothing. */
import { join, normalize } from "node:path";
import type { Arbiter } from "../betting/arbiter.ts";
import type { Config } from "../ops/config.ts";
import type { Log } from "../ops/log.ts";
import { HostError } from "../protocol/errors.ts";
import type {
  MoneyControls,
  PageChange,
  PageHost,
  PageState,
  PluginControls,
  StrategyControls,
} from "../protocol/page.ts";
import type { Reader } from "../storage/reader.ts";
import { EVIDENCE_FOLDER } from "../tables/evidence.ts";
import type { LedgerControls } from "../protocol/bet_story.ts";
import type { BettingDesk } from "./betting_desk.ts";
import { LedgerDesk } from "./ledger_desk.ts";
import type { HealthProbe } from "./health_probe.ts";
import type { HostService } from "./host_service.ts";
import { MoneyDesk } from "./money_desk.ts";
import type { PageLink } from "./page_link.ts";
import type { Players } from "./players.ts";
import type { PluginSet } from "./plugin_set.ts";
import type { Services } from "./services.ts";
import { rulesOf, SignalService } from "./signal_service.ts";
import type { TableFeed } from "./table_feed.ts";

/** The parts of the host that the page has to do with. */
export interface FaceParts {
  feed: TableFeed;
  plugins: PluginControls & Pick<PluginSet, "views" | "slotOf">;
  desk: BettingDesk;
  players: StrategyControls & Pick<Players, "keepLease">;
  health: HealthProbe;
  link: PageLink;
  reader: Reader;
  /** null until they are open */
  services: Services | null;
  dataDir: string;
  log: Log;
}

export abstract class HostFace implements PageHost {
  protected abstract get face(): FaceParts;

  state(): PageState {
    const { feed, plugins, desk, health } = this.face;
    return { tables: feed.views(), plugins: plugins.views(), betting: desk.arbiter.view(), health: health.view };
  }

  subscribe(listener: (change: PageChange) => void): () => void {
    return this.face.link.subscribe(listener);
  }

  /** The running service of a class; undefined where it does not run. */
  // deno-lint-ignore no-explicit-any
  service<T extends HostService>(kind: new (...options: any[]) => T): T | undefined {
    return this.face.services?.find(kind);
  }

  /** Puts those fields of another configuration to work that need no restart. */
  applySettings(config: Config): void {
    this.face.desk.setLimits(config.limits);
    this.service(SignalService)?.setRules(rulesOf(config));
    this.face.link.bettingChanged();
  }

  rounds(query: Parameters<PageHost["rounds"]>[0]): ReturnType<PageHost["rounds"]> {
    return this.face.reader.rounds(query);
  }

  roundStatistics(
    query: Parameters<PageHost["roundStatistics"]>[0],
  ): ReturnType<PageHost["roundStatistics"]> {
    return this.face.reader.roundStatistics(query);
  }

  bets(query: Parameters<PageHost["bets"]>[0]): ReturnType<PageHost["bets"]> {
    return this.face.reader.bets(query);
  }

  readings(query: Parameters<PageHost["readings"]>[0]): ReturnType<PageHost["readings"]> {
    return this.face.reader.readings(query);
  }

  /** Odds above what a probability justifies, newest first. */
  signals(query: Parameters<Reader["signals"]>[0]): ReturnType<Reader["signals"]> {
    return this.face.reader.signals(query);
  }

  async readingPicture(id: number): Promise<Uint8Array<ArrayBuffer>> {
    const { reader, dataDir } = this.face;
    const [reading] = await reader.readings({ limit: 1, beforeId: id + 1 });
    const name = reading?.id === id ? reading.picture : null;
    // The name comes from the database, which others may have written to: it must not lead out of the folder.
    if (name === null || normalize(name) !== name || !/^[\d-]+\/\d+\.png$/.test(name)) {
      throw new HostError("refused", `Cannot show picture of reading ${id}: there is none`);
    }
    try {
      return await Deno.readFile(join(dataDir, EVIDENCE_FOLDER, name));
    } catch (cause) {
      throw new HostError("refused", `Cannot show picture of reading ${id}: it is gone; only the newest are kept`, {
        cause,
      });
    }
  }

  halt(reason: string): Promise<void> {
    return this.#order((arbiter) => arbiter.halt(reason), { warning: `halted: ${reason}` });
  }

  resume(): Promise<void> {
    return this.#order((arbiter) => arbiter.resume(), { info: "resumed" });
  }

  disarm(): Promise<void> {
    return this.#order((arbiter) => arbiter.disarm(), { info: "live bets are disarmed" });
  }

  get money(): MoneyControls {
    const { desk, players, plugins, link, reader, dataDir, log } = this.face;
    return new MoneyDesk({ desk, players, plugins, link, reader, dataDir, log });
  }

  get plugins(): PluginControls {
    return this.face.plugins;
  }

  get ledger(): LedgerControls {
    return new LedgerDesk(this.face);
  }

  get strategies(): StrategyControls {
    return this.face.players;
  }

  #order(act: (arbiter: Arbiter) => void, { warning, info }: { warning?: string; info?: string }): Promise<void> {
    const { desk, log, link } = this.face;
    act(desk.arbiter);
    log(warning ? "warning" : "info", "betting", warning ?? info ?? "");
    link.bettingChanged();
    return Promise.resolve();
  }
}
