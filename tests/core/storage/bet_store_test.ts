/** The ledger's rows: what is asked for never changes, each state is in the audit, and every save is on the disk. */
import { deepEqual, equal, throws } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { BetStore } from "../../../core/storage/bet_store.ts";
import { queriesOf } from "../../../core/storage/queries.ts";
import { migrate } from "../../../core/storage/schema.ts";
import { bet } from "./fixtures.ts";

function open() {
  const database = new DatabaseSync(":memory:");
  migrate(database, ":memory:");
  return {
    database,
    bets: new BetStore(database),
    saved: () => queriesOf(database).bets({ limit: 10 }),
    [Symbol.dispose]: () => database.close(),
  };
}

Deno.test("save() stores every column of a bet, and each state in the audit", () => {
  using store = open();
  const asked = bet(5, { state: "requested" });
  const known = { roundId: 8, placedAtMs: 9, settledAtMs: 10, payoutMinor: 2200, balanceMinor: 70_000 };
  const won = bet(5, { state: "won", reason: "r", cause: "restart", ...known });
  store.bets.save(asked, { atMs: 1 });
  deepEqual(store.saved(), [asked]);
  store.bets.save(won, { atMs: 2 });
  deepEqual(store.saved(), [won]);
  const events = store.database.prepare("SELECT bet_id, state, reason, at FROM bet_events ORDER BY id").all();
  deepEqual(events.map((event) => ({ ...event })), [
    { bet_id: 5, state: "requested", reason: "", at: 1 },
    { bet_id: 5, state: "won", reason: "r", at: 2 },
  ]);
});

for (
  const [name, change] of Object.entries({ stake: { stakeMinor: 9 }, table: { table: "x" }, mode: { mode: "live" } })
) {
  Deno.test(`save() refuses another bet under a known id: ${name}`, () => {
    using store = open();
    store.bets.save(bet(5), { atMs: 1 });
    throws(() => store.bets.save(bet(5, { state: "won", ...change as object }), { atMs: 2 }), { code: "storage" });
    deepEqual(store.saved(), [bet(5)]);
    equal(store.database.prepare("SELECT count(*) AS n FROM bet_events").get()?.n, 1);
  });
}

Deno.test("save() commits with synchronous=FULL and goes back to NORMAL, also when it fails", () => {
  using store = open();
  const sql: string[] = [];
  const watched = new BetStore(
    new Proxy(store.database, {
      get(target, name) {
        if (name === "exec") return (text: string) => (sql.push(text), target.exec(text));
        const value = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    }),
  );
  watched.save(bet(1), { atMs: 1 });
  deepEqual(sql, ["PRAGMA synchronous=FULL", "BEGIN IMMEDIATE", "COMMIT", "PRAGMA synchronous=NORMAL"]);
  throws(() => watched.save(bet(2, { stakeMinor: 0.5 }), { atMs: 1 }));
  deepEqual(sql.slice(-2), ["ROLLBACK", "PRAGMA synchronous=NORMAL"]);
});
