/** Rows as the bytes of a file: CSV, JSON or Parquet, piece by piece, each value exactly as it is stored. */
// @ts-types="./csv_library.d.ts"
import { stringify } from "csv-stringify/sync";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { HostError } from "../protocol/errors.ts";
import { type DataColumn, type DataRecord, HUNDREDTHS } from "./data_sets.ts";

export const DATA_FORMATS = ["csv", "json", "parquet"] as const;
export type DataFormat = (typeof DATA_FORMATS)[number];

/** What browsers and programs are told that a file is. */
export const MEDIA_TYPES: Record<DataFormat, string> = {
  csv: "text/csv; charset=utf-8",
  json: "application/json; charset=utf-8",
  parquet: "application/vnd.apache.parquet",
};

/** Rows that make one piece; a Parquet file has them as one row group. */
export const ROWS_PER_PIECE = 20_000;

/** Makes a file of rows. `end()` is called once, last. */
export interface DataEncoder {
  rows(records: readonly DataRecord[]): Uint8Array<ArrayBuffer>;
  end(): Uint8Array<ArrayBuffer>;
}

/** The format that a file's name says. @throws {HostError} `bad_config` when it says none */
export function formatOf(path: string): DataFormat {
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  const found = DATA_FORMATS.find((format) => format === ending);
  if (found) return found;
  throw new HostError(
    "bad_config",
    `Cannot tell the format of ${path}: name it .csv, .json or .parquet, or give --format`,
  );
}

/** A new file's encoder. */
export function encoderOf(format: DataFormat, columns: readonly DataColumn[]): DataEncoder {
  if (format === "csv") return csvEncoder(columns);
  return format === "json" ? jsonEncoder() : parquetEncoder(columns);
}

const NOTHING = new Uint8Array();
const encode = (text: string) => new TextEncoder().encode(text);

/** Null is an empty field, an empty text `""`. */
function csvEncoder(columns: readonly DataColumn[]): DataEncoder {
  const names = columns.map(({ name }) => name);
  const lines = (rows: unknown[][]) =>
    encode(stringify(rows, {
      record_delimiter: "\n",
      cast: { string: (value) => value === "" ? { value, quoted_empty: true } : value },
    }));
  let head = lines([names]);
  return {
    rows(records) {
      const body = lines(records.map((record) => names.map((name) => written(name, record[name]))));
      const all = joined([head, body]);
      head = NOTHING;
      return all;
    },
    end: () => head,
  };
}

function written(name: string, value: DataRecord[string]): DataRecord[string] {
  return typeof value === "number" && HUNDREDTHS.includes(name) ? (value / 100).toFixed(2) : value;
}

/** One array, a row a line, so that it can be read as a whole and line by line. */
function jsonEncoder(): DataEncoder {
  let before = "[\n";
  return {
    rows(records) {
      const text = records.map((record) => {
        const line = before + JSON.stringify(record);
        before = ",\n";
        return line;
      }).join("");
      return encode(text);
    },
    end: () => encode(before === "[\n" ? "[]\n" : "\n]\n"),
  };
}

const PARQUET_TYPES = {
  integer: { type: "INT64" },
  real: { type: "DOUBLE" },
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
} as const;

function parquetEncoder(columns: readonly DataColumn[]): DataEncoder {
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [
      { name: "root", num_children: columns.length },
      ...columns.map(({ name, type, nullable }) => ({
        name,
        ...PARQUET_TYPES[type],
        repetition_type: nullable ? "OPTIONAL" as const : "REQUIRED" as const,
      })),
    ],
    createdBy: "aviator-host",
  });
  const taken = () => {
    const piece = bytes.getBytes().slice() as Uint8Array<ArrayBuffer>;
    bytes.index = 0;
    return piece;
  };
  return {
    rows(records) {
      const columnData = columns.map(({ name, type }) => ({
        name,
        data: records.map((record) => type === "integer" ? asBigInt(record[name]) : record[name]),
      }));
      writer.write({ columnData, rowGroupSize: Math.max(1, records.length) });
      return taken();
    },
    end() {
      writer.finish();
      return taken();
    },
  };
}

function asBigInt(value: unknown): bigint | null {
  return value === null ? null : BigInt(value as number);
}

function joined(pieces: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
