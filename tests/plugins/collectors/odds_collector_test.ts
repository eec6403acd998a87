/** The odds collector's own rules, in time that the test moves. */
import assert from "node:assert/strict";
import {
  MARKETS_PER_EVENT_MAX,
  MARKETS_WAITING_MAX,
  OddsCollector,
} from "../../../plugins/collectors/odds/odds_collector.ts";
import { parseOdds } from "../../../plugins/collectors/odds/odds_formats.ts";
import { ENTRIES_MAX, keyOf, TtlCache } from "../../../plugins/collectors/odds/ttl_cache.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

const plain = (event: string, odds: number) => ({ event, market: "winner", outcomes: [{ name: "a", odds }] });

function openCollector(load: (url: string) => Promise<unknown>, keys = ["https://odds.example.org/a"]) {
  let nowMs = 0;
  const said: string[] = [];
  const say = (level: string, message: string) => void said.push(`${level} ${message}`);
  const collector = new OddsCollector({ keys, format: "plain", ttlMs: 30_000, load, nowMs: () => nowMs, say });
  const look = async (passMs = 0) => {
    nowMs += passMs;
    const rows = collector.onHealth({ atMs: nowMs });
    await turn();
    return rows;
  };
  return { collector, look, said };
}

Deno.test("OddsCollector fetches every 30 s however often it looks, and gives out what has changed", async () => {
  let fetched = 0, odds = 2;
  const { look } = openCollector(() => (fetched += 1, Promise.resolve([plain("x", odds)])));
  await look();
  assert.equal((await look(10_000)).length, 1);
  await look(19_000);
  assert.equal(fetched, 1);
  await look(1_000);
  assert.equal(fetched, 2);
  assert.deepEqual(await look(1_000), []);
  odds = 2.5;
  await look(30_000);
  const rows = (await look(1_000)).filter((row) => row.kind === "odds");
  assert.deepEqual(rows.map(({ outcomes }) => outcomes), [[{ name: "a", oddsThousandths: 2500 }]]);
});

Deno.test("OddsCollector tells latency, hit rate and waiting once a minute", async () => {
  const { look } = openCollector(() => Promise.resolve([]));
  for (let looks = 0; looks < 6; looks += 1) await look(10_000 - 1);
  const rows = await look(10_000);
  const figures = Object.fromEntries(rows.map((row) => row.kind === "measure" ? [row.name, row.value] : []));
  // Seven looks in all; two of them fetched.
  assert.deepEqual(figures, { latency_ms: 0, hit_rate: 5 / 7, io_wait_ms: 0, failures: 0, waiting: 0, dropped: 0 });
});

Deno.test("OddsCollector tries a failed address later and later, and says trouble and its end once", async () => {
  const fetchedMs: number[] = [];
  let fails = true, nowMs = 0;
  const { look, said } = openCollector(() => {
    fetchedMs.push(nowMs);
    return fails ? Promise.reject(new TypeError("no way")) : Promise.resolve([]);
  });
  const step = async (ms: number) => (nowMs += ms, await look(ms));
  for (let seconds = 0; seconds < 250; seconds += 10) await step(10_000);
  assert.deepEqual(fetchedMs, [10_000, 40_000, 100_000, 220_000]);
  fails = false;
  for (let seconds = 0; seconds < 250; seconds += 10) await step(10_000);
  assert.deepEqual(said, ["warn /a gives no odds: no way", "info /a answers again"]);
});

Deno.test("OddsCollector hands out so many markets an event and drops the oldest of too many", async () => {
  const many = Array.from({ length: MARKETS_WAITING_MAX + 10 }, (_, index) => plain(`game ${index}`, 2));
  const { look, collector } = openCollector(() => Promise.resolve(many));
  await look();
  const rows = await look(1_000);
  assert.equal(rows.length, MARKETS_PER_EVENT_MAX);
  assert.equal(rows[0].kind === "odds" && rows[0].event, "game 10");
  assert.equal(collector.onRound().length, MARKETS_PER_EVENT_MAX);
});

Deno.test("keyOf() is the same for the same parameters in another order, and another for others", () => {
  const url = "https://odds.example.org/v4?x=1";
  assert.equal(keyOf(url, { b: "2", a: "1" }), keyOf(url, { a: "1", b: "2" }));
  assert.notEqual(keyOf(url, { a: "1" }), keyOf(url, { a: "2" }));
});

Deno.test("TtlCache.get() asks once for two who ask at the same time, and forgets the oldest of too many keys", async () => {
  let loads = 0;
  const cache = new TtlCache({ ttlMs: 1000, nowMs: () => 0, load: (url) => (loads += 1, Promise.resolve(url)) });
  const both = await Promise.all([cache.get("a"), cache.get("a")]);
  assert.deepEqual([loads, both.map((answer) => answer?.isNew)], [1, [true, false]]);
  for (let key = 0; key < ENTRIES_MAX; key += 1) await cache.get(`key ${key}`);
  assert.equal((await cache.get("a"))?.isNew, true);
});

Deno.test("parseOdds() rounds odds down and refuses what is no whole market", () => {
  const odds = (value: unknown) => parseOdds([plain("x", value as number)], "plain");
  assert.equal(odds(1.9999).markets[0].outcomes[0].oddsThousandths, 1999);
  assert.equal(odds(2.3).markets[0].outcomes[0].oddsThousandths, 2300);
  for (const wrong of [1, 0, -2, NaN, Infinity, "2.0", null, 1e9]) assert.equal(odds(wrong).leftOut, 1, String(wrong));
  const twice = { event: "x", market: "m", outcomes: [{ name: "a", odds: 2 }, { name: "a", odds: 3 }] };
  assert.deepEqual(parseOdds([twice, {}, null, 7, { event: "x", market: "m", outcomes: [] }], "plain"), {
    markets: [],
    leftOut: 5,
  });
});
