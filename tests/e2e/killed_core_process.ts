/** A core that is started as the supervisor does it and may be killed within a bet: its page, and how it ended. */
import { fileURLToPath } from "node:url";
import { CONTROL_MARK, type CoreSettings } from "../../core/ops/core_settings.ts";
import { linesOf } from "../../core/ops/lines.ts";

const CORE = fileURLToPath(new URL("killed_core.ts", import.meta.url));
const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const TOKEN = "a-token-that-only-this-test-knows";

export interface KilledCoreOptions {
  display: string;
  dataDir: string;
  configFile: string;
  /** a step of a bet, or `never` */
  killAt: string;
  /** how many cores died before this one */
  crashes: number;
}

export class KilledCore implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #url = Promise.withResolvers<URL>();
  readonly said: string[] = [];
  readonly #heard: Promise<void>;

  constructor({ display, killAt, crashes, ...files }: KilledCoreOptions) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--unstable-worker-options", "--config", `${PROJECT}deno.json`, CORE, killAt],
      env: { DISPLAY: display, NO_COLOR: "1" },
      ...{ stdin: "piped", stdout: "piped", stderr: "inherit" },
    }).spawn();
    const settings: CoreSettings = {
      ...{ ...files, crashes, port: 0, token: TOKEN, seed: 1, speed: 1, worldStartMs: 0, safeMode: false },
      ...{ projectDir: PROJECT, denoDir: "" },
    };
    this.#input = this.#child.stdin.getWriter();
    void this.#input.write(new TextEncoder().encode(`${JSON.stringify(settings)}\n`));
    this.#heard = this.#listen();
  }

  /** The signal that ended it; null: it ended by itself. */
  get ended(): Promise<Deno.Signal | null> {
    return this.#child.status.then(({ signal }) => signal);
  }

  /** Asks its page's server, once that is there. */
  async ask<T>(path: string, body?: unknown): Promise<T> {
    const response = await fetch(new URL(path, await this.#url.promise), {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return JSON.parse(text || "null");
  }

  /** Has it end in order. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#child.status;
  }

  async #listen(): Promise<void> {
    for await (const line of linesOf(this.#child.stdout)) {
      if (line.startsWith(CONTROL_MARK)) continue;
      this.said.push(line);
      if (line.startsWith("page: ")) this.#url.resolve(new URL(line.slice("page: ".length)));
    }
    this.#url.reject(new Error(`it ended without a page: ${this.said.join("\n")}`));
    this.#url.promise.catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await this.#child.status;
    await this.#heard;
    await this.#input.abort().catch(() => {});
  }
}
