/** The part of csv-parse and csv-stringify that is used: their own types bring an old Node.js's along for the whole program. */
import type { Duplex } from "node:stream";

/** A stream of text in, records out. */
export function parse(options: {
  bom: boolean;
  columns: true;
  info: true;
  skip_empty_lines: boolean;
  max_record_size: number;
  cast: (value: string, context: { quoting: boolean; header: boolean }) => string | null;
  skip_records_with_error: boolean;
  on_skip: (error?: Error & { lines?: number }) => undefined;
}): Duplex & AsyncIterable<{ record: Record<string, string | null>; info: { lines: number } }>;

/** Records as lines. */
export function stringify(records: readonly unknown[][], options: {
  record_delimiter: string;
  cast: { string: (value: string) => string | { value: string; quoted_empty: boolean } };
}): string;
