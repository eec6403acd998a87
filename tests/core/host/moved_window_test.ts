/** A window that is moved while the whole host runs: said on the page, no bet on it until it is back, the other table undisturbed. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { Host } from "../../../core/host/host.ts";
import { parseConfig } from "../../../core/ops/config.ts";
import type { Bet } from "../../../core/protocol/bet.ts";
import { unservedSettings } from "./unserved.ts";

const SEED = 3;
const TABLES = ["balkanbet", "soccer"];
const CONFIG = parseConfig(
  JSON.stringify({
    tables: [{ bookmaker: "balkanbet", window: 0 }, { bookmaker: "soccer", window: 1 }],
    strategies: TABLES.map((table) => ({ strategy: "flat", table, mode: "virtual" })),
  }),
  "two tables",
);

/** Waits for the page's state to be as wanted. */
async function until(host: Host, wanted: () => boolean): Promise<void> {
  if (wanted()) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = host.subscribe(() => wanted() && resolve());
  await promise;
  end();
}

Deno.test(`Host says where a moved window went, and bets on that table only when it is back (seed ${SEED})`, async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-moved-" });
  const bets: Bet[] = [], said: string[] = [];
  const host = await Host.start({
    settings: unservedSettings(dataDir, SEED),
    config: CONFIG,
    log: (_level, source, message) => source === "soccer" && said.push(message),
  });
  host.subscribe((change) => change.type === "bet" && bets.push(change.bet));
  const placedOn = (table: string) => bets.filter((bet) => bet.table === table && bet.state === "placed").length;
  const trouble = () => host.state().tables.find(({ table }) => table === "soccer")!.trouble;
  const desktop = host.virtualDesktop!;
  // Enough rounds to know the windows by.
  await until(host, () => TABLES.every((table) => placedOn(table) >= 2));
  desktop.moveTable("soccer", { x: 900, y: 500 });
  await until(host, () => /moved/.test(trouble()));
  match(trouble(), /moved by \(-60, \+500\): it was at 960,0 and is now at 900,500; .*tables move soccer 900 500/);
  const before = {
    soccer: placedOn("soccer"),
    other: placedOn("balkanbet"),
    accepted: desktop.game("soccer").bets().length,
  };
  await until(host, () => placedOn("balkanbet") >= before.other + 2);
  equal(placedOn("soccer"), before.soccer);
  equal(desktop.game("soccer").bets().length, before.accepted);
  match(trouble(), /moved by/);
  desktop.moveTable("soccer", { x: 960, y: 0 });
  await until(host, () => placedOn("soccer") >= before.soccer + 1);
  equal(trouble(), "");
  ok(said.some((line) => /stands in its place again/.test(line)), String(said));
  await host[Symbol.asyncDispose]();
  // One bet may have been open when its round went out of sight.
  const lost = bets.filter(({ state }) => state === "unknown" || state === "failed");
  deepEqual(lost.filter(({ table, reason }) => table !== "soccer" || reason !== "its round was missed"), []);
  ok(new Set(lost.map(({ id }) => id)).size <= 1);
  await Deno.remove(dataDir, { recursive: true });
});
