/**
 * Forwarding beside the host: keeps the forwarder's thread running, says how it stands, and asks the collector about
 * the other machines. Neither host nor writer ever waits for it.
 */
import { join, resolve } from "node:path";
import type { HostService, ServiceContext } from "../host/host_service.ts";
import type { Config, Forwarding } from "../ops/config.ts";
import type { Log } from "../ops/log.ts";
import { type FleetView, fleetView, type ForwardingView } from "../protocol/forwarding.ts";
import { HostError } from "../protocol/errors.ts";
import { DATABASE_FILE } from "../storage/open_database.ts";
import { filesOnly } from "../thread_permissions.ts";
import type { ForwarderAnswer, ForwarderRequest } from "./forwarder_messages.ts";
import { fetchTrouble } from "./http_transport.ts";
import { deviceOf, outboxOptions } from "./outbox_options.ts";

const RESTART_MS = 1_000;
const CLOSE_DEADLINE_MS = 2_000;
/** Failed attempts from which on health says so: one alone is the network's everyday. */
const ATTEMPTS_WARNED = 3;
const FULL_SHARE = 0.9;
const FLEET_MAX_MS = 5_000;
const STANDING_STILL: Omit<ForwardingView, "url" | "device" | "capacityRows"> = {
  ...{ state: "stopped", pendingRows: 0, sentRows: 0, failedRows: 0, overflowRows: 0 },
  ...{ sentInRun: 0, batchesInRun: 0, duplicatesInRun: 0, attempts: 0 },
  ...{ nextAttemptAtMs: null, lastSentAtMs: null, trouble: "" },
};

export interface ForwardingServiceOptions {
  forwarding: Forwarding;
  dataDir: string;
  log: Log;
}

/** null where the configuration forwards nowhere. */
export function openForwarding({ config, settings, log }: Pick<ServiceContext, "config" | "settings" | "log">): Promise<
  ForwardingService | null
> {
  const { forwarding } = config;
  return Promise.resolve(forwarding && new ForwardingService({ forwarding, dataDir: settings.dataDir, log }));
}

export class ForwardingService implements HostService {
  readonly #options: ForwardingServiceOptions;
  readonly #path: string;
  #worker: Worker | null = null;
  #restart: ReturnType<typeof setTimeout> | undefined;
  #closed: PromiseWithResolvers<void> | null = null;
  #view: ForwardingView;

  constructor(options: ForwardingServiceOptions) {
    this.#options = options;
    this.#path = resolve(join(options.dataDir, DATABASE_FILE));
    const { url, token, capacityRows } = options.forwarding;
    this.#view = { ...STANDING_STILL, url, device: deviceOf(token), capacityRows };
    this.#start();
  }

  warnings(): string[] {
    const { trouble, attempts, failedRows, pendingRows, overflowRows, capacityRows, url } = this.#view;
    return [
      ...(trouble && attempts >= ATTEMPTS_WARNED
        ? [`forwarding: ${pendingRows} rows wait for ${url}, ${attempts} attempts failed: ${trouble}`]
        : []),
      ...(trouble && attempts === 0 ? [`forwarding: ${trouble}`] : []),
      ...(failedRows > 0 ? [`forwarding: ${failedRows} rows were refused; see forward status`] : []),
      ...(overflowRows > 0
        ? [`forwarding: the buffer is full at ${capacityRows} rows; ${overflowRows} rows wait in their tables for room`]
        : pendingRows >= capacityRows * FULL_SHARE
        ? [`forwarding: ${pendingRows} of ${capacityRows} rows of the buffer wait`]
        : []),
    ];
  }

  health(): { forwarding: ForwardingView } {
    return { forwarding: this.#view };
  }

  /**
   * All machines of the fleet, as the collector counts them.
   *
   * @throws {HostError} `network` when it does not say; `refused` when no collector's address is known
   */
  async fleet(): Promise<FleetView> {
    const { url, token } = this.#options.forwarding;
    const base = statsUrlOf(this.#options.forwarding);
    if (base === null) {
      throw new HostError("refused", `Cannot ask for the fleet: ${url} is no collector; set forwarding.statsUrl`);
    }
    try {
      const response = await fetch(`${base.replace(/\/$/, "")}/stats`, {
        headers: { authorization: `Bearer ${token}` },
        redirect: "error",
        signal: AbortSignal.timeout(FLEET_MAX_MS),
      });
      if (!response.ok) throw new Error(`status ${response.status}: ${(await response.text()).slice(0, 200)}`);
      return fleetView.parse(await response.json());
    } catch (cause) {
      throw new HostError("network", `Cannot ask ${base} for the fleet: ${fetchTrouble(cause)}`, { cause });
    }
  }

  /** Lets the attempt at hand end, within a deadline; what is not noted as sent is sent again after the next start. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = Promise.withResolvers();
    clearTimeout(this.#restart);
    const giveUp = setTimeout(this.#closed.resolve, CLOSE_DEADLINE_MS);
    if (this.#worker) this.#post({ type: "close" });
    else this.#closed.resolve();
    await this.#closed.promise;
    clearTimeout(giveUp);
    this.#worker?.terminate();
    this.#view = { ...this.#view, state: "stopped" };
  }

  #post(request: ForwarderRequest): void {
    this.#worker?.postMessage(request);
  }

  #start(): void {
    const { forwarding } = this.#options;
    const outbox = outboxOptions({ forwarding });
    if (this.#closed || outbox === null) return;
    this.#worker = newWorker(this.#path, hostsOf({ forwarding }));
    this.#worker.onmessage = ({ data }: MessageEvent<ForwarderAnswer>) => this.#take(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#onDied(event.message);
    };
    this.#post({ type: "open", path: this.#path, forwarding, outbox });
  }

  #take(answer: ForwarderAnswer): void {
    if (answer.type === "closed") this.#closed?.resolve();
    else if (answer.type === "trouble") this.#setTrouble(answer.message);
    else {
      if (answer.view.trouble !== this.#view.trouble) this.#say(answer.view.trouble);
      this.#view = answer.view;
    }
  }

  #onDied(reason: string): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#setTrouble(`the forwarder's thread ended: ${reason}`);
    this.#closed?.resolve();
    this.#restart = setTimeout(() => this.#start(), RESTART_MS);
  }

  #setTrouble(trouble: string): void {
    if (trouble !== this.#view.trouble) this.#say(trouble);
    this.#view = { ...this.#view, state: "waiting", trouble };
  }

  #say(trouble: string): void {
    this.#options.log(trouble ? "warning" : "info", "forwarding", trouble || "rows are taken again");
  }
}

/** Hosts with ports that forwarding must reach. */
export function hostsOf({ forwarding }: Pick<Config, "forwarding">): string[] {
  if (forwarding === null) return [];
  const stats = statsUrlOf(forwarding);
  return [...new Set([forwarding.url, ...(stats === null ? [] : [stats])].map(hostOf))];
}

const PORTS: Record<string, number> = { "http:": 80, "https:": 443, "nats:": 4222 };

function hostOf(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port || PORTS[protocol]}`;
}

function statsUrlOf({ url, statsUrl }: Forwarding): string | null {
  return statsUrl ?? (url.startsWith("nats:") ? null : url);
}

function newWorker(path: string, hosts: string[]): Worker {
  const files = [path, `${path}-wal`];
  return new Worker(new URL("./forwarder_worker.ts", import.meta.url), {
    type: "module",
    name: "forwarder",
    deno: { permissions: { ...filesOnly({ read: files, write: [path] }), net: hosts } },
  });
}
