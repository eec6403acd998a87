/** The fleet's figures are counted once for all who ask; over real Redis for several collectors. */
import { deepEqual, equal, match } from "node:assert/strict";
import { Collector } from "../../../core/collector/collector.ts";
import type { CollectorStore } from "../../../core/collector/collector_store.ts";
import { RedisCache } from "../../../core/collector/redis_cache.ts";
import { MemoryCache, parseKept, STATS_MAX_AGE_MS, type StatsCache } from "../../../core/collector/stats_cache.ts";
import { REDIS_SERVER, TestRedis, testWithServers, until } from "./servers.ts";

const FLEET = { machines: 1, active: 0, rows: 5, duplicates: 0, conflicts: 0, listed: [] };

/** A collector whose store counts how often it is asked. */
function counting(cache: StatsCache) {
  const asked = { times: 0 };
  const store = { fleet: () => Promise.resolve((asked.times += 1, FLEET)) } as unknown as CollectorStore;
  return { collector: new Collector({ store, cache, nowMs: () => 1_000 }), asked };
}

Deno.test("Collector.fleet() counts once for all who ask within five seconds", async () => {
  const time = { nowMs: 0 };
  await using cache = new MemoryCache(() => time.nowMs);
  const { collector, asked } = counting(cache);
  const views = await Promise.all([collector.fleet(), collector.fleet(), collector.fleet()]);
  deepEqual(views[2], { ...FLEET, atMs: 1_000 });
  time.nowMs = STATS_MAX_AGE_MS - 1;
  await collector.fleet();
  equal(asked.times, 1);
  time.nowMs = STATS_MAX_AGE_MS;
  await collector.fleet();
  equal(asked.times, 2);
});

Deno.test("parseKept() takes nothing but figures", () => {
  equal(parseKept(null), null);
  equal(parseKept("{"), null);
  equal(parseKept(JSON.stringify({ ...FLEET, atMs: 1, listed: [{ device: "<b>" }] })), null);
  deepEqual(parseKept(JSON.stringify({ ...FLEET, atMs: 1 })), { ...FLEET, atMs: 1 });
});

testWithServers(
  [REDIS_SERVER],
  "RedisCache shares figures between collectors, and without Redis each counts",
  async () => {
    await using redis = await new TestRedis().start();
    await using one = await RedisCache.open(redis.url);
    await using two = await RedisCache.open(redis.url);
    const first = counting(one), second = counting(two);
    await until(async () => (await one.get(), await two.get(), one.trouble === "" && two.trouble === ""));
    await first.collector.fleet();
    deepEqual(await second.collector.fleet(), { ...FLEET, atMs: 1_000 });
    deepEqual([first.asked.times, second.asked.times], [1, 0]);
    await redis.kill();
    deepEqual(await second.collector.fleet(), { ...FLEET, atMs: 1_000 });
    equal(second.asked.times, 1);
    match(two.trouble, /Redis does not answer/);
    await redis.start();
    await until(async () => (await two.set({ ...FLEET, atMs: 7 }), two.trouble === ""));
    equal((await first.collector.fleet()).atMs, 7);
  },
);
