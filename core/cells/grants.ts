/**
 * The user's decisions about plugins, in `grants.json` of the data folder: what was approved, what is switched on or off.
 * It holds no plugin and starts none. A file that cannot be read grants nothing and is kept aside.
 */
import { join } from "node:path";
import { z } from "zod";
import { writeAtomic } from "../storage/atomic_file.ts";
import { type Grant, grant } from "../protocol/grant.ts";
import { describeIssues } from "../protocol/manifest.ts";

const GRANTS_FILE = "grants.json";
export const DECISIONS_MAX = 1000;

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
  readonly #path: string;
  #decisions = new Map<string, Decision>();
  /** a change begins when the one before it is on disk */
  #last: Promise<void> = Promise.resolve();
  /** the version of the file that is known */
  #seen = "";
  /** why the file could not be used; empty when it could */
  trouble = "";

  private constructor(dataDir: string) {
    this.#path = join(dataDir, GRANTS_FILE);
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
    await this.#last;
    if (await this.#stamp() === this.#seen) return false;
    const before = this.#decisions;
    await this.#read();
    if (this.trouble !== "") this.#decisions = before;
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
    const write = this.#last.then(() => this.#write());
    this.#last = write.catch(() => {});
    await write;
  }

  /** What tells one version of the file from another. */
  async #stamp(): Promise<string> {
    const info = await Deno.stat(this.#path).catch(() => null);
    return info ? `${info.ino} ${info.mtime?.getTime()} ${info.size}` : "none";
  }

  async #read(): Promise<void> {
    this.trouble = "";
    this.#seen = await this.#stamp();
    let text: string;
    try {
      text = await Deno.readTextFile(this.#path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) this.trouble = `Cannot read ${this.#path}: ${error}`;
      return;
    }
    const problem = this.#parse(text);
    if (problem === "") return;
    const aside = `${this.#path}.broken-${Date.now()}`;
    await Deno.rename(this.#path, aside).catch(() => {});
    this.trouble = `Cannot use ${this.#path}: ${problem}; it is kept as ${aside}, and nothing is approved`;
  }

  /** @returns what is wrong, empty for nothing */
  #parse(text: string): string {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      return `not JSON: ${(error as Error).message}`;
    }
    const result = grantsFile.safeParse(value);
    if (!result.success) return describeIssues(result.error, value);
    this.#decisions = new Map(Object.entries(result.data.plugins));
    return "";
  }

  async #write(): Promise<void> {
    const decided = [...this.#decisions].filter(([, decision]) => Object.keys(decision).length > 0);
    const file = { version: 1, plugins: Object.fromEntries(decided.sort(([a], [b]) => a < b ? -1 : 1)) };
    await writeAtomic(this.#path, `${JSON.stringify(file, null, 2)}\n`, { secret: true });
    this.#seen = await this.#stamp();
  }
}
