/**
 * The ledger's chain: each state of a bet is stored with the bet as it then stood and a hash over the state before it, so
 * that a later edit shows. Whoever recomputes every hash behind his edit is found only by a head that was noted before.
 */
import { createHash } from "node:crypto";
import type { LedgerFault } from "../protocol/bet_story.ts";

/** What the first event of a chain follows. */
export const CHAIN_START = "0".repeat(64);

/** One state of a bet as it is stored. */
export interface LedgerEvent {
  id: number;
  betId: number;
  state: string;
  reason: string;
  atMs: number;
  /** the bet as it then stood, JSON by columns; null in ledgers from before the chain */
  bet: string | null;
  /** hash over this event and the one before it; null in ledgers from before the chain */
  chain: string | null;
}

/** The columns of a bet that its events repeat, in the order in which they are hashed. */
export const BET_COLUMNS = [
  "id",
  "bookmaker",
  "strategy",
  "mode",
  "stake",
  "cash_out",
  "state",
  "reason",
  "round_id",
  "requested_at",
  "placed_at",
  "settled_at",
  "payout",
  "balance",
  "panel",
  "cause",
] as const;

type Columns = Record<string, unknown>;

/** A bet's columns as its event keeps them. */
export function contentOf(columns: Columns): string {
  return JSON.stringify(Object.fromEntries(BET_COLUMNS.map((name) => [name, columns[name] ?? null])));
}

/** The hash of an event, lower-case hexadecimal. */
export function linkOf(event: Omit<LedgerEvent, "id" | "chain">, previous: string): string {
  const { betId, state, reason, atMs, bet } = event;
  return createHash("sha256").update(JSON.stringify([previous, betId, state, reason, atMs, bet])).digest("hex");
}

/** Follows a chain event by event, oldest first; `head` is where it has come to. */
export class ChainCheck {
  head: string = CHAIN_START;
  events = 0;
  /** from before there was a chain */
  unchained = 0;

  constructor(from: { head: string; events: number; unchained: number } | null = null) {
    Object.assign(this, from);
  }

  /** What is wrong with the next event; null when nothing is. */
  follow(event: LedgerEvent): LedgerFault | null {
    const { id: eventId, betId } = event;
    this.events += 1;
    if (event.chain === null) {
      this.unchained += 1;
      return this.head === CHAIN_START ? null : { betId, eventId, message: "an event without a hash was put in" };
    }
    const expected = linkOf(event, this.head);
    // From here on what follows is checked against what stands there: one edit is one fault.
    this.head = event.chain;
    if (event.chain === expected) return null;
    return { betId, eventId, message: "this event was changed, or one before it was removed or put in" };
  }
}

/** How a bet's row differs from its newest event; null when it does not. */
export function rowFault(row: Columns, newest: LedgerEvent): LedgerFault | null {
  if (newest.bet === null) return null;
  const kept = JSON.parse(newest.bet) as Columns;
  const changed = Object.keys(kept).filter((name) => kept[name] !== row[name]);
  if (changed.length === 0) return null;
  const told = changed.map((name) => `${name} is ${row[name]} and was ${kept[name]}`);
  return { betId: newest.betId, eventId: null, message: told.join(", ") };
}
