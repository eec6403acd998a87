/** The checks of one plugin as they are made: each a line with what was found. A check that fails stops no other. */
import { HostError } from "../protocol/errors.ts";

/** One check's outcome. */
export interface CheckResult {
  check: string;
  ok: boolean;
  /** what was found; of a failure what would be right */
  detail: string;
}

/** Says what is wrong with the plugin, in words for its author. */
export class Finding extends Error {
  override readonly name = "Finding";
}

export class CheckList {
  readonly results: CheckResult[] = [];
  readonly #onResult: (result: CheckResult) => void;

  constructor(onResult: (result: CheckResult) => void) {
    this.#onResult = onResult;
  }

  get passed(): boolean {
    return this.results.every(({ ok }) => ok);
  }

  /**
   * Makes one check: `look` returns what was found, or throws a {Finding} or a {HostError}.
   *
   * @returns whether all is well
   */
  async check(check: string, look: () => Promise<string> | string): Promise<boolean> {
    const result = await this.#look(check, look);
    this.results.push(result);
    this.#onResult(result);
    return result.ok;
  }

  async #look(check: string, look: () => Promise<string> | string): Promise<CheckResult> {
    try {
      return { check, ok: true, detail: await look() };
    } catch (error) {
      if (error instanceof Finding || error instanceof HostError) return { check, ok: false, detail: error.message };
      throw error;
    }
  }
}
