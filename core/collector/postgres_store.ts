/** A collector's rows in PostgreSQL: for several collectors side by side, which all may keep rows of any machine. */
import postgres from "postgres";
import { before } from "../deadline.ts";
import { HostError } from "../protocol/errors.ts";
import type { LogAnswer, MachineView, RowKey } from "../protocol/forwarding.ts";
import type { BatchToKeep, CollectorStore, DeviceToken, StoredFleet } from "./collector_store.ts";

const CONNECTIONS_MAX = 8;
const CONNECT_MAX_S = 5;
const RECONNECT_MAX_S = 2;
const STATEMENT_MAX_MS = 20_000;
const CLOSE_MAX_S = 5;
/** Longest time that a call waits, whatever became of its connection. */
const CALL_MAX_MS = 25_000;
/** Names the lock that keeps collectors which start together from making the tables together. */
const TABLES_LOCK = 7_204_311;
const TABLES = `
CREATE TABLE IF NOT EXISTS devices(
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE, token_hash text,
  added_at bigint NOT NULL, rows bigint NOT NULL DEFAULT 0, duplicates bigint NOT NULL DEFAULT 0,
  conflicts bigint NOT NULL DEFAULT 0, first_at bigint, last_at bigint
) WITH (fillfactor = 50);
CREATE TABLE IF NOT EXISTS log_rows(
  device integer NOT NULL, kind text NOT NULL, row_id bigint NOT NULL, at bigint NOT NULL, received_at bigint NOT NULL,
  image text, data text NOT NULL, PRIMARY KEY (device, kind, row_id)
);
CREATE INDEX IF NOT EXISTS log_rows_received_at ON log_rows USING brin (received_at);
`;
/** Keeps a batch on the server: one statement a batch, so that a connection which is lost leaves no transaction behind that the client waits for. */
const KEEP_BATCH = `
CREATE OR REPLACE FUNCTION keep_batch(machine_name text, batch text, arrived_at bigint, may_register boolean)
RETURNS TABLE(stored_count bigint, conflict_keys json) LANGUAGE plpgsql AS $$
DECLARE
  machine_id integer;
  rows_given json := batch;
  given_count integer := json_array_length(rows_given);
  conflict_count integer;
BEGIN
  IF may_register THEN
    INSERT INTO devices(name, added_at) VALUES (machine_name, arrived_at) ON CONFLICT DO NOTHING;
  END IF;
  -- The machine's row is the lock: its batches come one after the other, so that no two wait for each other.
  SELECT devices.id INTO machine_id FROM devices WHERE name = machine_name FOR UPDATE;
  IF machine_id IS NULL THEN RETURN; END IF;
  INSERT INTO log_rows(device, kind, row_id, at, received_at, image, data)
    SELECT machine_id, given.kind, given.id, given."atMs", arrived_at, given.image, given.data
    FROM json_to_recordset(rows_given) AS given(kind text, id bigint, "atMs" bigint, image text, data text)
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS stored_count = ROW_COUNT;
  conflict_keys := '[]';
  IF stored_count < given_count THEN
    SELECT coalesce(json_agg(json_build_object('kind', given.kind, 'id', given.id)), '[]') INTO conflict_keys
      FROM json_to_recordset(rows_given) AS given(kind text, id bigint, "atMs" bigint, image text, data text)
      JOIN log_rows AS kept ON kept.device = machine_id AND kept.kind = given.kind AND kept.row_id = given.id
      WHERE (kept.at, kept.image, kept.data) IS DISTINCT FROM (given."atMs", given.image, given.data);
  END IF;
  conflict_count := json_array_length(conflict_keys);
  UPDATE devices SET rows = rows + stored_count, conflicts = conflicts + conflict_count,
    duplicates = duplicates + given_count - stored_count - conflict_count,
    first_at = coalesce(first_at, arrived_at), last_at = arrived_at WHERE id = machine_id;
  RETURN NEXT;
END $$;
`;

type Sql = postgres.Sql<{ bigint: number }>;

export class PostgresStore implements CollectorStore {
  readonly #sql: Sql;
  readonly #place: string;

  private constructor(url: string) {
    // The same listener added twice is one.
    globalThis.addEventListener("error", forgiveLateWrite);
    this.#place = new URL(url).host;
    this.#sql = postgres(url, {
      max: CONNECTIONS_MAX,
      connect_timeout: CONNECT_MAX_S,
      // Its own rule waits up to 20 s for a server that has long been back.
      backoff: (failures: number) => Math.min(RECONNECT_MAX_S, 2 ** failures / 20) * (0.5 + Math.random() / 2),
      connection: { application_name: "aviator collector", statement_timeout: STATEMENT_MAX_MS },
      // Its query for the types of arrays is nobody's: where it fails, the rejection would end the program.
      fetch_types: false,
      // Numbers of rows and times are far below 2^53; sums of them are numeric.
      types: { bigint: { to: 20, from: [20, 1700], parse: Number, serialize: String } },
      onnotice: () => {},
    });
  }

  /** @throws {HostError} `storage`, naming the server, when it does not answer or refuses */
  static async open(url: string): Promise<PostgresStore> {
    const store = new PostgresStore(url);
    try {
      // Statements that are sent as one are one transaction.
      const make = `SELECT pg_advisory_xact_lock(${TABLES_LOCK}); ${TABLES} ${KEEP_BATCH}`;
      await store.#guarded(async () => void await store.#sql.unsafe(make));
      return store;
    } catch (error) {
      await store[Symbol.asyncDispose]();
      throw error;
    }
  }

  log(device: string, { rows, receivedAtMs, register }: BatchToKeep): Promise<LogAnswer> {
    return this.#guarded(async () => {
      const [kept] = await this.#sql<{ storedCount: number; conflicts: RowKey[] }[]>`
        SELECT stored_count AS "storedCount", conflict_keys AS conflicts
        FROM keep_batch(${device}, ${JSON.stringify(rows)}, ${receivedAtMs}, ${register ?? false})`;
      if (!kept) throw new HostError("refused", `Cannot keep rows of ${device}: it is not known`);
      const { storedCount: stored, conflicts } = kept;
      return { stored, duplicates: rows.length - stored - conflicts.length, conflicts };
    });
  }

  fleet({ activeSinceMs, listedMax }: { activeSinceMs: number; listedMax: number }): Promise<StoredFleet> {
    return this.#guarded(async () => {
      const [sums] = await this.#sql<Omit<StoredFleet, "listed">[]>`
        SELECT count(*) AS machines, count(*) FILTER (WHERE last_at >= ${activeSinceMs}) AS active,
          coalesce(sum(rows), 0) AS rows, coalesce(sum(duplicates), 0) AS duplicates,
          coalesce(sum(conflicts), 0) AS conflicts FROM devices`;
      const listed = await this.#sql<MachineView[]>`
        SELECT name AS device, rows, duplicates, conflicts, first_at AS "firstAtMs", last_at AS "lastAtMs"
        FROM devices ORDER BY last_at DESC NULLS LAST, name COLLATE "C" LIMIT ${listedMax}`;
      return { ...sums, listed: listed.map((machine) => ({ ...machine })) };
    });
  }

  forget({ receivedBeforeMs, rowsMax }: { receivedBeforeMs: number; rowsMax: number }): Promise<number> {
    return this.#guarded(async () => {
      // Rows that another collector is forgetting at this moment are left to it.
      const { count } = await this.#sql`DELETE FROM log_rows WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM log_rows WHERE received_at < ${receivedBeforeMs} LIMIT ${rowsMax} FOR UPDATE SKIP LOCKED))`;
      return count;
    });
  }

  check(): Promise<void> {
    return this.#guarded(async () => void await this.#sql`SELECT 1 FROM devices LIMIT 1`);
  }

  tokenHash(device: string): Promise<string | null> {
    return this.#guarded(async () => {
      const [row] = await this.#sql`SELECT token_hash FROM devices WHERE name = ${device}`;
      return row?.token_hash ?? null;
    });
  }

  setToken(device: string, { hash, atMs }: { hash: string; atMs: number }): Promise<void> {
    return this.#guarded(async () =>
      void await this.#sql`INSERT INTO devices(name, token_hash, added_at) VALUES (${device}, ${hash}, ${atMs})
        ON CONFLICT (name) DO UPDATE SET token_hash = excluded.token_hash, added_at = excluded.added_at`
    );
  }

  revokeToken(device: string): Promise<boolean> {
    return this.#guarded(async () => {
      const { count } = await this.#sql`
        UPDATE devices SET token_hash = NULL WHERE name = ${device} AND token_hash IS NOT NULL`;
      return count > 0;
    });
  }

  tokens(): Promise<DeviceToken[]> {
    return this.#guarded(async () => {
      const rows = await this.#sql<DeviceToken[]>`SELECT name AS device, added_at AS "addedAtMs" FROM devices
        WHERE token_hash IS NOT NULL ORDER BY name COLLATE "C"`;
      return rows.map((row) => ({ ...row }));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sql.end({ timeout: CLOSE_MAX_S });
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await before(CALL_MAX_MS, { action: "use it", answer: work() });
    } catch (cause) {
      if (cause instanceof HostError && cause.code !== "deadline") throw cause;
      const { message } = cause as Error;
      throw new HostError("storage", `Cannot use PostgreSQL at ${this.#place}: ${message || String(cause)}`, { cause });
    }
  }
}

/**
 * The client writes to a socket that is gone already, from a timer where nobody can catch it. What it wanted to write
 * has failed with its connection, or fails at the deadline of its call.
 */
function forgiveLateWrite(event: ErrorEvent): void {
  const { error } = event;
  if (error instanceof TypeError && /nextWrite .*postgres/.test(error.stack ?? "")) event.preventDefault();
}
