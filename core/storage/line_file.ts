/** Reading a file of lines piece by piece, synchronously. Knows nothing of what a line means. */

const NEWLINE = 10;
const COUNT_BYTES = 1_048_576;

/** What is used of a file. */
export type LineFile = Pick<Deno.FsFile, "readSync" | "writeSync" | "seekSync" | "truncateSync" | "syncSync" | "close">;

/** Whole lines of a part of a file. */
export interface Lines {
  lines: string[];
  /** where the last of them ends, bytes from the file's start */
  end: number;
}

/**
 * Reads whole lines from a place on: about `bytes` of them, or one that is longer.
 *
 * @returns no lines at the end of the file, or where no newline follows
 */
export function readLines(file: LineFile, options: { from: number; bytes: number }): Lines {
  const { from, bytes } = options;
  const found = readAt(file, options);
  const last = found.lastIndexOf(NEWLINE);
  if (last < 0 && found.length === bytes) return readLines(file, { from, bytes: bytes * 2 });
  const lines = new TextDecoder().decode(found.subarray(0, Math.max(0, last))).split("\n");
  return { lines: last < 0 ? [] : lines, end: from + last + 1 };
}

/** Counts a file's lines; `end` is where the last whole one ends, `tail` what follows without a newline. */
export function countLines(file: LineFile): { lines: number; end: number; tail: string } {
  let lines = 0, end = 0, from = 0;
  for (;;) {
    const found = readAt(file, { from, bytes: COUNT_BYTES });
    if (found.length === 0) break;
    for (let at = found.indexOf(NEWLINE); at >= 0; at = found.indexOf(NEWLINE, at + 1)) {
      lines += 1;
      end = from + at + 1;
    }
    from += found.length;
  }
  return { lines, end, tail: new TextDecoder().decode(readAt(file, { from: end, bytes: from - end })) };
}

/** Writes all of it, where the file stands. */
export function writeAll(file: LineFile, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
}

function readAt(file: LineFile, { from, bytes }: { from: number; bytes: number }): Uint8Array {
  const buffer = new Uint8Array(bytes);
  file.seekSync(from, Deno.SeekMode.Start);
  let length = 0;
  while (length < bytes) {
    const read = file.readSync(buffer.subarray(length));
    if (read === null) break;
    length += read;
  }
  return buffer.subarray(0, length);
}
