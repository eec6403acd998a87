/** Forwarding in bad weather: a real outbox, real collectors as processes of their own, and what goes wrong in between. */
import { deepEqual, equal } from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Forwarder } from "../../../core/forwarding/forwarder.ts";
import type { Transport } from "../../../core/forwarding/transport.ts";
import { openStore } from "../../../core/collector/open_store.ts";
import { DeviceTokens } from "../../../core/collector/device_tokens.ts";
import type { Outbox } from "../../../core/storage/outbox.ts";
import { REAL_TIMERS, type Timers } from "../../../core/storage/timers.ts";
import { freePort, until } from "../collector/servers.ts";
import { round } from "../storage/fixtures.ts";
import { OutboxFolder } from "./fixtures.ts";

const MAIN = fileURLToPath(new URL("../../../main.ts", import.meta.url));
export const DEVICE = "edge-1";

/** 0 to 1, the same for a seed. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = state + 0x6d2b79f5 | 0;
    let mixed = Math.imul(state ^ state >>> 15, 1 | state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
}

/** The forwarder's waits, a hundred times shorter. */
export const QUICK: Timers = {
  nowMs: () => REAL_TIMERS.nowMs() * 100,
  after: (ms, run) => REAL_TIMERS.after(ms / 100, run),
};

/** `collector` as a process, at one port for all its lives. */
export class CollectorProcess implements AsyncDisposable {
  readonly port = freePort();
  readonly #args: string[];
  #child: Deno.ChildProcess | null = null;
  kills = 0;

  constructor(args: string[]) {
    this.#args = args;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<this> {
    const args = [
      "run",
      "-A",
      "--no-check",
      "--unstable-worker-options",
      MAIN,
      "collector",
      "--port",
      String(this.port),
    ];
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [...args, ...this.#args, "--rows-per-second", "10000000"],
      ...{ stdin: "null", stdout: "null", stderr: "null" },
    }).spawn();
    await until(() =>
      fetch(`${this.url}/health`).then(async (answer) => (await answer.text(), answer.ok), () => false)
    );
    return this;
  }

  get isAlive(): boolean {
    return this.#child !== null;
  }

  /** Of the process that runs now. */
  get pid(): number {
    if (this.#child === null) throw new Error("no collector runs");
    return this.#child.pid;
  }

  async kill(): Promise<void> {
    if (this.#child === null) return;
    this.#child.kill("SIGKILL");
    await this.#child.status;
    this.#child = null;
    this.kills += 1;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}

/** A token for the machine in a collector's store, where there is one. */
export async function tokenIn(place: string): Promise<string> {
  await using store = await openStore(place);
  return await new DeviceTokens({ store, nowMs: () => Date.now() }).add(DEVICE);
}

/** One machine: rows are stored all the time, and its forwarder dies and begins anew now and then. */
export class Edge implements AsyncDisposable {
  readonly folder = new OutboxFolder();
  readonly #random: () => number;
  readonly #open: () => Transport;
  #outbox!: Outbox;
  #transport!: Transport;
  #forwarder!: Forwarder;
  #run!: Promise<void>;
  #clockJumpMs = 0;
  duplicates = 0;
  lives = 0;

  constructor({ random, open }: { random: () => number; open: () => Transport }) {
    this.#random = random;
    this.#open = open;
  }

  async store(first: number, count: number): Promise<void> {
    await this.folder.store(Array.from({ length: count }, (_, at) => round(first + at)));
  }

  begin(): void {
    this.lives += 1;
    this.#outbox = this.folder.outbox();
    this.#transport = this.#open();
    const next = this.#outbox.next.bind(this.#outbox);
    // Small batches: many attempts, each of which can fail in its own way.
    this.#outbox.next = (limits) => next({ ...limits, rowsMax: 1 + Math.floor(this.#random() * 150) });
    this.#forwarder = new Forwarder({
      ...{ outbox: this.#outbox, transport: this.#transport, timers: QUICK, random: this.#random },
      epochMs: () => Date.now() + this.#clockJumpMs,
    });
    this.#run = this.#forwarder.run();
  }

  /** As a process that ends: what is under way is forgotten. */
  async end(): Promise<void> {
    this.#forwarder.stop();
    await this.#run;
    this.duplicates += this.#forwarder.view().duplicatesInRun;
    await this.#transport[Symbol.asyncDispose]();
    this.#outbox[Symbol.dispose]();
  }

  /** The clock is set forward or back by up to some days. */
  jump(): void {
    this.#clockJumpMs = Math.round((this.#random() - 0.5) * 5 * 86_400_000);
  }

  counts() {
    return this.#outbox.counts();
  }

  get trouble(): string {
    return this.#forwarder.view().trouble;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    this.folder[Symbol.dispose]();
  }
}

/** Every row is in the collector's store once, with its own values, and nothing else is. */
export function checkRows(found: { row_id: number; data: string }[], count: number): void {
  equal(found.length, count);
  const sorted = found.toSorted((a, b) => Number(a.row_id) - Number(b.row_id));
  for (let at = 0; at < count; at++) {
    const { row } = round(at + 1);
    if (row.kind !== "round") throw new Error("not a round");
    const { id, bookmaker, multiplier, ended_at } = JSON.parse(sorted[at].data);
    deepEqual([id, bookmaker, multiplier, ended_at], [row.id, row.table, row.multiplier, row.endedAtMs]);
  }
}

export function sqliteIn(folder: string): string {
  return join(folder, "collector.sqlite");
}
