/** `collector`: keeps the rows of many machines until stopped. `collector tokens`: who may send some. */
import { join, resolve } from "node:path";
import type { CollectorStore } from "../collector/collector_store.ts";
import { startCollector } from "../collector/collector_service.ts";
import { DeviceTokens } from "../collector/device_tokens.ts";
import { openStore } from "../collector/open_store.ts";
import { onStopSignals } from "../ops/stop_signals.ts";
import { HostError } from "../protocol/errors.ts";
import type { CommonOptions } from "./common_options.ts";

/** The collector's file in the data folder, where no other store is named. */
const COLLECTOR_FILE = "collector.sqlite";

export interface CollectorStoreOptions extends CommonOptions {
  /** file or postgres:// address */
  store?: string;
}

export interface CollectorOptions extends CollectorStoreOptions {
  port: number;
  host: string;
  nats?: string;
  redis?: string;
  /** of one machine */
  rowsPerSecond: number;
  keepDays?: number;
}

/** Serves until Ctrl+C. */
export async function collector(options: CollectorOptions): Promise<number> {
  await using running = await startCollector({
    store: await placeOf(options),
    hostname: options.host,
    port: options.port,
    nats: options.nats ?? null,
    redis: options.redis ?? null,
    rowsPerSecondMax: options.rowsPerSecond,
    keepDays: options.keepDays ?? null,
    log: (level, message) => console.error(`${level}: ${message}`),
  });
  const { tokens } = await tokensIn(options);
  if (tokens === 0) console.error("no machine has a token yet: add one with collector tokens add NAME");
  console.log(options.json ? JSON.stringify({ url: running.url }) : `collector: ${running.url}`);
  const stopped = Promise.withResolvers<void>();
  using _signals = onStopSignals(() => stopped.resolve());
  await stopped.promise;
  return 0;
}

/** Gives a machine a token and prints it, the only time that anybody can. */
export async function addDeviceToken(device: string, options: CollectorStoreOptions): Promise<number> {
  return await withStore(options, async (store) => {
    const token = await new DeviceTokens({ store, nowMs: () => Date.now() }).add(device);
    console.log(options.json ? JSON.stringify({ device, token }) : token);
    return 0;
  });
}

export async function listDeviceTokens(options: CollectorStoreOptions): Promise<number> {
  return await withStore(options, async (store) => {
    for (const token of await store.tokens()) {
      const line = `${token.device}  since ${new Date(token.addedAtMs).toISOString()}`;
      console.log(options.json ? JSON.stringify(token) : line);
    }
    return 0;
  });
}

/** Takes effect within seconds in collectors that run. */
export async function revokeDeviceToken(device: string, options: CollectorStoreOptions): Promise<number> {
  return await withStore(options, async (store) => {
    if (!await store.revokeToken(device)) {
      throw new HostError("refused", `Cannot revoke the token of ${device}: it has none; see collector tokens list`);
    }
    console.log(options.json ? JSON.stringify({ device, revoked: true }) : `${device} may send no more`);
    return 0;
  });
}

async function tokensIn(options: CollectorStoreOptions): Promise<{ tokens: number }> {
  return await withStore(options, async (store) => ({ tokens: (await store.tokens()).length }));
}

async function withStore<T>(options: CollectorStoreOptions, run: (store: CollectorStore) => Promise<T>): Promise<T> {
  await using store = await openStore(await placeOf(options));
  return await run(store);
}

async function placeOf({ store, data }: CollectorStoreOptions): Promise<string> {
  if (store !== undefined) return store;
  await Deno.mkdir(data, { recursive: true });
  return resolve(join(data, COLLECTOR_FILE));
}
