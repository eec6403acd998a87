/** What the user set while the program ran: plugins' settings, and who plays which table. In `settings.json` of the data folder; it wins over the configuration. */
import { join } from "node:path";
import { z } from "zod";
import { betPanels, lease, name } from "../ops/config.ts";
import { BET_MODES } from "../protocol/bet.ts";
import { KeptFile } from "../storage/kept_file.ts";

const CHOICES_FILE = "settings.json";
const CHOICES_MAX = 1000;

/** A strategy at a table. */
export const player = z.strictObject({
  strategy: name,
  mode: z.enum(BET_MODES),
  panel: betPanels.optional(),
  lease: lease.prefault({}),
  /** it plays, but has no lease until the user grants one */
  revoked: z.boolean().optional(),
});
export type Player = z.infer<typeof player>;

const choices = z.strictObject({
  version: z.literal(1),
  /** by plugin; whole: nothing of the configuration's settings is mixed in */
  settings: z.record(name, z.record(z.string(), z.unknown())).default({}),
  /** by table; null: nobody, whatever the configuration says */
  players: z.record(name, player.nullable()).default({}),
}).refine(
  ({ settings, players }) => Object.keys(settings).length + Object.keys(players).length <= CHOICES_MAX,
  `${CHOICES_MAX} choices at most`,
);

export class UserChoices {
  readonly #file: KeptFile<z.infer<typeof choices>>;
  #settings = new Map<string, Record<string, unknown>>();
  #players = new Map<string, Player | null>();
  /** why the file could not be used; empty when it could */
  trouble = "";

  private constructor(dataDir: string) {
    const otherwise = "the configuration holds";
    this.#file = new KeptFile(join(dataDir, CHOICES_FILE), { schema: choices, otherwise });
  }

  /** Reads a data folder's choices; a file that cannot be used is kept aside and told. */
  static async open(dataDir: string): Promise<UserChoices> {
    const choices = new UserChoices(dataDir);
    await choices.#read();
    return choices;
  }

  /** A plugin's settings; null where the configuration's hold. */
  settingsOf(plugin: string): Record<string, unknown> | null {
    return this.#settings.get(plugin) ?? null;
  }

  /** By table; null: nobody. */
  get players(): ReadonlyMap<string, Player | null> {
    return this.#players;
  }

  async setSettings(plugin: string, settings: Record<string, unknown>): Promise<void> {
    this.#settings.set(plugin, settings);
    await this.#write();
  }

  async setPlayer(table: string, player: Player | null): Promise<void> {
    this.#players.set(table, player);
    await this.#write();
  }

  async #read(): Promise<void> {
    const { value, trouble } = await this.#file.read();
    this.trouble = trouble;
    if (!value) return;
    this.#settings = new Map(Object.entries(value.settings));
    this.#players = new Map(Object.entries(value.players));
  }

  async #write(): Promise<void> {
    await this.#file.write(() => {
      const [settings, players] = [Object.fromEntries(this.#settings), Object.fromEntries(this.#players)];
      return { version: 1, settings, players };
    });
  }
}
