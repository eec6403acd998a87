/**
 * Rounds from files: CSV with the columns `ended_at,multiplier`, or JSON lines. What cannot be read is an error that
 * names line and value; what can be read but cannot be a round is set aside and counted, never guessed.
 */
import { HostError } from "../protocol/errors.ts";
import { MULTIPLIER_MAX, MULTIPLIER_MIN } from "./law.ts";
import { ROUND_MS, type RoundSeries } from "./round_series.ts";

/** Examples of what was set aside that are kept. */
const EXAMPLES_MAX = 20;
const CSV_COLUMNS = ["ended_at", "multiplier"] as const;

/** A line that is no round. */
export interface SetAside {
  /** from 1 */
  line: number;
  text: string;
  why: string;
}

/** What a file held. */
export interface RoundsFile {
  series: RoundSeries;
  /** lines that are no rounds, and the first of them */
  setAside: { lines: number; examples: SetAside[] };
}

/** One line as read; times and multipliers null where the file has none. */
interface Line {
  endedAtMs: number | null;
  /** hundredths */
  multiplier: number;
}

/**
 * Reads a file of rounds, oldest first.
 *
 * @throws {HostError} `bad_config` naming file, line, value and what would be right
 */
export async function readRoundsFile(path: string): Promise<RoundsFile> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (cause) {
    throw new HostError("bad_config", `Cannot read rounds of ${path}: ${(cause as Error).message}`, { cause });
  }
  return parseRounds(text, path);
}

/**
 * Parses the text of a file of rounds. A time without a zone counts as UTC. Without times rounds stand 22 s apart, in the
 * order of the file; JSON lines with an `index` are put in its order, a chain's with their `hash` in the opposite one.
 *
 * @param path for messages
 */
export function parseRounds(text: string, path = "rounds"): RoundsFile {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const filled = lines.findIndex((line) => line.trim() !== "");
  if (filled < 0) throw unreadable(path, 1, "the file is empty; a line a round is wanted");
  return lines[filled].trimStart().startsWith("{")
    ? parseLines(lines, { path, first: filled, parse: jsonLine })
    : parseLines(lines, { path, first: filled + 1, parse: csvLine(lines[filled], { path, line: filled + 1 }) });
}

type Parse = (text: string, fail: (why: string) => never) => Line & { index?: number };

function parseLines(
  lines: string[],
  { path, first, parse }: { path: string; first: number; parse: Parse },
): RoundsFile {
  const kept: (Line & { index?: number })[] = [], examples: SetAside[] = [];
  let asideLines = 0, lastMs = -Infinity;
  for (let at = first; at < lines.length; at += 1) {
    const text = lines[at].trim();
    if (text === "") continue;
    const round = parse(text, (why) => {
      throw unreadable(path, at + 1, why);
    });
    const why = doubt(round, lastMs);
    if (why === null) {
      kept.push(round);
      lastMs = round.endedAtMs ?? lastMs;
      continue;
    }
    asideLines += 1;
    if (examples.length < EXAMPLES_MAX) examples.push({ line: at + 1, text, why });
  }
  if (kept.every(({ index }) => index !== undefined)) kept.sort((a, b) => a.index! - b.index!);
  return {
    series: {
      endedAtMs: Float64Array.from(kept, ({ endedAtMs }, index) => endedAtMs ?? index * ROUND_MS),
      multiplier: Int32Array.from(kept, ({ multiplier }) => multiplier),
    },
    setAside: { lines: asideLines, examples },
  };
}

/** Why a line cannot be a round; null when it can. */
function doubt({ endedAtMs, multiplier }: Line, lastMs: number): string | null {
  if (multiplier < MULTIPLIER_MIN) return "below 1.00x";
  if (multiplier > MULTIPLIER_MAX) return `above ${MULTIPLIER_MAX / 100}x`;
  if (endedAtMs === null || endedAtMs > lastMs) return null;
  return endedAtMs === lastMs ? "ends at the same moment as the round before" : "ends before the round before it";
}

function csvLine(header: string, { path, line }: { path: string; line: number }): Parse {
  const names = header.split(",").map((name) => name.trim().replace(/^"(.*)"$/, "$1"));
  const [timeAt, multiplierAt] = CSV_COLUMNS.map((name) => names.indexOf(name));
  if (multiplierAt < 0) {
    throw unreadable(path, line, `its columns are ${JSON.stringify(header)}; ${CSV_COLUMNS.join(",")} are wanted`);
  }
  return (text, fail) => {
    const fields = text.split(",").map((field) => field.trim().replace(/^"(.*)"$/, "$1"));
    if (fields.length !== names.length) {
      fail(`${fields.length} fields in ${JSON.stringify(text)}; ${names.length} are wanted`);
    }
    return {
      endedAtMs: timeAt < 0 ? null : timeOf(fields[timeAt], fail),
      multiplier: multiplierOf(fields[multiplierAt], fail),
    };
  };
}

/** A multiplier as people write it, such as `2.24` or `3.5x`, in hundredths; null when it is none. */
export function parseMultiplier(text: string): number | null {
  const match = /^(\d{1,9})(?:\.(\d{1,2}))?x?$/.exec(text);
  return match && Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
}

function multiplierOf(text: string, fail: (why: string) => never): number {
  return parseMultiplier(text) ?? fail(`multiplier ${JSON.stringify(text)}; a number such as 2.24 is wanted`);
}

/** Epoch milliseconds of a date and time, or of a number that is that already. */
function timeOf(value: unknown, fail: (why: string) => never): number {
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
  if (typeof value === "string") {
    if (/^\d{12,14}$/.test(value)) return Number(value);
    const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(value) ? value : `${value.replace(" ", "T")}Z`;
    const ms = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(value) ? Date.parse(zoned) : NaN;
    if (!Number.isNaN(ms)) return ms;
  }
  return fail(`ended_at ${JSON.stringify(value)}; a time such as 2025-10-08T10:41:43 is wanted`);
}

/** `{"multiplier":224}`, hundredths, with `index`, `endedAtMs` or `ended_at` where there are any. */
function jsonLine(text: string, fail: (why: string) => never): Line & { index?: number } {
  const { multiplier, index, hash, endedAtMs, ended_at } = objectOf(text, fail), time = endedAtMs ?? ended_at;
  if (!Number.isSafeInteger(multiplier)) {
    fail(`multiplier ${JSON.stringify(multiplier)}; whole hundredths are wanted, as 224 for 2.24x`);
  }
  return {
    endedAtMs: time === undefined ? null : timeOf(time, fail),
    multiplier: multiplier as number,
    // A chain is printed newest first.
    ...(Number.isSafeInteger(index) ? { index: hash === undefined ? index as number : -(index as number) } : {}),
  };
}

function objectOf(text: string, fail: (why: string) => never): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below, with the text.
  }
  return fail(`${JSON.stringify(text.slice(0, 60))} is no JSON object`);
}

function unreadable(path: string, line: number, why: string): HostError {
  return new HostError("bad_config", `Cannot read rounds of ${path}: line ${line}: ${why}`);
}
