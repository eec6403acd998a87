/** A collector put together: store, cache, HTTP server, and NATS where it is asked for; ended in the opposite order. */
import { HostError } from "../protocol/errors.ts";
import { REAL_TIMERS } from "../storage/timers.ts";
import { Collector } from "./collector.ts";
import { createCollectorApp } from "./collector_app.ts";
import type { NatsIntakeOptions } from "./nats_intake.ts";
import { openStore } from "./open_store.ts";
import { RowRetention } from "./row_retention.ts";
import { MemoryCache } from "./stats_cache.ts";

export interface CollectorServiceOptions {
  /** a file for SQLite, or postgres://USER:PASSWORD@HOST/DATABASE */
  store: string;
  /** where HTTP is served */
  hostname: string;
  /** 0: any */
  port: number;
  /** redis://HOST:PORT; null: statistics are cached in this process */
  redis: string | null;
  /** nats://HOST:PORT to take batches from as well; null: only HTTP */
  nats: string | null;
  /** of one machine */
  rowsPerSecondMax: number;
  /** rows that came longer ago are forgotten; null: they are kept for ever */
  keepDays: number | null;
  log: (level: "info" | "warning" | "error", message: string) => void;
}

export interface RunningCollector extends AsyncDisposable {
  collector: Collector;
  /** http://HOST:PORT */
  url: string;
}

/** @throws {HostError} when the store or the port cannot be used */
export async function startCollector(options: CollectorServiceOptions): Promise<RunningCollector> {
  const { hostname, port, redis, nats, rowsPerSecondMax, keepDays, log } = options;
  await using opened = new AsyncDisposableStack();
  const store = opened.use(await openStore(options.store));
  const cache = opened.use(redis === null ? new MemoryCache() : await openRedis(redis));
  const collector = new Collector({ store, cache, nowMs: () => Date.now() });
  const app = createCollectorApp({ collector, rowsPerSecondMax, log, nowMs: () => performance.now() });
  const server = opened.use(listen({ hostname, port }, (request) => app.fetch(request)));
  if (nats !== null) {
    const intake = opened.use(await openNats({ collector, url: nats, log }));
    collector.watch(() => intake.trouble);
  }
  if (keepDays !== null) {
    opened.use(new RowRetention({ collector, keepDays, nowMs: () => Date.now(), timers: REAL_TIMERS, log }));
  }
  const ends = opened.move();
  return {
    collector,
    url: `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${server.addr.port}`,
    [Symbol.asyncDispose]: () => ends.disposeAsync(),
  };
}

function listen(
  { hostname, port }: { hostname: string; port: number },
  handler: (request: Request) => Response | Promise<Response>,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({ hostname, port, onListen: () => {} }, handler);
  } catch (cause) {
    const message = `Cannot listen on ${hostname}:${port}: ${(cause as Error).message}; name another with --port`;
    throw new HostError("network", message, { cause });
  }
}

async function openNats(options: NatsIntakeOptions) {
  const { NatsIntake } = await import("./nats_intake.ts");
  return new NatsIntake(options);
}

async function openRedis(url: string) {
  const { RedisCache } = await import("./redis_cache.ts");
  return await RedisCache.open(url);
}
