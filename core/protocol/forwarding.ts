/** What crosses between a machine at the tables, called edge, and the collector of a fleet: rows, answers, statistics. */
import { z } from "zod";

/** Rows of a batch where no more wait. */
export const BATCH_ROWS = 32;
/** Rows of a batch where more than `BATCH_ROWS` wait; the collector takes no more at a time. */
export const BATCH_ROWS_MAX = 1_000;
/** Characters of one row's data. */
export const ROW_CHARACTERS_MAX = 4_096;
/** Bytes of a batch, which is also what a NATS server takes as one message unless told otherwise. */
export const BATCH_BYTES_MAX = 1_000_000;
/** Machines that one look at the fleet lists, those heard of last first. */
export const MACHINES_LISTED_MAX = 200;

const time = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** A machine's name. */
export const deviceName = z.string().regex(
  /^[a-z0-9][a-z0-9-]{0,62}$/,
  "lower-case letters, digits and hyphens, 63 at most",
);

/**
 * One row on its way: `data` is the row itself with its kind and its own id, which together name it for ever on its
 * machine, whatever became of the buffer in between.
 */
const logRow = z.strictObject({
  atMs: time,
  /** picture that belongs to it, by its name */
  image: z.string().max(200).nullable(),
  data: z.object({
    kind: z.string().regex(/^[a-z][a-z-]{0,31}$/, "a kind of row, such as round"),
    id: z.int().positive(),
  }),
});
export type LogRow = z.infer<typeof logRow>;

/** Body of `POST /log`, and of a message on NATS. Of `data` it gives back only the name: copying the rest costs as much as all else. */
export const logBatch = z.strictObject({ rows: z.array(logRow).min(1).max(BATCH_ROWS_MAX) });

/** A row's name on its machine. */
const rowKey = z.strictObject({ kind: z.string().max(32), id: z.int().positive() });
export type RowKey = z.infer<typeof rowKey>;

/** What became of a batch's rows: committed, all of them. */
export const logAnswer = z.strictObject({
  stored: z.int().nonnegative(),
  /** came before, the same to the letter */
  duplicates: z.int().nonnegative(),
  /** another row is stored under their name: these were not taken */
  conflicts: z.array(rowKey).max(BATCH_ROWS_MAX),
});
export type LogAnswer = z.infer<typeof logAnswer>;

/** One machine as the collector knows it. */
const machineView = z.strictObject({
  device: deviceName,
  /** kept since the machine is known, those that were forgotten by age since included */
  rows: z.int().nonnegative(),
  /** rows that came more than once */
  duplicates: z.int().nonnegative(),
  conflicts: z.int().nonnegative(),
  /** collector's clock; null before the first row */
  firstAtMs: time.nullable(),
  lastAtMs: time.nullable(),
});
export type MachineView = z.infer<typeof machineView>;

/** Answer of `GET /stats`. */
export const fleetView = z.strictObject({
  machines: z.int().nonnegative(),
  /** of them, heard of within the last minute */
  active: z.int().nonnegative(),
  rows: z.int().nonnegative(),
  duplicates: z.int().nonnegative(),
  conflicts: z.int().nonnegative(),
  /** moment of this count, collector's clock */
  atMs: time,
  listed: z.array(machineView).max(MACHINES_LISTED_MAX),
});
export type FleetView = z.infer<typeof fleetView>;

/** How forwarding stands on this machine. */
export const forwardingView = z.strictObject({
  /** where to, without user and password */
  url: z.string(),
  device: z.string(),
  state: z.enum(["sending", "idle", "waiting", "stopped"]),
  pendingRows: z.int(),
  sentRows: z.int(),
  failedRows: z.int(),
  /** rows that find no room in the buffer yet; only their names are kept */
  overflowRows: z.int(),
  capacityRows: z.int(),
  sentInRun: z.int(),
  batchesInRun: z.int(),
  duplicatesInRun: z.int(),
  /** failed attempts in a row */
  attempts: z.int(),
  /** when the next attempt is due; null where nothing waits */
  nextAttemptAtMs: time.nullable(),
  lastSentAtMs: time.nullable(),
  /** why the last attempt failed, or the buffer cannot be used; empty when all is well */
  trouble: z.string(),
});
export type ForwardingView = z.infer<typeof forwardingView>;
