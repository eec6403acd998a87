/**
 * A small JSON file of what a user decided: read whole, replaced whole, one change after the other. A file that cannot be
 * used is kept aside and told, never overwritten.
 */
import type { z } from "zod";
import { describeIssues } from "../protocol/manifest.ts";
import { writeAtomic } from "./atomic_file.ts";

export interface KeptFileOptions<T> {
  schema: z.ZodType<T>;
  /** what holds while the file cannot be used, for the message */
  otherwise: string;
  /** readable by its owner only */
  secret?: boolean;
}

export class KeptFile<T> {
  readonly #path: string;
  readonly #options: KeptFileOptions<T>;
  /** a change begins when the one before it is on disk */
  #last: Promise<void> = Promise.resolve();
  /** the version of the file that is known */
  #seen = "";

  constructor(path: string, options: KeptFileOptions<T>) {
    this.#path = path;
    this.#options = options;
  }

  /** Reads the file; null where there is none, or none that can be used: then `trouble` says why, else it is empty. */
  async read(): Promise<{ value: T | null; trouble: string }> {
    this.#seen = await this.#stamp();
    let text: string;
    try {
      text = await Deno.readTextFile(this.#path);
    } catch (error) {
      const isMissing = error instanceof Deno.errors.NotFound;
      return { value: null, trouble: isMissing ? "" : `Cannot read ${this.#path}: ${error}` };
    }
    const parsed = this.#parse(text);
    if (typeof parsed !== "string") return { value: parsed.value, trouble: "" };
    const aside = `${this.#path}.broken-${Date.now()}`;
    await Deno.rename(this.#path, aside).catch(() => {});
    const trouble = `Cannot use ${this.#path}: ${parsed}; it is kept as ${aside}, and ${this.#options.otherwise}`;
    return { value: null, trouble };
  }

  /** Replaces the file when all changes before are on disk; `make` is called then. */
  async write(make: () => T): Promise<void> {
    const write = this.#last.then(async () => {
      await writeAtomic(this.#path, `${JSON.stringify(make(), null, 2)}\n`, { secret: this.#options.secret });
      this.#seen = await this.#stamp();
    });
    this.#last = write.catch(() => {});
    await write;
  }

  /** Whether somebody else has written it since it was read or written here. */
  async isForeign(): Promise<boolean> {
    await this.#last;
    return await this.#stamp() !== this.#seen;
  }

  /** What tells one version of the file from another. */
  async #stamp(): Promise<string> {
    const info = await Deno.stat(this.#path).catch(() => null);
    return info ? `${info.ino} ${info.mtime?.getTime()} ${info.size}` : "none";
  }

  /** @returns what is wrong, when something is */
  #parse(text: string): { value: T } | string {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      return `not JSON: ${(error as Error).message}`;
    }
    const result = this.#options.schema.safeParse(value);
    return result.success ? { value: result.data } : describeIssues(result.error, value);
  }
}
