/** What came long enough ago goes, hourly and in pieces; the store is a real file, time is the test's. */
import { deepEqual, equal, match } from "node:assert/strict";
import { join } from "node:path";
import { Collector } from "../../../core/collector/collector.ts";
import { RowRetention } from "../../../core/collector/row_retention.ts";
import { SqliteStore } from "../../../core/collector/sqlite_store.ts";
import { MemoryCache } from "../../../core/collector/stats_cache.ts";
import type { Timers } from "../../../core/storage/timers.ts";

const DAY_MS = 86_400_000;
const NOW = 1_800_000_000_000;

/** Timers of which the next one runs when the test says so. */
class NextTimer implements Timers {
  readonly waits: number[] = [];
  #run: (() => void) | null = null;
  #set = Promise.withResolvers<void>();

  nowMs = () => 0;

  after(ms: number, run: () => void): () => void {
    this.waits.push(ms);
    this.#run = run;
    this.#set.resolve();
    return () => {};
  }

  /** Resolves when something waits. */
  settled = () => this.#set.promise;

  async next(): Promise<void> {
    await this.settled();
    this.#set = Promise.withResolvers();
    this.#run!();
    await this.settled();
  }
}

Deno.test("RowRetention forgets rows that came before its days, in pieces, and looks again every hour", async () => {
  const folder = await Deno.makeTempDir({ prefix: "aviator-retention-" });
  {
    await using store = new SqliteStore(join(folder, "collector.sqlite"));
    await store.setToken("edge-1", { hash: "h", atMs: 1 });
    const time = { nowMs: NOW };
    const collector = new Collector({ store, cache: new MemoryCache(), nowMs: () => time.nowMs });
    const log = (first: number, count: number) =>
      collector.log(
        "edge-1",
        Array.from(
          { length: count },
          (_, at) => ({ ...{ kind: "round", id: first + at, atMs: 5, image: null }, data: "{}" }),
        ),
      );
    time.nowMs = NOW - 3 * DAY_MS - 1;
    await log(1, 4_500);
    time.nowMs = NOW - 3 * DAY_MS;
    await log(10_001, 30);
    time.nowMs = NOW;
    const timers = new NextTimer();
    const said: string[] = [];
    await using _retention = new RowRetention({
      ...{
        collector,
        keepDays: 3,
        nowMs: () => time.nowMs,
        timers,
        log: (level, text) => said.push(`${level} ${text}`),
      },
    });
    await timers.settled();
    await timers.next();
    await timers.next();
    deepEqual(timers.waits, [50, 50, 3_600_000]);
    deepEqual(said, ["info 4500 rows of more than 3 days ago are forgotten"]);
    equal((await log(10_001, 30)).duplicates, 30);
    const metrics = await collector.metrics();
    equal(metrics.find(({ name }) => name === "aviator_collector_rows_forgotten_total")?.samples[0].value, 4_500);
    time.nowMs += 1;
    const forget = collector.forget.bind(collector);
    collector.forget = () => Promise.reject(new Error("the disk is gone"));
    await timers.next();
    match(said[1], /^warning old rows are not forgotten: the disk is gone/);
    collector.forget = forget;
    await timers.next();
    equal(said[2], "info 30 rows of more than 3 days ago are forgotten");
  }
  await Deno.remove(folder, { recursive: true });
});
