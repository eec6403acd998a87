/** The database's tables, one migration a version. A version once released is never edited; a newer file than ours is refused. */
import type { DatabaseSync } from "node:sqlite";
import { HostError } from "../protocol/errors.ts";
import { ROUND_COUNTS } from "./round_counts_schema.ts";
import { ROUND_TOTALS } from "./round_totals_schema.ts";

/**
 * Money in minor units, multipliers in hundredths, times in epoch milliseconds.
 *
 * `UNIQUE (plugin, seq)` keeps a row that comes twice from being stored twice; a round has its own id for that. It is
 * these tables' only index: a second one, on bookmaker and time, costs a fifth of the speed and no query needs it yet.
 */
const VERSION_1 = `
CREATE TABLE plugins(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE rounds(
  id INTEGER PRIMARY KEY, bookmaker TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER NOT NULL,
  multiplier INTEGER NOT NULL CHECK (multiplier >= 100), players INTEGER, players_money INTEGER
) STRICT;
CREATE INDEX rounds_by_bookmaker ON rounds(bookmaker);

CREATE TABLE snapshots(
  id INTEGER PRIMARY KEY, plugin INTEGER NOT NULL, seq INTEGER NOT NULL, bookmaker TEXT NOT NULL, round_id INTEGER,
  taken_at INTEGER NOT NULL, phase TEXT NOT NULL, multiplier INTEGER, my_money INTEGER, players INTEGER,
  players_money INTEGER, UNIQUE (plugin, seq)
) STRICT;

CREATE TABLE crossings(
  id INTEGER PRIMARY KEY, plugin INTEGER NOT NULL, seq INTEGER NOT NULL, bookmaker TEXT NOT NULL,
  round_id INTEGER NOT NULL, threshold INTEGER NOT NULL, taken_at INTEGER NOT NULL, UNIQUE (plugin, seq)
) STRICT;

CREATE TABLE phases(
  id INTEGER PRIMARY KEY, plugin INTEGER NOT NULL, seq INTEGER NOT NULL, bookmaker TEXT NOT NULL, round_id INTEGER,
  from_phase TEXT NOT NULL, to_phase TEXT NOT NULL, at INTEGER NOT NULL, UNIQUE (plugin, seq)
) STRICT;

CREATE TABLE samples(
  id INTEGER PRIMARY KEY, plugin INTEGER NOT NULL, seq INTEGER NOT NULL, bookmaker TEXT NOT NULL,
  taken_at INTEGER NOT NULL, region TEXT NOT NULL, mean_red REAL NOT NULL, mean_green REAL NOT NULL,
  mean_blue REAL NOT NULL, deviation_red REAL NOT NULL, deviation_green REAL NOT NULL, deviation_blue REAL NOT NULL,
  UNIQUE (plugin, seq)
) STRICT;

CREATE TABLE earnings(
  id INTEGER PRIMARY KEY, plugin INTEGER NOT NULL, seq INTEGER NOT NULL, bookmaker TEXT NOT NULL,
  round_id INTEGER NOT NULL, balance INTEGER NOT NULL, change INTEGER NOT NULL, at INTEGER NOT NULL,
  UNIQUE (plugin, seq)
) STRICT;

CREATE TABLE readings(
  id INTEGER PRIMARY KEY, bookmaker TEXT NOT NULL, region TEXT NOT NULL, at INTEGER NOT NULL, value INTEGER,
  confidence REAL, method TEXT, why TEXT NOT NULL
) STRICT;

CREATE TABLE rejected_rows(
  id INTEGER PRIMARY KEY, plugin TEXT NOT NULL, seq INTEGER, row TEXT NOT NULL, error TEXT NOT NULL,
  at INTEGER NOT NULL, UNIQUE (plugin, seq, row)
) STRICT;

CREATE TABLE bets(
  id INTEGER PRIMARY KEY, bookmaker TEXT NOT NULL, strategy TEXT NOT NULL, mode TEXT NOT NULL, stake INTEGER NOT NULL,
  cash_out INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, round_id INTEGER, requested_at INTEGER NOT NULL,
  placed_at INTEGER, settled_at INTEGER, payout INTEGER
) STRICT;
CREATE INDEX bets_by_bookmaker ON bets(bookmaker);
CREATE INDEX bets_open ON bets(id) WHERE state IN ('requested', 'placing', 'placed', 'unknown');
CREATE INDEX bets_settled ON bets(settled_at) WHERE settled_at IS NOT NULL;

CREATE TABLE bet_events(
  id INTEGER PRIMARY KEY, bet_id INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL,
  UNIQUE (bet_id, at, state, reason)
) STRICT;
`;

/** Rounds taken from a table's history strip; pictures beside the readings that are kept as evidence. */
const VERSION_2 = `
ALTER TABLE rounds ADD COLUMN source TEXT NOT NULL DEFAULT 'seen' CHECK (source IN ('seen', 'history'));
ALTER TABLE readings ADD COLUMN picture TEXT;
CREATE INDEX readings_by_bookmaker ON readings(bookmaker);
`;

/** The phase beside the colours, for training; samples from before it are of no phase. */
const VERSION_3 = `
ALTER TABLE samples ADD COLUMN phase TEXT NOT NULL DEFAULT 'unknown';
`;

/** The ledger's chain, the balance before a bet's first click, and which of a table's panels took it. */
const LEDGER_CHAIN = `
ALTER TABLE bets ADD COLUMN balance INTEGER;
ALTER TABLE bets ADD COLUMN panel INTEGER NOT NULL DEFAULT 1;
ALTER TABLE bet_events ADD COLUMN bet TEXT;
ALTER TABLE bet_events ADD COLUMN chain TEXT;
`;

/** Odds as offered, whole markets as JSON in thousandths; collectors' own figures; signals made of odds and probabilities. */
const ODDS = `
CREATE TABLE odds(
  id INTEGER PRIMARY KEY, plugin INTEGER NOT NULL, seq INTEGER NOT NULL, bookmaker TEXT NOT NULL, event TEXT NOT NULL,
  market TEXT NOT NULL, taken_at INTEGER NOT NULL, outcomes TEXT NOT NULL, UNIQUE (plugin, seq)
) STRICT;

CREATE TABLE measures(
  id INTEGER PRIMARY KEY, plugin INTEGER NOT NULL, seq INTEGER NOT NULL, bookmaker TEXT NOT NULL, name TEXT NOT NULL,
  value REAL NOT NULL, at INTEGER NOT NULL, UNIQUE (plugin, seq)
) STRICT;

CREATE TABLE signals(
  id INTEGER PRIMARY KEY, bookmaker TEXT NOT NULL, event TEXT NOT NULL, market TEXT NOT NULL, selection TEXT NOT NULL,
  at INTEGER NOT NULL, odds INTEGER NOT NULL, probability REAL NOT NULL, source TEXT NOT NULL, value REAL NOT NULL,
  kelly REAL NOT NULL
) STRICT;
`;

/**
 * The outbox: rows on their way to a collector. Where the buffer is full, `buffer_waiting` keeps the names of rows that
 * are to be buffered later. `buffer_metadata` is one row; its `rows` is how many the buffer holds.
 */
export const OUTBOX = `
CREATE TABLE prediction_buffer(
  id INTEGER PRIMARY KEY AUTOINCREMENT, prediction_data TEXT NOT NULL, image_id TEXT, timestamp INTEGER NOT NULL,
  buffered_at INTEGER NOT NULL, sent_at INTEGER,
  status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'sent', 'failed')),
  retry_count INTEGER NOT NULL DEFAULT 0, last_error TEXT
) STRICT;
CREATE INDEX prediction_buffer_status ON prediction_buffer(status);
CREATE INDEX prediction_buffer_image_id ON prediction_buffer(image_id);
CREATE INDEX prediction_buffer_timestamp ON prediction_buffer(timestamp DESC);
CREATE INDEX prediction_buffer_buffered_at ON prediction_buffer(buffered_at DESC);
CREATE TABLE buffer_metadata(
  id INTEGER PRIMARY KEY CHECK (id = 1), total_buffered INTEGER NOT NULL DEFAULT 0,
  total_sent INTEGER NOT NULL DEFAULT 0, total_failed INTEGER NOT NULL DEFAULT 0, last_cleanup INTEGER,
  rows INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO buffer_metadata(id) VALUES (1);
CREATE TABLE buffer_waiting(
  kind TEXT NOT NULL, row_id INTEGER NOT NULL, PRIMARY KEY (kind, row_id)
) STRICT, WITHOUT ROWID;
`;

/** What models said of rounds before they began, beside what came: a row a round at most. */
const PREDICTIONS = `
CREATE TABLE predictions(
  id INTEGER PRIMARY KEY, bookmaker TEXT NOT NULL, at INTEGER NOT NULL, target INTEGER NOT NULL,
  probability REAL NOT NULL, law_probability REAL NOT NULL, multiplier INTEGER NOT NULL, model TEXT NOT NULL
) STRICT;
CREATE INDEX predictions_by_bookmaker ON predictions(bookmaker);
`;

/** Why a bet is not what was asked for, as a code; of older bets only words are known. */
const BET_CAUSE = `
ALTER TABLE bets ADD COLUMN cause TEXT;
`;

const MIGRATIONS: readonly string[] = [
  VERSION_1,
  VERSION_2,
  VERSION_3,
  LEDGER_CHAIN,
  ODDS,
  OUTBOX,
  ROUND_COUNTS,
  PREDICTIONS,
  BET_CAUSE,
  ROUND_TOTALS,
];

/** The version that this program reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings a database to `SCHEMA_VERSION`, each version in a transaction of its own.
 *
 * @param path the file's name, for the message
 * @param options `to`: an older version to stop at, for tests of what older programs have left
 * @throws {HostError} `storage` when the file is newer than this program, or another program's
 */
export function migrate(database: DatabaseSync, path: string, { to = SCHEMA_VERSION }: { to?: number } = {}): void {
  refuseForeign(database, path);
  for (let version = schemaVersion(database); version < to; version++) {
    database.exec("BEGIN IMMEDIATE");
    try {
      // Another process may have migrated while this one waited for the lock.
      if (schemaVersion(database) === version) {
        database.exec(MIGRATIONS[version]);
        database.exec(`PRAGMA user_version = ${version + 1}`);
      }
      database.exec("COMMIT");
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
  }
}

/** @returns the version that the file says it has; 0 for a new one */
export function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.user_version);
}

/** @throws {HostError} `storage` when the file is newer than this program, damaged, or another program's */
export function refuseForeign(database: DatabaseSync, path: string): void {
  const version = schemaVersion(database);
  if (version > SCHEMA_VERSION) {
    throw new HostError(
      "storage",
      `Cannot use ${path}: its version is ${version} and this program knows ${SCHEMA_VERSION} at most; ` +
        "start the newer program that wrote it, or name another data folder",
    );
  }
  if (version < 0) {
    throw new HostError(
      "storage",
      `Cannot use ${path}: its version is ${version}, which no program writes: its header is damaged; it was left ` +
        "untouched: move it away (keep it for recovery) or restore a backup, then start again",
    );
  }
  const tables = Number(database.prepare("SELECT count(*) AS tables FROM sqlite_schema").get()?.tables);
  if (version === 0 && tables > 0) {
    throw new HostError(
      "storage",
      `Cannot use ${path}: it is another program's database (${tables} tables, version 0); name another data folder`,
    );
  }
}
