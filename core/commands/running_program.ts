/** The program that runs on a data folder, as other commands of the same user speak to it: through its API, with its token. */
import { z } from "zod";
import { readRunFile, type RunFile } from "../ops/run_file.ts";
import { HostError } from "../protocol/errors.ts";

const ANSWER_MAX_MS = 12_000;
const errorBody = z.object({ error: z.object({ message: z.string() }) });

export class RunningProgram {
  readonly #run: RunFile;

  private constructor(run: RunFile) {
    this.#run = run;
  }

  /** Finds it; null when nothing runs, or what a crash left behind answers no more. */
  static async find(dataDir: string): Promise<RunningProgram | null> {
    const run = await readRunFile(dataDir).catch(() => null);
    if (run === null) return null;
    const program = new RunningProgram(run);
    const answer = await program.#fetch("/api/state").catch(() => null);
    await answer?.body?.cancel();
    return answer?.ok ? program : null;
  }

  /**
   * Finds it for what only a running program can do.
   *
   * @param action what cannot be done without it, for the message
   * @throws {HostError} `refused` when nothing runs
   */
  static async require(dataDir: string, action: string): Promise<RunningProgram> {
    const program = await RunningProgram.find(dataDir);
    if (program) return program;
    throw new HostError("refused", `Cannot ${action}: no program runs on ${dataDir}; start it first`);
  }

  /** @throws {HostError} `refused` with the program's own words */
  async get(path: string): Promise<unknown> {
    return await this.#ask(path);
  }

  /** @throws {HostError} `refused` with the program's own words */
  async post(path: string, body: unknown): Promise<unknown> {
    return await this.#ask(path, body);
  }

  async #ask(path: string, body?: unknown): Promise<unknown> {
    const response = await this.#fetch(path, body).catch((cause) => {
      throw new HostError("plugin_gone", `Cannot reach the program: ${this.#run.url}: ${cause.message}`, { cause });
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    const told = errorBody.safeParse(answer);
    throw new HostError("refused", told.success ? told.data.error.message : `Cannot do it: status ${response.status}`);
  }

  #fetch(path: string, body?: unknown): Promise<Response> {
    return fetch(new URL(path, this.#run.url), {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${this.#run.token}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MAX_MS),
    });
  }
}
