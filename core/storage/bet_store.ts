/** Writes the ledger: each bet's state is a transaction of its own, on the disk itself before it is answered. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Bet } from "../protocol/bet.ts";
import { HostError } from "../protocol/errors.ts";
import { CHAIN_START, contentOf, linkOf } from "./bet_chain.ts";

/** The writing side of `bets` and `bet_events`. */
export class BetStore {
  readonly #database: DatabaseSync;
  readonly #bet: StatementSync;
  readonly #event: StatementSync;
  readonly #link: StatementSync;
  readonly #head: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#bet = database.prepare(
      `INSERT INTO bets(id, bookmaker, strategy, mode, stake, cash_out, state, reason, round_id, requested_at, placed_at,
         settled_at, payout, balance, panel, cause) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT(id) DO UPDATE SET state = excluded.state, reason = excluded.reason, round_id = excluded.round_id,
         placed_at = excluded.placed_at, settled_at = excluded.settled_at, payout = excluded.payout,
         balance = excluded.balance, cause = excluded.cause
       WHERE bookmaker = excluded.bookmaker AND strategy = excluded.strategy AND mode = excluded.mode
         AND stake = excluded.stake AND cash_out = excluded.cash_out AND requested_at = excluded.requested_at
         AND panel = excluded.panel`,
    );
    this.#event = database.prepare(
      "INSERT INTO bet_events(bet_id, state, reason, at, bet) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    );
    this.#link = database.prepare("UPDATE bet_events SET chain = ? WHERE id = ?");
    this.#head = database.prepare("SELECT chain FROM bet_events WHERE id < ? ORDER BY id DESC LIMIT 1");
  }

  /**
   * Stores a bet as it now stands, and its state in the audit. What was asked for never changes.
   *
   * @param options.atMs when it came to that state
   * @throws {HostError} `storage` when another bet has that id; else whatever trouble the database has
   */
  save(bet: Bet, { atMs }: { atMs: number }): void {
    // NORMAL survives a killed process; only FULL survives a power cut.
    this.#database.exec("PRAGMA synchronous=FULL");
    try {
      this.#database.exec("BEGIN IMMEDIATE");
      const columns = columnsOf(bet);
      const { changes } = this.#bet.run(...Object.values(columns));
      if (changes === 0) {
        throw new HostError("storage", `Cannot save bet ${bet.id}: another one is stored under that id`);
      }
      this.#addEvent(bet, { atMs, content: contentOf(columns) });
      this.#database.exec("COMMIT");
    } finally {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      this.#database.exec("PRAGMA synchronous=NORMAL");
    }
  }

  /** An event that is there already, because its bet is saved again, stays as it is. */
  #addEvent({ id: betId, state, reason }: Bet, { atMs, content }: { atMs: number; content: string }): void {
    const { changes, lastInsertRowid } = this.#event.run(betId, state, reason, atMs, content);
    if (changes === 0) return;
    // Read, not remembered: a command may have written to the ledger in between.
    const previous = this.#head.get(lastInsertRowid)?.chain;
    const link = linkOf({ betId, state, reason, atMs, bet: content }, String(previous ?? CHAIN_START));
    this.#link.run(link, lastInsertRowid);
  }
}

/** In the order of `INSERT`. */
function columnsOf(bet: Bet) {
  return {
    id: bet.id,
    bookmaker: bet.table,
    strategy: bet.strategy,
    mode: bet.mode,
    stake: bet.stakeMinor,
    cash_out: bet.cashOutHundredths,
    state: bet.state,
    reason: bet.reason,
    round_id: bet.roundId,
    requested_at: bet.requestedAtMs,
    placed_at: bet.placedAtMs,
    settled_at: bet.settledAtMs,
    payout: bet.payoutMinor,
    balance: bet.balanceMinor ?? null,
    panel: bet.panel ?? 1,
    cause: bet.cause ?? null,
  };
}
