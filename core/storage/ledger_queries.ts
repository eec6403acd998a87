/** What is asked about the ledger's own story: the states of one bet, and whether all of it is as it was written. Reads only. */
import type { DatabaseSync } from "node:sqlite";
import { type BetEvent, type BetState } from "../protocol/bet.ts";
import type { LedgerFault, LedgerReport } from "../protocol/bet_story.ts";
import { CHAIN_START, ChainCheck, type LedgerEvent, rowFault } from "./bet_chain.ts";

/** Faults that one check tells of; further ones are counted. */
const FAULTS_TOLD_MAX = 100;

/** How far a check of the ledger has come; begun with null, given back until `done`. */
export interface LedgerCheck extends LedgerReport {
  lastEventId: number;
  done: boolean;
}

export interface LedgerQueries {
  /** hash of the newest event */
  ledgerHead(): string;
  /** the states of one bet, oldest first */
  betEvents(betId: number): BetEvent[];
  /** checks so many further events, and at the end each bet's row; `head`: a hash that was noted before */
  checkLedger(query: { from: LedgerCheck | null; limit: number; head?: string }): LedgerCheck;
}

type Row = Record<string, unknown>;

/** Answers from one connection. */
export function ledgerQueriesOf(database: DatabaseSync): LedgerQueries {
  const all = (sql: string, ...values: (string | number)[]) => database.prepare(sql).all(...values) as Row[];
  return {
    ledgerHead: () => String(all("SELECT chain FROM bet_events ORDER BY id DESC LIMIT 1")[0]?.chain ?? CHAIN_START),
    betEvents: (betId) =>
      all("SELECT * FROM bet_events WHERE bet_id = ? ORDER BY id", betId).map(eventOf)
        .map(({ state, reason, atMs }) => ({ state: state as BetState, reason, atMs })),
    checkLedger: ({ from, limit, head }) => {
      const check = new ChainCheck(from);
      const events = all("SELECT * FROM bet_events WHERE id > ? ORDER BY id LIMIT ?", from?.lastEventId ?? 0, limit)
        .map(eventOf);
      let headFound = from?.headFound ?? head === CHAIN_START;
      const found = events.flatMap((event) => {
        const fault = check.follow(event);
        headFound ||= event.chain === head;
        return fault ? [fault] : [];
      });
      const done = events.length < limit;
      const faults = done ? [...found, ...rowFaults(all)] : found;
      return {
        ...{ head: check.head, events: check.events, unchained: check.unchained, headFound, done },
        lastEventId: events.at(-1)?.id ?? from?.lastEventId ?? 0,
        faults: [...from?.faults ?? [], ...faults].slice(0, FAULTS_TOLD_MAX),
        faultsInAll: (from?.faultsInAll ?? 0) + faults.length,
      };
    },
  };
}

/** Bets whose row is not what their newest event says, and events whose bet is gone. */
function rowFaults(all: (sql: string) => Row[]): LedgerFault[] {
  const newest = all(
    `SELECT bets.*, newest.id AS event_id, newest.at AS event_at, newest.bet AS event_bet, newest.chain AS event_chain
     FROM bets LEFT JOIN bet_events AS newest
     ON newest.id = (SELECT max(id) FROM bet_events WHERE bet_id = bets.id)`,
  );
  const wrong = newest.flatMap((row): LedgerFault[] => {
    if (row.event_id === null) {
      return [{ betId: Number(row.id), eventId: null, message: "it has no events: they were removed" }];
    }
    const fault = rowFault(row, {
      ...{ id: Number(row.event_id), betId: Number(row.id), state: "", reason: "", atMs: Number(row.event_at) },
      bet: row.event_bet as string | null,
      chain: row.event_chain as string | null,
    });
    return fault ? [fault] : [];
  });
  const orphans = all("SELECT DISTINCT bet_id FROM bet_events WHERE bet_id NOT IN (SELECT id FROM bets)");
  return [...wrong, ...orphans.map(({ bet_id }) => ({ betId: Number(bet_id), eventId: null, message: "it is gone" }))];
}

function eventOf(row: Row): LedgerEvent {
  return {
    id: Number(row.id),
    betId: Number(row.bet_id),
    state: String(row.state),
    reason: String(row.reason),
    atMs: Number(row.at),
    bet: row.bet === null ? null : String(row.bet),
    chain: row.chain === null ? null : String(row.chain),
  };
}
