/**
 * The fleet's statistics asked of several collectors on one PostgreSQL: counted each time, held by each collector for
 * itself, and shared in Redis, in one run.
 */
import { deepEqual, equal } from "node:assert/strict";
import postgres from "postgres";
import { Collector } from "../../core/collector/collector.ts";
import type { CollectorStore } from "../../core/collector/collector_store.ts";
import { openStore } from "../../core/collector/open_store.ts";
import { RedisCache } from "../../core/collector/redis_cache.ts";
import { MemoryCache, type StatsCache } from "../../core/collector/stats_cache.ts";
import { TestPostgres, TestRedis, until } from "../core/collector/servers.ts";
import { timed } from "./backlog.ts";
import { tellFigure } from "./figures.ts";

const MACHINES = 100_000;
const COLLECTORS = 4;
const QUESTIONS = 100;
/** Some figures are older than five seconds by the end: they are counted anew. */
const COUNTED_ANEW_MAX = 20;

/** Holds nothing. */
class NoCache implements StatsCache {
  readonly trouble = "";
  get = () => Promise.resolve(null);
  set = () => Promise.resolve();
  [Symbol.asyncDispose] = () => Promise.resolve();
}

interface Asked {
  /** milliseconds, median */
  ms: number;
  /** how often the store counted */
  counted: number;
}

/** Asks the collectors in turn. */
async function ask(store: CollectorStore, openCache: () => StatsCache | Promise<StatsCache>): Promise<Asked> {
  await using caches = new AsyncDisposableStack();
  let counted = 0;
  const counting = { fleet: (options) => (counted += 1, store.fleet(options)) } as CollectorStore;
  const collectors: Collector[] = [];
  for (let at = 0; at < COLLECTORS; at++) {
    const cache = caches.use(await openCache());
    await until(async () => (await cache.get(), cache.trouble === ""));
    collectors.push(new Collector({ store: counting, cache, nowMs: () => Date.now() }));
  }
  const took: number[] = [];
  for (let question = 0; question < QUESTIONS; question++) {
    took.push(
      await timed(async () => {
        const { machines, rows, listed } = await collectors[question % COLLECTORS].fleet();
        deepEqual([machines, rows, listed[0].device], [MACHINES, MACHINES * (MACHINES + 1) / 2, `edge-${MACHINES}`]);
      }),
    );
  }
  return { ms: took.sort((a, b) => a - b)[QUESTIONS >> 1], counted };
}

await using server = await new TestPostgres().start();
await using redis = await new TestRedis().start();
await using store = await openStore(server.url);
const sql = postgres(server.url, { max: 1 });
await sql`INSERT INTO devices (name, token_hash, added_at, rows, first_at, last_at)
  SELECT 'edge-' || n, 'x', 1, n, 1, n FROM generate_series(1, ${MACHINES}::int) AS n`;
await sql`ANALYZE devices`;
await sql.end();
const each = await ask(store, () => new NoCache());
const own = await ask(store, () => new MemoryCache());
const shared = await ask(store, () => RedisCache.open(redis.url));
equal(each.counted, QUESTIONS);
for (
  const [what, { ms, counted }] of Object.entries({ "counted each time": each, "held by each": own, Redis: shared })
) {
  console.log(`${what.padEnd(20)} p50 ${ms.toFixed(2)} ms, ${counted} of ${QUESTIONS} questions counted`);
}
const step = `statistics of ${MACHINES} machines`, beside = "counting them in PostgreSQL each time";
tellFigure({ step: `${step}, shared in Redis`, value: each.ms / shared.ms, unit: "ratio", atLeast: 2, beside });
tellFigure({ step: `${step}, without Redis`, value: each.ms / own.ms, unit: "ratio", atLeast: 2, beside });
tellFigure({
  ...{ step: `${step}: counts of ${COLLECTORS} collectors with Redis for one without`, unit: "ratio" },
  ...{ value: shared.counted / own.counted, atMost: 0.5, beside: `${own.counted} counts where each holds its own` },
});
if (shared.counted > COUNTED_ANEW_MAX || own.counted > COLLECTORS * COUNTED_ANEW_MAX) Deno.exitCode = 1;
