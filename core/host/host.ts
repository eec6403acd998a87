/** The core put together: started in order, stopped in order, and shown to the page. Every part's rules are in that part. */
import { join } from "node:path";
import { type Clock, WallClock } from "../clock.ts";
import type { HealthView } from "../protocol/page.ts";
import type { VirtualDesktop } from "../screen/virtual_source.ts";
import { DATABASE_FILE } from "../storage/open_database.ts";
import { Reader } from "../storage/reader.ts";
import type { Writer } from "../storage/writer.ts";
import { CaptureLoop } from "../tables/capture_loop.ts";
import type { Evidence } from "../tables/evidence.ts";
import type { Observation } from "../tables/round_tracker.ts";
import { BettingDesk } from "./betting_desk.ts";
import type { HealthProbe } from "./health_probe.ts";
import { type FaceParts, HostFace } from "./host_face.ts";
import {
  betsToRecover,
  caughtUp,
  clockFor,
  drain,
  eyeOf,
  type HostOptions,
  type OpenedParts,
  openHealth,
  openParts,
  openWriter,
  pastOf,
} from "./host_parts.ts";
import { Players } from "./players.ts";
import { HostNews } from "./host_news.ts";
import { PageLink } from "./page_link.ts";
import type { PluginSet } from "./plugin_set.ts";
import { Router } from "./router.ts";
import type { ScreenSetup } from "./screen_setup.ts";
import type { ScreenWatch } from "./screen_watch.ts";
import { Services } from "./services.ts";
import { TableFeed } from "./table_feed.ts";
import { Validation } from "./validation.ts";

const SAFE_MODE = "safe mode: the core crashed three times in five minutes";

export class Host extends HostFace implements AsyncDisposable {
  readonly clock: Clock;
  readonly #options: HostOptions;
  readonly #writer: Writer;
  readonly #reader: Reader;
  readonly #nextNumber: () => number;
  readonly screen: ScreenSetup;
  readonly virtualDesktop: VirtualDesktop | null;
  readonly #closeScreen: () => Promise<void>;
  readonly #plugins: PluginSet;
  readonly #desk: BettingDesk;
  readonly #players: Players;
  readonly #news: HostNews;
  readonly #router: Router;
  /** recorder and memory of the last seconds */
  readonly watch: ScreenWatch;
  /** what became of numbers that were not simply believed */
  readonly validation: Validation;
  readonly #loop: CaptureLoop;
  readonly #feed: TableFeed;
  readonly #health: HealthProbe;
  readonly #link: PageLink;
  #services: Services | null = null;
  #ledgerTrouble = "";
  #bets = 0;
  #final: HealthView | null = null;

  private constructor(options: HostOptions, parts: { writer: Writer; reader: Reader; clock: Clock } & OpenedParts) {
    super();
    const { log, settings } = options, { config } = parts;
    this.#options = { ...options, config };
    this.clock = parts.clock;
    this.#writer = parts.writer;
    this.#reader = parts.reader;
    this.#nextNumber = parts.nextNumber;
    this.#plugins = parts.plugins;
    this.watch = parts.watch;
    this.screen = parts.screen;
    this.virtualDesktop = parts.virtualDesktop;
    this.#closeScreen = parts.closeScreen;
    const players = new Map(config.strategies.map(({ table, strategy, mode }) => [table, { strategy, mode }]));
    this.#link = new PageLink({
      tables: () => this.#feed.views(),
      plugins: () => this.#plugins.views(),
      betting: () => this.#desk.arbiter.view(),
      lookAtHealth: () => this.#health.look(),
    });
    this.#feed = new TableFeed(parts.screen.tables, settings.safeMode ? new Map() : players);
    this.#news = new HostNews({
      ...{ collectors: parts.plugins.collectors, nextNumber: parts.nextNumber, clock: this.clock, log },
      state: () => this.state(),
      halt: (reason) => this.#desk.arbiter.halt(reason),
    });
    this.#desk = this.#openDesk();
    this.#players = new Players({
      ...{ config, log, choices: parts.choices, plugins: parts.plugins },
      ...{ desk: this.#desk, feed: this.#feed, link: this.#link },
      tables: settings.safeMode ? [] : this.screen.tables.map(({ name }) => name),
      hasDevice: this.screen.device !== null,
      historyOf: async (table) => (await pastOf(table, this.#reader)).history,
    });
    this.#router = new Router({
      clock: this.clock,
      tables: this.screen.tables.map((table) => table.name),
      bus: this.#news.bus,
      stages: parts.stages,
      agents: this.#desk.agents,
      nextNumber: parts.nextNumber,
      onObservation: (observation) => this.#observe(observation),
      log,
    });
    this.validation = this.#openValidation(parts.evidence);
    this.#loop = new CaptureLoop({
      source: this.screen.source,
      clock: this.clock,
      tickMs: config.tickMs,
      eyes: this.screen.tables.map((table) => eyeOf(table, { ...options, ...parts })),
      watchers: [...this.watch.watchers, ...parts.stages.watchers],
      inOrder: !(this.clock instanceof WallClock),
      onReading: (reading) => this.#router.onReading(reading),
      onBlind: (table, reason) => this.#feed.setTrouble(table, reason),
      onTrouble: (message) => log("error", "screen", message),
      settle: () => this.clock instanceof WallClock ? Promise.resolve() : caughtUp(parts),
    });
    const { validation } = this, troubles = () => this.#troubles(), extras = () => this.#services?.health() ?? {};
    this.#health = openHealth(options, { ...parts, loop: this.#loop, feed: this.#feed, validation, troubles, extras });
  }

  /**
   * Starts everything; tables whose plugin cannot run are shown with the reason, the rest runs.
   *
   * @throws {HostError} when the database or the screen cannot be used at all
   */
  static async start(options: HostOptions): Promise<Host> {
    const { settings } = options;
    await using opened = new AsyncDisposableStack();
    const clock = clockFor(options);
    let noteRows: PluginSet["noteRows"] = () => {};
    const writer = opened.use(
      await openWriter(options, { clock, onCommitted: (rows, rejectedOf) => noteRows(rows, rejectedOf) }),
    );
    const reader = opened.use(await Reader.open(join(settings.dataDir, DATABASE_FILE)));
    let tellPlugins = () => {};
    const parts = await openParts(options, { clock, writer, onState: () => tellPlugins() });
    opened.use(parts.plugins);
    const host: Host = new Host(options, { writer, reader, clock, ...parts });
    noteRows = (rows, rejected) => parts.plugins.noteRows(rows, rejected);
    tellPlugins = () => host.#link.pluginsChanged();
    if (!settings.safeMode) await host.#begin();
    host.#link.subscribe((change) => host.#news.onChange(change));
    host.#link.start();
    await host.#openServices();
    opened.move();
    return host;
  }

  #openValidation(evidence: Evidence): Validation {
    return new Validation({
      config: this.#options.config,
      clock: this.clock,
      source: this.screen.source,
      tables: this.screen.tables,
      router: this.#router,
      evidence,
      pictureOf: (table, region, tick) => this.#loop.picture(table, region, tick),
      onHistoryRound: (round) => {
        this.#feed.addRound(round);
        this.#link.tell({ type: "round", round });
      },
      onSight: (table, trouble) => this.#feed.setSight(table, this.watch.troubleOf(table) ?? trouble),
      log: this.#options.log,
    });
  }

  #openDesk(): BettingDesk {
    const { config, log, settings } = this.#options;
    const desk = new BettingDesk({
      config: settings.safeMode ? { ...config, strategies: [] } : config,
      ...{ clock: this.clock, screen: this.screen, reader: this.#reader, dataDir: settings.dataDir },
      strategyOf: (name) => this.#plugins.get(name),
      saveBet: (bet) => this.#writer.saveBet(bet),
      onBet: (bet) => {
        if (bet.state === "placed") this.#bets += 1;
        this.#plugins.noteBet(bet);
        this.#feed.onBet(bet);
        this.#news.onBet(bet);
        this.#link.tell({ type: "bet", bet });
        this.#link.bettingChanged();
      },
      onTrouble: (message) => {
        this.#ledgerTrouble = message;
        if (message) log("error", "ledger", message);
      },
      onMismatch: (mismatch) => this.#news.onMismatch(mismatch, this.validation.onMismatch(mismatch)),
      log,
    });
    if (settings.safeMode) desk.arbiter.halt(SAFE_MODE);
    else if (settings.crashes > 0) desk.arbiter.halt("the core crashed and was started again; look, then resume");
    return desk;
  }

  async #begin(): Promise<void> {
    await this.#desk.recover(await betsToRecover(this.#reader, this.clock.nowMs()));
    for (const { name } of this.screen.tables) {
      const { rounds, history } = await pastOf(name, this.#reader);
      this.#feed.restore(name, rounds);
      this.#router.restore(name, rounds);
      this.validation.restore(name, rounds);
      this.#desk.agents.get(name)?.restore(history);
    }
    await this.#plugins.start();
    this.#loop.start();
    this.watch.followWindows({
      ...{ clock: this.clock, source: this.screen.source, tables: this.screen.tables },
      phaseOf: (name) => this.#feed.views().find(({ table }) => table === name)?.phase ?? "unknown",
      tell: (table, trouble) => {
        this.#feed.setSight(table, trouble);
        this.#desk.arbiter.pause(table, trouble);
        this.#link.tablesChanged();
      },
    });
  }

  async #openServices(): Promise<void> {
    this.#services = await Services.open({
      ...{ ...this.#options, clock: this.clock, reader: this.#reader, writer: this.#writer },
      nextNumber: this.#nextNumber,
      state: () => this.state(),
      subscribe: (listener) => this.#link.subscribe(listener),
      halt: (reason) => this.#desk.arbiter.halt(reason),
    });
  }

  #observe(observation: Observation): void {
    this.#feed.observe(observation);
    this.validation.observe(observation);
    this.#link.tablesChanged();
    if (observation.round) this.#link.tell({ type: "round", round: observation.round });
  }

  /** Resolves when there is nothing more to see: a recording is over, or the host has stopped looking. */
  get screenEnded(): Promise<void> {
    return this.#loop.ended;
  }

  #troubles(): string[] {
    return [
      ...(this.#options.settings.safeMode ? [SAFE_MODE] : []),
      ...(this.#ledgerTrouble ? [`ledger: ${this.#ledgerTrouble}`] : []),
      ...this.validation.warnings(),
      ...this.#services?.warnings() ?? [],
    ];
  }

  protected get face(): FaceParts {
    return {
      ...{ feed: this.#feed, plugins: this.#plugins, desk: this.#desk, health: this.#health, link: this.#link },
      ...{ players: this.#players, reader: this.#reader, services: this.#services },
      ...{ dataDir: this.#options.settings.dataDir, log: this.#options.log },
    };
  }

  /** Figures of the run so far. */
  counts(): { rounds: number; bets: number; missedRounds: number; refusedScores: number } {
    const { rounds, missedRounds, refusedScores } = this.#router;
    return { rounds, bets: this.#bets, missedRounds, refusedScores };
  }

  /** Health as of now; after the end, as of the last moment at work. */
  async lookNow(): Promise<HealthView> {
    return this.#final ?? await this.#health.look();
  }

  /** Stops betting, then looking, then collecting, then writing. */
  async [Symbol.asyncDispose](): Promise<void> {
    const last = await this.#health.look();
    await this.#desk.stop();
    await this.watch.unfollow();
    await this.#loop[Symbol.asyncDispose]();
    await this.validation[Symbol.asyncDispose]();
    await this.#router.idle();
    await this.#plugins.stop();
    await this.#services?.[Symbol.asyncDispose]();
    await drain(this.#writer, this.#options.log);
    this.#link[Symbol.dispose]();
    this.#final = { ...last, nowMs: Date.now(), writer: this.#writer.view() };
    this.#health[Symbol.dispose]();
    await this.#plugins[Symbol.asyncDispose]();
    await this.#reader[Symbol.asyncDispose]();
    await this.#writer[Symbol.asyncDispose]();
    await this.#closeScreen();
  }
}
