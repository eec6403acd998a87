/**
 * The dead-man signal: while the program does its work, an outside address hears of it every so often; when the program,
 * the machine or its network dies, or nothing is read any more, the address hears nothing and raises the alarm. It is told
 * whether all is well and nothing else of the user's.
 */
import type { Config } from "../ops/config.ts";
import type { Log } from "../ops/log.ts";
import type { HealthView } from "../protocol/page.ts";
import type { HostService, OpenService } from "./host_service.ts";

const TIMEOUT_MS = 10_000;
/** Signals in a row that did not arrive before that is trouble of its own: a single one is lost now and then. */
const LOST_MAX = 3;

export interface DeadManOptions {
  rule: NonNullable<Config["deadMan"]>;
  health: () => HealthView;
  log: Log;
}

/** Opens it where the configuration names an address. */
export const openDeadMan: OpenService = ({ config, state, log }) => {
  if (config.deadMan === null) return Promise.resolve(null);
  const signal = new DeadMan({ rule: config.deadMan, health: () => state().health, log });
  signal.start();
  return Promise.resolve(signal);
};

/** The hosts that a core with this configuration sends signals to. */
export function deadManHosts({ deadMan }: Pick<Config, "deadMan">): string[] {
  if (deadMan === null) return [];
  const { protocol, hostname, port } = new URL(deadMan.url);
  return [`${hostname}:${port || (protocol === "https:" ? 443 : 80)}`];
}

export class DeadMan implements HostService {
  readonly #options: DeadManOptions;
  readonly #ended = new AbortController();
  #timer: ReturnType<typeof setInterval> | undefined;
  #ticks = -1;
  #lost = 0;
  #withheld = "";
  #sending: Promise<void> | null = null;

  constructor(options: DeadManOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => void this.beat(), this.#options.rule.everySeconds * 1000);
  }

  warnings(): string[] {
    return this.#lost >= LOST_MAX ? [`the dead-man signal does not arrive: ${this.#lost} in a row were lost`] : [];
  }

  /** Sends one signal, unless there is a reason not to or one is still under way. Never rejects. */
  beat(): Promise<void> {
    return this.#sending ??= this.#beat().finally(() => this.#sending = null);
  }

  [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#ended.abort();
    return this.#sending ?? Promise.resolve();
  }

  async #beat(): Promise<void> {
    const { health, log, rule: { onlyWhenHealthy } } = this.#options, { ok, ticks, nowMs } = health();
    const reason = ticks === this.#ticks
      ? "nothing is looked at any more"
      : !ok && onlyWhenHealthy
      ? "there are problems"
      : "";
    this.#ticks = ticks;
    if (reason !== this.#withheld) {
      log(
        reason ? "warning" : "info",
        "dead-man",
        reason ? `the signal is withheld: ${reason}` : "the signal goes out again",
      );
    }
    this.#withheld = reason;
    if (reason === "") await this.#send({ ok, atMs: nowMs });
  }

  async #send(body: { ok: boolean; atMs: number }): Promise<void> {
    const { rule: { url, method }, log } = this.#options;
    try {
      const answer = await fetch(url, {
        method,
        redirect: "error",
        signal: AbortSignal.any([this.#ended.signal, AbortSignal.timeout(TIMEOUT_MS)]),
        ...(method === "POST" ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {}),
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`the answer was ${answer.status}`);
      if (this.#lost >= LOST_MAX) log("info", "dead-man", "the signal arrives again");
      this.#lost = 0;
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      this.#lost += 1;
      const { message, cause } = error as Error,
        why = cause instanceof Error ? `${message}: ${cause.message}` : message;
      if (this.#lost === LOST_MAX) log("warning", "dead-man", `the signal does not arrive: ${withoutAddress(why)}`);
    }
  }
}

/** The address is a secret of the user's: who knows it can keep the alarm silent. */
function withoutAddress(text: string): string {
  return text.replaceAll(/https?:\/\/[^\s)]+/g, "the address");
}
