/**
 * What each plugin touched, a day at a time, in `touches.json` of the data folder, so that it survives a restart. Counted
 * by the core; a file that cannot be read is begun anew, for it decides nothing.
 */
import { join } from "node:path";
import { z } from "zod";
import { type HostTouch, type TouchDay, touchDay, type TouchKind } from "../protocol/touch.ts";
import { writeAtomic } from "../storage/atomic_file.ts";

export const TOUCH_DAYS_MAX = 30;
/** Hosts of one plugin on one day: more cannot be granted. */
export const TOUCH_HOSTS_MAX = 256;
const SAVE_EVERY_MS = 30_000;

const touchesFile = z.strictObject({
  version: z.literal(1),
  /** newest day first */
  plugins: z.record(z.string(), z.array(touchDay).max(TOUCH_DAYS_MAX)),
});

export interface TouchLedgerOptions {
  dataDir: string;
  nowMs: () => number;
  onTrouble: (message: string) => void;
}

export class TouchLedger implements AsyncDisposable {
  readonly #path: string;
  readonly #options: TouchLedgerOptions;
  readonly #plugins = new Map<string, TouchDay[]>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #changed = false;
  #saving: Promise<void> = Promise.resolve();

  private constructor(options: TouchLedgerOptions) {
    this.#options = options;
    this.#path = join(options.dataDir, "touches.json");
  }

  /** Reads what is known so far. */
  static async open(options: TouchLedgerOptions): Promise<TouchLedger> {
    const ledger = new TouchLedger(options);
    await ledger.#read();
    ledger.#timer = setInterval(() => void ledger.save(), SAVE_EVERY_MS);
    return ledger;
  }

  count(plugin: string, { kind, count }: { kind: TouchKind; count: number }): void {
    const { counts } = this.#today(plugin);
    counts[kind] = (counts[kind] ?? 0) + count;
  }

  countHost(plugin: string, { host, touched }: { host: string; touched: Omit<HostTouch, "lastAtMs"> }): void {
    const { hosts } = this.#today(plugin);
    const before = hosts[host] ?? { requests: 0, failures: 0, bytesSent: 0, bytesReceived: 0, lastAtMs: 0 };
    if (!(host in hosts) && Object.keys(hosts).length >= TOUCH_HOSTS_MAX) return;
    hosts[host] = {
      requests: before.requests + touched.requests,
      failures: before.failures + touched.failures,
      bytesSent: before.bytesSent + touched.bytesSent,
      bytesReceived: before.bytesReceived + touched.bytesReceived,
      lastAtMs: this.#options.nowMs(),
    };
  }

  /** A copy, newest day first. */
  of(plugin: string): TouchDay[] {
    return structuredClone(this.#plugins.get(plugin) ?? []);
  }

  /** Writes what has changed. Never rejects: trouble is told, and the next try writes it. */
  async save(): Promise<void> {
    if (!this.#changed) return await this.#saving;
    this.#changed = false;
    const text = JSON.stringify({ version: 1, plugins: Object.fromEntries(this.#plugins) });
    this.#saving = this.#saving.then(() => writeAtomic(this.#path, text)).catch((error) => {
      this.#changed = true;
      this.#options.onTrouble(`Cannot write ${this.#path}: ${(error as Error).message}`);
    });
    await this.#saving;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.save();
  }

  #today(plugin: string): TouchDay {
    this.#changed = true;
    let days = this.#plugins.get(plugin);
    if (!days) this.#plugins.set(plugin, days = []);
    const day = localDay(this.#options.nowMs());
    if (days[0]?.day === day) return days[0];
    const today: TouchDay = { day, counts: {}, hosts: {} };
    days.unshift(today);
    days.splice(TOUCH_DAYS_MAX);
    return today;
  }

  async #read(): Promise<void> {
    let text: string;
    try {
      text = await Deno.readTextFile(this.#path);
    } catch {
      return;
    }
    try {
      const { plugins } = touchesFile.parse(JSON.parse(text));
      for (const [plugin, days] of Object.entries(plugins)) this.#plugins.set(plugin, days);
    } catch (error) {
      this.#options.onTrouble(`Cannot use ${this.#path}: ${(error as Error).message.slice(0, 200)}; it is begun anew`);
    }
  }
}

function localDay(nowMs: number): string {
  const date = new Date(nowMs);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
