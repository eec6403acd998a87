/** Who plays which table: by the configuration, and by what the user has decided since. Strategies come and go while the program runs. */
import type { Config } from "../ops/config.ts";
import type { Log } from "../ops/log.ts";
import type { PastRounds } from "../betting/betting_agent.ts";
import type { BetMode } from "../protocol/bet.ts";
import { HostError } from "../protocol/errors.ts";
import type { LeaseTerms } from "../protocol/lease.ts";
import type { StrategyControls } from "../protocol/page.ts";
import type { BettingDesk } from "./betting_desk.ts";
import type { PageLink } from "./page_link.ts";
import type { TableFeed } from "./table_feed.ts";
import type { PluginSlot } from "./plugin_slot.ts";
import { player as playerSchema, type UserChoices } from "./user_choices.ts";

/** A strategy at a table, as configuration and choices name it. */
export type TablePlayer = Config["strategies"][number];

/** The configuration with the user's choices in it; a choice that the configuration does not allow any more is left out and told. */
export function withChoices(config: Config, { choices, log }: { choices: UserChoices; log: Log }): Config {
  if (config.source === "replay") return config;
  const chosen = [...choices.players].filter(([table]) => config.tables.some(({ bookmaker }) => bookmaker === table));
  const players = chosen.flatMap(([table, player]) => {
    const why = player && whyNot(player.mode, config);
    if (why) log("error", table, `Cannot let ${player.strategy} play ${player.mode}: ${why}`);
    return player && !why ? [{ ...player, table }] : [];
  });
  const left = config.strategies.filter(({ table }) => !choices.players.has(table));
  return { ...config, strategies: [...left, ...players] };
}

/** Why the configuration does not allow a mode; empty when it does. */
function whyNot(mode: BetMode, { source, liveAllowed }: Pick<Config, "source" | "liveAllowed">): string {
  if (mode === "virtual" && source !== "virtual") return `source is ${source}: play paper or live`;
  if (mode === "live" && source !== "desktop") return `source is ${source}: live money needs source desktop`;
  return mode === "live" && !liveAllowed ? "liveAllowed is false in the configuration" : "";
}

export interface PlayersOptions {
  config: Config;
  choices: UserChoices;
  tables: readonly string[];
  /** whether something can be clicked on the real screen */
  hasDevice: boolean;
  plugins: { slotOf(strategy: string): PluginSlot | null };
  desk: Pick<BettingDesk, "hire" | "dismiss">;
  feed: Pick<TableFeed, "setPlayer">;
  link: Pick<PageLink, "tablesChanged">;
  /** a table's rounds of before, oldest first */
  historyOf: (table: string) => Promise<PastRounds>;
  log: Log;
}

export class Players implements StrategyControls {
  readonly #options: PlayersOptions;

  constructor(options: PlayersOptions) {
    this.#options = options;
  }

  async attach(strategy: string, { table, mode }: { table: string; mode: BetMode }): Promise<void> {
    const { config, choices, plugins, log } = this.#options;
    const refuse = (why: string) => new HostError("refused", `Cannot attach ${strategy} to ${table} (${mode}): ${why}`);
    this.#checkTable(table, refuse);
    const slot = plugins.slotOf(strategy);
    if (slot?.plugin.manifest.kind !== "strategy") throw refuse("there is no such strategy");
    const why = whyNot(mode, config);
    if (why !== "") throw refuse(why);
    if (mode === "live" && !this.#options.hasDevice) {
      throw refuse("it is the first live one: name it in the configuration");
    }
    const player = playerSchema.parse({ strategy, mode });
    await choices.setPlayer(table, player);
    slot.wanted = true;
    await slot.settle();
    const { desk, historyOf } = this.#options;
    desk.hire({ ...player, table }, await historyOf(table));
    this.#show(table, player);
    log("warning", table, `${strategy} plays from now on (${mode}), by the user's word`);
  }

  /** Keeps what became of a lease, over restarts too; null: it was revoked. */
  async keepLease(player: TablePlayer, terms: LeaseTerms | null): Promise<void> {
    const { strategy, mode, panel } = player;
    const kept = { strategy, mode, lease: terms ?? player.lease, ...(panel ? { panel } : {}) };
    await this.#options.choices.setPlayer(player.table, terms === null ? { ...kept, revoked: true } : kept);
  }

  async detach(table: string): Promise<void> {
    this.#checkTable(table, (why) => new HostError("refused", `Cannot detach from ${table}: ${why}`));
    await this.#options.choices.setPlayer(table, null);
    this.#options.desk.dismiss(table);
    this.#show(table, null);
    this.#options.log("warning", table, "nobody plays from now on, by the user's word");
  }

  #show(table: string, player: Pick<TablePlayer, "strategy" | "mode"> | null): void {
    this.#options.feed.setPlayer(table, player);
    this.#options.link.tablesChanged();
  }

  #checkTable(table: string, refuse: (why: string) => HostError): void {
    const { tables } = this.#options;
    if (!tables.includes(table)) throw refuse(`there is no such table; there are ${tables.join(", ") || "none"}`);
  }
}
