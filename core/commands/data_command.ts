/** `data export|import` and `rounds export|import`: rows to files and back; `data check`: whether the database is whole. */
import { join } from "node:path";
import { HostError } from "../protocol/errors.ts";
import { decodeFile } from "../storage/data_decoder.ts";
import { type DataEncoder, type DataFormat, encoderOf, formatOf, ROWS_PER_PIECE } from "../storage/data_encoder.ts";
import { type ImportResult, importRows } from "../storage/data_import.ts";
import { IMPORT_SETS } from "../storage/data_rows.ts";
import {
  columnsOf,
  countRows,
  type DataFilter,
  type DataRecord,
  type DataSet,
  recordsOf,
} from "../storage/data_sets.ts";
import { integrityProblems } from "../storage/integrity.ts";
import { DATABASE_FILE, openForReading, openForWriting } from "../storage/open_database.ts";
import type { CommonOptions } from "./common_options.ts";
import { ProgressBar } from "./progress_bar.ts";

/** Bad rows that are named; the others are counted. */
const BAD_ROWS_NAMED_MAX = 20;

export interface ExportOptions extends CommonOptions {
  out?: string;
  format?: DataFormat;
  table?: string;
  from?: number;
  to?: number;
  multiplierMin?: number;
  multiplierMax?: number;
}

/** Writes a set's rows to a new file, or to standard output. */
export async function exportData(set: DataSet, options: ExportOptions): Promise<number> {
  const format = options.format ?? (options.out === undefined ? "csv" : formatOf(options.out));
  const { table, from, to, multiplierMin, multiplierMax } = options;
  const filter: DataFilter = { table, fromMs: from, toMs: to, multiplierMin, multiplierMax };
  const database = openForReading(await existing(options.data));
  try {
    const encoder = encoderOf(format, columnsOf(database, set));
    const all = countRows(database, set, filter);
    await using sink = await openSink(options.out);
    const bar = new ProgressBar(`export ${set}`);
    let done = 0;
    for (const piece of pieces(recordsOf(database, set, filter))) {
      await sink.write(encoder.rows(piece));
      bar.update(done += piece.length, all);
    }
    await sink.finish(encoder);
    bar.update(all, all);
    if (options.out !== undefined) {
      console.log(
        options.json ? JSON.stringify({ file: options.out, format, rows: done }) : `${done} rows to ${options.out}`,
      );
    }
    return 0;
  } finally {
    database.close();
  }
}

export interface ImportOptions extends CommonOptions {
  format?: DataFormat;
  table?: string;
}

/** Stores a file's rows; those that are there already are left alone, bad ones are named by their line. */
export async function importData(set: DataSet, path: string, options: ImportOptions): Promise<number> {
  if (!IMPORT_SETS.includes(set)) {
    throw new HostError("bad_config", `Cannot import ${set}: the ledger is not made of files; restore a backup`);
  }
  const format = options.format ?? formatOf(path);
  const size = (await Deno.stat(path).catch((cause) => {
    throw new HostError("storage", `Cannot read ${path}: no such file`, { cause });
  })).size;
  await Deno.mkdir(options.data, { recursive: true });
  const database = openForWriting(join(options.data, DATABASE_FILE));
  const bar = new ProgressBar(`import ${set}, rows`);
  let named = 0;
  try {
    const result = await importRows(database, decodeFile(path, format), {
      set,
      columns: columnsOf(database, set),
      table: options.table,
      text: format === "csv",
      nowMs: () => Date.now(),
      onBad: (place, reason) => {
        if (named++ < BAD_ROWS_NAMED_MAX) {
          console.error(`${path}: ${format === "parquet" ? "row" : "line"} ${place}: ${reason}`);
        }
      },
      // How many rows there are is not known: a row of ours takes some 60 bytes.
      onProgress: (rows) => bar.update(rows, Math.max(rows + 1, Math.round(size / 60))),
    });
    bar.update(1, 1);
    if (named > BAD_ROWS_NAMED_MAX) console.error(`and ${named - BAD_ROWS_NAMED_MAX} more`);
    tell(result, options);
    return result.bad > 0 ? 1 : 0;
  } finally {
    database.close();
  }
}

function tell({ read, stored, duplicates, bad }: ImportResult, { json }: ImportOptions): void {
  if (json) console.log(JSON.stringify({ read, stored, duplicates, bad }));
  else console.log(`${read} rows read: ${stored} stored, ${duplicates} were there already, ${bad} left out`);
}

/** Reads the whole database and says what is damaged; the program may run meanwhile. */
export async function checkData(options: CommonOptions): Promise<number> {
  const path = await existing(options.data);
  const problems = integrityProblems(path);
  if (options.json) console.log(JSON.stringify({ file: path, ok: problems.length === 0, problems }));
  else console.log(problems.length === 0 ? `${path} is whole` : [`${path} is damaged:`, ...problems].join("\n"));
  return problems.length === 0 ? 0 : 1;
}

/** @throws {HostError} `storage` when there is no database in that folder */
export async function existing(dataDir: string): Promise<string> {
  const path = join(dataDir, DATABASE_FILE);
  await Deno.stat(path).catch((cause) => {
    throw new HostError("storage", `Cannot read ${path}: no such database; start the program once`, { cause });
  });
  return path;
}

function* pieces(records: Iterable<DataRecord>): Generator<DataRecord[]> {
  let piece: DataRecord[] = [];
  for (const record of records) {
    piece.push(record);
    if (piece.length < ROWS_PER_PIECE) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

interface Sink extends AsyncDisposable {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  finish(encoder: DataEncoder): Promise<void>;
}

/** A file is there under its name once it is whole. */
async function openSink(out: string | undefined): Promise<Sink> {
  if (out !== undefined && await Deno.lstat(out).then(() => true, () => false)) {
    throw new HostError("refused", `Cannot write ${out}: it is there already; name another file`);
  }
  const partial = `${out}.partial`;
  const file = out === undefined ? null : await Deno.open(partial, { write: true, create: true, truncate: true });
  const write = async (bytes: Uint8Array<ArrayBuffer>) => {
    const target = file ?? Deno.stdout;
    for (let sent = 0; sent < bytes.length;) sent += await target.write(bytes.subarray(sent));
  };
  let finished = false;
  return {
    write,
    async finish(encoder) {
      await write(encoder.end());
      await file?.sync();
      if (out !== undefined) await Deno.rename(partial, out);
      finished = true;
    },
    async [Symbol.asyncDispose]() {
      file?.close();
      if (file && !finished) await Deno.remove(partial).catch(() => {});
    },
  };
}
