/** The ledger's chain: every edit of every column shows and is named; a ledger that nobody touched is clean. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { Bet } from "../../../core/protocol/bet.ts";
import { BET_COLUMNS, CHAIN_START, linkOf } from "../../../core/storage/bet_chain.ts";
import { BetStore } from "../../../core/storage/bet_store.ts";
import { queriesOf } from "../../../core/storage/queries.ts";
import { migrate } from "../../../core/storage/schema.ts";
import { bet } from "./fixtures.ts";

/** A ledger of five settled bets; in the file of an older version first, where told. */
function ledger({ oldEvents = 0 } = {}) {
  const database = new DatabaseSync(":memory:");
  migrate(database, "x", { to: 3 });
  for (let id = 1; id <= oldEvents; id++) {
    database.exec(`INSERT INTO bets VALUES (${id}, 'm', 's', 'paper', 1, 200, 'failed', '', NULL, 1, NULL, NULL, NULL);
      INSERT INTO bet_events(bet_id, state, reason, at) VALUES (${id}, 'failed', '', 1)`);
  }
  migrate(database, "x");
  const bets = new BetStore(database);
  let atMs = 1;
  const states = [{ state: "requested" }, { state: "placing", balanceMinor: 900 }, {
    ...{ state: "placed", balanceMinor: 900, placedAtMs: 5, roundId: 3 },
  }, { state: "won", balanceMinor: 900, placedAtMs: 5, roundId: 3, settledAtMs: 8, payoutMinor: 440 }] as Partial<
    Bet
  >[];
  for (let id = 101; id <= 105; id++) for (const state of states) bets.save(bet(id, state), { atMs: atMs++ });
  return {
    database,
    bets,
    check: (head?: string) => queriesOf(database).checkLedger({ from: null, limit: 999, head }),
  };
}

Deno.test("checkLedger() finds nothing in a ledger that nobody touched, also when its first events have no hash", () => {
  for (const oldEvents of [0, 3]) {
    const { check } = ledger({ oldEvents });
    const { faults, events, unchained, done } = check();
    deepEqual({ faults, events, unchained, done }, {
      ...{ faults: [], events: 20 + oldEvents, unchained: oldEvents, done: true },
    });
  }
});

Deno.test("checkLedger() finds nothing in a ledger from before bets had causes, and goes on with its chain", () => {
  const database = new DatabaseSync(":memory:");
  migrate(database, "x", { to: 8 });
  const values = [7, "m", "s", "virtual", 1, 200, "failed", "too late", null, 1, null, null, null, null, 1];
  database.prepare(`INSERT INTO bets VALUES (${values.map(() => "?").join(", ")})`).run(...values);
  const columns = BET_COLUMNS.filter((column) => column !== "cause");
  const event = {
    ...{ betId: 7, state: "failed", reason: "too late", atMs: 1 },
    bet: JSON.stringify(Object.fromEntries(columns.map((column, index) => [column, values[index]]))),
  };
  database.prepare("INSERT INTO bet_events(bet_id, state, reason, at, bet, chain) VALUES (?, ?, ?, ?, ?, ?)")
    .run(...Object.values(event), linkOf(event, CHAIN_START));
  migrate(database, "x");
  new BetStore(database).save(bet(8, { state: "failed", cause: "late" }), { atMs: 2 });
  const { faults, events } = queriesOf(database).checkLedger({ from: null, limit: 999 });
  deepEqual({ faults, events }, { faults: [], events: 2 });
  deepEqual(queriesOf(database).bets({ limit: 9 }).map(({ cause }) => cause), ["late", undefined]);
});

Deno.test("checkLedger() says the same in pieces as at once", () => {
  const { database, check } = ledger(), { checkLedger } = queriesOf(database);
  database.exec("UPDATE bet_events SET reason = 'x' WHERE id = 11");
  let piece = checkLedger({ from: null, limit: 3 });
  while (!piece.done) piece = checkLedger({ from: piece, limit: 3 });
  deepEqual(piece, check());
  equal(piece.faultsInAll, 1);
});

Deno.test("checkLedger() names the bet of every edit of one event, and no other", () => {
  for (
    const edit of ["state = 'lost'", "reason = 'x'", "at = at + 1", "bet_id = 104", "chain = hex(randomblob(32))"]
      .concat(
        BET_COLUMNS.map((column) => `bet = json_set(bet, '$.${column}', 77)`),
      )
  ) {
    const { database, check } = ledger();
    database.exec(`UPDATE bet_events SET ${edit} WHERE id = 10`);
    const { faults } = check();
    ok(faults.length >= 1 && faults.length <= 2, `${edit}: ${JSON.stringify(faults)}`);
    ok(faults.some(({ eventId }) => eventId === 10), edit);
  }
});

Deno.test("checkLedger() names the bet whose row was changed, with what it is and what it was", () => {
  for (
    const [column, value] of [["payout", 99_999], ["state", "'lost'"], ["stake", 1], ["mode", "'live'"], [
      "cause",
      "'late'",
    ]] as const
  ) {
    const { database, check } = ledger();
    database.exec(`UPDATE bets SET ${column} = ${value} WHERE id = 103`);
    const { faults } = check();
    deepEqual(faults.map(({ betId }) => betId), [103], column);
    match(faults[0].message, new RegExp(`${column} is .* and was`));
  }
});

Deno.test("checkLedger() notices events and bets that were removed, moved or put in", () => {
  const edits = {
    "DELETE FROM bet_events WHERE id = 7": 102,
    "DELETE FROM bet_events WHERE id = 20": 105,
    "DELETE FROM bet_events WHERE bet_id = 105": 105,
    "DELETE FROM bets WHERE id = 103": 103,
    "INSERT INTO bet_events(bet_id, state, reason, at) VALUES (101, 'won', 'again', 99)": 101,
    "UPDATE bet_events SET id = -id WHERE id IN (5, 6); UPDATE bet_events SET id = 11 + id WHERE id < 0": 102,
  };
  for (const [edit, betId] of Object.entries(edits)) {
    const { database, check } = ledger();
    database.exec(edit);
    ok(check().faults.some((fault) => fault.betId === betId), `${edit}: ${JSON.stringify(check().faults)}`);
  }
});

Deno.test("checkLedger() misses the newest bet once it is wholly removed, and finds that out by a noted head", () => {
  const { database, check } = ledger(), { head } = check();
  equal(check(head).headFound, true);
  database.exec("DELETE FROM bets WHERE id = 105; DELETE FROM bet_events WHERE bet_id = 105");
  deepEqual(check(head).faults, []);
  equal(check(head).headFound, false);
});

Deno.test("save() goes on with the chain where another connection has left it", () => {
  const { database, bets, check } = ledger();
  new BetStore(database).save(bet(106, { state: "requested" }), { atMs: 100 });
  bets.save(bet(107, { state: "requested" }), { atMs: 101 });
  deepEqual(check().faults, []);
});
