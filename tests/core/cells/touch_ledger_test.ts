/** What plugins touched: added up by day, kept over a restart, bounded. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { TOUCH_DAYS_MAX, TOUCH_HOSTS_MAX, TouchLedger } from "../../../core/cells/touch_ledger.ts";

const DAY_MS = 86_400_000;
const touched = { requests: 1, failures: 0, bytesSent: 2, bytesReceived: 3 };

async function withLedger(check: (open: () => Promise<TouchLedger>, world: World) => Promise<void>): Promise<void> {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-touches-" });
  const world: World = { dataDir, nowMs: new Date(2026, 2, 14, 12).getTime(), troubles: [] };
  const options = { dataDir, nowMs: () => world.nowMs, onTrouble: (text: string) => void world.troubles.push(text) };
  try {
    await check(() => TouchLedger.open(options), world);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

interface World {
  dataDir: string;
  nowMs: number;
  troubles: string[];
}

Deno.test("TouchLedger keeps each day's sums over a restart", () =>
  withLedger(async (open, world) => {
    {
      await using ledger = await open();
      ledger.count("odds", { kind: "fetches", count: 2 });
      ledger.count("odds", { kind: "fetches", count: 1 });
      ledger.countHost("odds", { host: "a.org:443", touched });
    }
    await using ledger = await open();
    ledger.countHost("odds", { host: "a.org:443", touched });
    const host = { requests: 2, failures: 0, bytesSent: 4, bytesReceived: 6, lastAtMs: world.nowMs };
    assert.deepEqual(ledger.of("odds"), [{ day: "2026-03-14", counts: { fetches: 3 }, hosts: { "a.org:443": host } }]);
    world.nowMs += DAY_MS;
    ledger.count("odds", { kind: "restarts", count: 1 });
    assert.deepEqual(ledger.of("odds").map(({ day }) => day), ["2026-03-15", "2026-03-14"]);
    assert.deepEqual(ledger.of("other"), []);
    assert.deepEqual(world.troubles, []);
  }));

Deno.test("TouchLedger keeps so many days and hosts and no more", () =>
  withLedger(async (open, world) => {
    await using ledger = await open();
    for (let day = 0; day <= TOUCH_DAYS_MAX; day++) {
      ledger.count("odds", { kind: "events", count: 1 });
      world.nowMs += DAY_MS;
    }
    assert.equal(ledger.of("odds").length, TOUCH_DAYS_MAX);
    for (let host = 0; host <= TOUCH_HOSTS_MAX; host++) ledger.countHost("odds", { host: `h${host}:443`, touched });
    assert.equal(Object.keys(ledger.of("odds")[0].hosts).length, TOUCH_HOSTS_MAX);
    await ledger.save();
    await using again = await open();
    assert.deepEqual(again.of("odds"), ledger.of("odds"));
  }));

Deno.test("TouchLedger begins anew and says so when its file is broken", () =>
  withLedger(async (open, world) => {
    await Deno.writeTextFile(join(world.dataDir, "touches.json"), '{"version":1,"plugins":{"odds":[{"day":"x"}]}}');
    await using ledger = await open();
    assert.deepEqual(ledger.of("odds"), []);
    assert.match(world.troubles[0], /^Cannot use .*touches\.json: /);
  }));
