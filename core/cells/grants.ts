/**
 * The user's decisions about plugins, in `grants.json` of the data folder: what was approved, what is switched on or off.
 * It holds no plugin and starts none. A file that cannot be read grants nothing and is kept aside.
 */
import { join } from "node:path";
import { z } from "zod";
import { type Grant, grant } from "../protocol/grant.ts";
import { KeptFile } from "../storage/kept_file.ts";

const GRANTS_FILE = "grants.json";
const DECISIONS_MAX = 1000;

const decision = z.strictObject({
  grant: grant.optional(),
  /** the user's own switch; without it the configuration decides */
  enabled: z.boolean().optional(),
});
/** What the user decided about one plugin. */
export type Decision = z.infer<typeof decision>;

const grantsFile = z.strictObject({
  version: z.literal(1),
  plugins: z.record(z.string().max(40), decision).refine(
    (plugins) => Object.keys(plugins).length <= DECISIONS_MAX,
    `${DECISIONS_MAX} plugins at most`,
  ),
});

export class Grants {
  readonly #file: KeptFile<z.infer<typeof grantsFile>>;
  #decisions = new Map<string, Decision>();
  /** why the file could not be used; empty when it could */
  trouble = "";

  private constructor(dataDir: string) {
    const otherwise = "nothing is approved";
    this.#file = new KeptFile(join(dataDir, GRANTS_FILE), { schema: grantsFile, otherwise, secret: true });
  }

  /** Reads the decisions of a data folder; none where there is no file. */
  static async open(dataDir: string): Promise<Grants> {
    const grants = new Grants(dataDir);
    await grants.#read();
    return grants;
  }

  grantOf(name: string): Grant | null {
    return this.#decisions.get(name)?.grant ?? null;
  }

  /** Whether the user switched it on or off; null for neither. */
  enabled(name: string): boolean | null {
    return this.#decisions.get(name)?.enabled ?? null;
  }

  /** Reads the file again if somebody else has written it, such as a command that found no program running. @returns whether */
  async refresh(): Promise<boolean> {
    if (!await this.#file.isForeign()) return false;
    await this.#read();
    return this.trouble === "";
  }

  async approve(name: string, given: Grant): Promise<void> {
    await this.#change(name, (before) => ({ ...before, grant: given }));
  }

  /** Forgets an approval. @returns false when there was none */
  async revoke(name: string): Promise<boolean> {
    const had = this.grantOf(name) !== null;
    await this.#change(name, ({ enabled }) => enabled === undefined ? {} : { enabled });
    return had;
  }

  async setEnabled(name: string, enabled: boolean): Promise<void> {
    await this.#change(name, (before) => ({ ...before, enabled }));
  }

  /** In force at once, even before it is on disk: a revoked plugin must not come back because the disk is slow. */
  async #change(name: string, change: (before: Decision) => Decision): Promise<void> {
    this.#decisions.set(name, change(this.#decisions.get(name) ?? {}));
    await this.#file.write(() => {
      const decided = [...this.#decisions].filter(([, decision]) => Object.keys(decision).length > 0);
      return { version: 1, plugins: Object.fromEntries(decided.sort(([a], [b]) => a < b ? -1 : 1)) };
    });
  }

  /** Where there is no file, or none that can be used, what is known stays known. */
  async #read(): Promise<void> {
    const { value, trouble } = await this.#file.read();
    this.trouble = trouble;
    if (value) this.#decisions = new Map(Object.entries(value.plugins));
  }
}
