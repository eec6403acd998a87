/** Many rounds in columns, oldest first: what all research reads. Keeps no money and no strategy. */
import { multiplierOf, RETURN_TO_PLAYER } from "./law.ts";

/** Rounds of one table, or of several one after the other; both columns have one entry a round. */
export interface RoundSeries {
  /** epoch milliseconds; generated rounds stand `ROUND_MS` apart */
  endedAtMs: Float64Array;
  /** final multipliers, hundredths */
  multiplier: Int32Array;
  /** players of each flight, −1 where they were not read; absent where nobody counted them */
  players?: Int32Array;
  /** the table's name, where there is one */
  table?: string;
}

/** How far generated rounds stand apart: the usual cycle of a table. */
export const ROUND_MS = 22_000;

/** Puts multipliers, hundredths, into a series whose rounds end `ROUND_MS` apart. */
export function seriesOf(
  multipliers: Int32Array | readonly number[],
  { startMs = 0, table }: { startMs?: number; table?: string } = {},
): RoundSeries {
  const multiplier = Int32Array.from(multipliers);
  const endedAtMs = Float64Array.from(multiplier, (_, index) => startMs + index * ROUND_MS);
  return table === undefined ? { endedAtMs, multiplier } : { endedAtMs, multiplier, table };
}

/**
 * Draws rounds by the law.
 *
 * @param uint32 whole numbers from 0 to 2^32 − 1, each as likely
 */
export function drawSeries(
  uint32: () => number,
  { count, rtp = RETURN_TO_PLAYER }: { count: number; rtp?: number },
): RoundSeries {
  const multiplier = new Int32Array(count);
  for (let index = 0; index < count; index += 1) multiplier[index] = multiplierOf((uint32() + 1) / 2 ** 32, rtp);
  return seriesOf(multiplier);
}

/** The rounds from `from` up to, but not, `to`; shares memory with `series`. */
export function sliceSeries(series: RoundSeries, from: number, to = series.multiplier.length): RoundSeries {
  return {
    ...series,
    endedAtMs: series.endedAtMs.subarray(from, to),
    multiplier: series.multiplier.subarray(from, to),
    ...(series.players ? { players: series.players.subarray(from, to) } : {}),
  };
}

/** Several series one after the other. */
export function joinSeries(parts: readonly RoundSeries[]): RoundSeries {
  const count = parts.reduce((sum, part) => sum + part.multiplier.length, 0);
  const joined = { endedAtMs: new Float64Array(count), multiplier: new Int32Array(count) };
  let at = 0;
  for (const part of parts) {
    joined.endedAtMs.set(part.endedAtMs, at);
    joined.multiplier.set(part.multiplier, at);
    at += part.multiplier.length;
  }
  return joined;
}
