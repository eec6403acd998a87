/** Files of rows, read back row by row with the place of each, so that a bad one can be named. Judges no row. */
// @ts-types="./csv_library.d.ts"
import { parse } from "csv-parse";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { Readable } from "node:stream";
import { HostError } from "../protocol/errors.ts";
import type { DataFormat } from "./data_encoder.ts";

/** One row of a file, or why that place holds none. */
export interface PlacedRecord {
  /** the line, or in Parquet the row, counted from 1 */
  place: number;
  /** texts in CSV, where null is an empty field; else as the file has them */
  record?: Record<string, unknown>;
  error?: string;
}

/** A longer line is no row of ours. */
const LINE_CHARACTERS_MAX = 1_000_000;

/**
 * Reads a file from its beginning to its end, holding a small part of it.
 *
 * @throws {HostError} `storage` when the file as a whole is not of that format
 */
export async function* decodeFile(path: string, format: DataFormat): AsyncGenerator<PlacedRecord> {
  try {
    if (format === "csv") yield* readCsv(path);
    else if (format === "json") yield* readJson(path);
    else yield* readParquet(path);
  } catch (cause) {
    if (cause instanceof HostError) throw cause;
    throw new HostError("storage", `Cannot read ${path} as ${format}: ${(cause as Error).message}`, { cause });
  }
}

async function* readCsv(path: string): AsyncGenerator<PlacedRecord> {
  const bad: PlacedRecord[] = [];
  const parser = parse({
    bom: true,
    columns: true,
    info: true,
    skip_empty_lines: true,
    max_record_size: LINE_CHARACTERS_MAX,
    cast: (value, { quoting, header }) => value === "" && !quoting && !header ? null : value,
    skip_records_with_error: true,
    on_skip: (error) => {
      bad.push({ place: Number(error?.lines ?? 0), error: error?.message ?? "not a row" });
      return undefined;
    },
  });
  const file = await Deno.open(path);
  const input = Readable.fromWeb(file.readable as never);
  input.on("error", (error) => parser.destroy(error));
  input.pipe(parser);
  for await (const { record, info } of parser) {
    yield* bad.splice(0);
    yield { place: info.lines, record };
  }
  yield* bad.splice(0);
}

/** An array with a row a line, or rows a line without the array. */
async function* readJson(path: string): AsyncGenerator<PlacedRecord> {
  let place = 0;
  for await (const line of linesOf(path)) {
    place += 1;
    const text = line.replace(/^\uFEFF/, "").replace(/[\s,\]]*$/, "").replace(/^\s*\[\s*/, "");
    if (text !== "") yield { place, ...recordOf(text) };
  }
}

function recordOf(text: string): Pick<PlacedRecord, "record" | "error"> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return { record: value as Record<string, unknown> };
    }
    return { error: "not an object; one a line is expected" };
  } catch (error) {
    return { error: `not JSON: ${(error as Error).message}` };
  }
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const file = await Deno.open(path);
  let rest = "";
  for await (const text of file.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LINE_CHARACTERS_MAX) throw new Error(`a line of more than ${LINE_CHARACTERS_MAX} characters`);
    yield* lines;
  }
  if (rest !== "") yield rest;
}

async function* readParquet(path: string): AsyncGenerator<PlacedRecord> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  let first = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = first + Number(group.num_rows);
    const records = await parquetReadObjects({ file, metadata, rowStart: first, rowEnd });
    for (const record of records) yield { place: ++first, record: plain(record) };
  }
}

function plain(record: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(record).map((
    [name, value],
  ) => [name, typeof value === "bigint" ? Number(value) : value]);
  return Object.fromEntries(entries);
}
