/** `rounds generate`: rounds of the game's law, of bustabit's chains, or of a file, a line each. */
import { HostError } from "../protocol/errors.ts";
import { BUSTABIT, type BustabitVersion, walkChain } from "../research/bustabit.ts";
import { readRoundsFile } from "../research/rounds_file.ts";
import { AviatorStream } from "../simulator/round_stream.ts";
import type { CommonOptions } from "./common_options.ts";
import { ProgressBar } from "./progress_bar.ts";

/** Lines that are printed at once. */
const CHUNK_ROUNDS = 1_024;

export interface GenerateOptions extends CommonOptions {
  source: "aviator" | "bustabit-v1" | "bustabit-v2" | "file";
  /** a hash, or a path where the source is a file */
  from?: string;
  seed: number;
  count: number;
}

/** One round: hundredths, and the hash that proves it where there is one. */
interface Line {
  multiplier: number;
  hash?: string;
  game?: number;
}

/** Prints rounds; 1 when the source has fewer than asked for. */
export async function generateRounds(options: GenerateOptions): Promise<number> {
  const bar = new ProgressBar("rounds"), { count, json = false } = options;
  let index = 0;
  for await (const chunk of chunksOf(options)) {
    console.log(
      chunk.map((line, at) => json ? JSON.stringify({ index: index + at, ...line }) : plain(line)).join("\n"),
    );
    index += chunk.length;
    bar.update(index, count);
  }
  bar.update(count, count);
  if (index === count) return 0;
  console.error(`Cannot print ${count} rounds: ${options.source} ends after ${index}`);
  return 1;
}

function plain({ multiplier, hash }: Line): string {
  const text = (multiplier / 100).toFixed(2);
  return hash === undefined ? text : `${text.padStart(12)} ${hash}`;
}

function chunksOf(options: GenerateOptions): AsyncGenerator<Line[]> | Generator<Line[]> {
  if (options.source === "aviator") return ofTheLaw(options);
  if (options.source === "file") return ofAFile(options);
  return ofAChain(options.source === "bustabit-v1" ? "v1" : "v2", options);
}

function* ofTheLaw({ seed, count }: GenerateOptions): Generator<Line[]> {
  const stream = new AviatorStream({ seed, table: "generated" });
  for (let left = count; left > 0; left -= CHUNK_ROUNDS) {
    yield Array.from({ length: Math.min(left, CHUNK_ROUNDS) }, () => ({ multiplier: stream.next() }));
  }
}

function* ofAChain(version: BustabitVersion, { from, count }: GenerateOptions): Generator<Line[]> {
  const { known } = BUSTABIT[version], hash = from ?? known?.hash;
  if (hash === undefined) {
    throw new HostError(
      "bad_config",
      `Cannot walk bustabit ${version} from nowhere: name the newest game's --from HASH`,
    );
  }
  // Which game a hash is shows only at the end of the chain; of the published one it is known.
  let game = hash === known?.hash ? known.game : null;
  for (const piece of walkChain(version, { from: hash, count })) {
    yield Array.from({ length: piece.count }, (_, index) => ({
      multiplier: piece.multipliers[index],
      hash: piece.hashAt(index),
      ...(game === null ? {} : { game: game-- }),
    }));
  }
}

async function* ofAFile({ from, count }: GenerateOptions): AsyncGenerator<Line[]> {
  if (from === undefined) {
    throw new HostError("bad_config", "Cannot read a file without its path: name it with --from PATH");
  }
  const { series: { multiplier }, setAside } = await readRoundsFile(from);
  if (setAside.lines > 0) {
    const [{ line, why }] = setAside.examples;
    console.error(
      `${setAside.lines} lines of ${from} are no rounds and were set aside, the first: line ${line}, ${why}`,
    );
  }
  for (let at = 0; at < Math.min(count, multiplier.length); at += CHUNK_ROUNDS) {
    yield Array.from(multiplier.subarray(at, Math.min(count, at + CHUNK_ROUNDS)), (value) => ({ multiplier: value }));
  }
}
