/** Writes the ledger: each bet's state is a transaction of its own, on the disk itself before it is answered. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Bet } from "../protocol/bet.ts";
import { HostError } from "../protocol/errors.ts";

/** The writing side of `bets` and `bet_events`. */
export class BetStore {
  readonly #database: DatabaseSync;
  readonly #bet: StatementSync;
  readonly #event: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#bet = database.prepare(
      `INSERT INTO bets(id, bookmaker, strategy, mode, stake, cash_out, state, reason, round_id, requested_at, placed_at,
         settled_at, payout) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT(id) DO UPDATE SET state = excluded.state, reason = excluded.reason, round_id = excluded.round_id,
         placed_at = excluded.placed_at, settled_at = excluded.settled_at, payout = excluded.payout
       WHERE bookmaker = excluded.bookmaker AND strategy = excluded.strategy AND mode = excluded.mode
         AND stake = excluded.stake AND cash_out = excluded.cash_out AND requested_at = excluded.requested_at`,
    );
    this.#event = database.prepare(
      "INSERT INTO bet_events(bet_id, state, reason, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
    );
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
      const { changes } = this.#bet.run(...betValues(bet));
      if (changes === 0) {
        throw new HostError("storage", `Cannot save bet ${bet.id}: another one is stored under that id`);
      }
      this.#event.run(bet.id, bet.state, bet.reason, atMs);
      this.#database.exec("COMMIT");
    } finally {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      this.#database.exec("PRAGMA synchronous=NORMAL");
    }
  }
}

function betValues(bet: Bet) {
  return [
    bet.id,
    bet.table,
    bet.strategy,
    bet.mode,
    bet.stakeMinor,
    bet.cashOutHundredths,
    bet.state,
    bet.reason,
    bet.roundId,
    bet.requestedAtMs,
    bet.placedAtMs,
    bet.settledAtMs,
    bet.payoutMinor,
  ];
}
