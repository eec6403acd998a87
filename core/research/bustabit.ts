/**
 * bustabit's games: the published chains of hashes, from a game to those before it, with their results. Refuses what is
 * no hash. A chain only goes backwards: what comes after a hash nobody can know.
 */
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { HostError } from "../protocol/errors.ts";
import { CHAIN_WASM } from "./kernels/chain_wasm.ts";
import { instantiateKernel } from "../vision/kernels/instantiate.ts";
import type { Law } from "./law.ts";

/** `v1`: the first million games; `v2`: games up to 10,000,000. */
export type BustabitVersion = "v1" | "v2";

/** What the site has published of a version. */
export interface BustabitConstants {
  /** the hash before game 1, hexadecimal */
  terminating: string;
  salt: string;
  /** a game whose hash is known, to begin from */
  known: { game: number; hash: string } | null;
}

export const BUSTABIT: Record<BustabitVersion, BustabitConstants> = {
  v1: {
    terminating: "c1cfa8e28fc38999eaa888487e443bad50a65e0b710f649affa6718cfbfada4d",
    salt: "000000000000000007a9a31ff7f07463d91af6b5454241d5faf282e5e0fe1b3a",
    known: null,
  },
  v2: {
    terminating: "86728f5fc3bd99db94d3cdaf105d67788194e9701bf95d049ad0e1ee3d004277",
    salt: "0000000000000000004d6ec16dafe9d8370958664c1dc422f452892264c59526",
    known: { game: 2_729_956, hash: "79f6bbae758befa1e06f0ecb3722458144610de4bb72fd548b9709120618e54f" },
  },
};

/** One piece of a chain, newest game first; what it holds is overwritten by the next piece. */
export interface ChainPiece {
  count: number;
  /** hundredths; an instant crash is 100 */
  multipliers: Float64Array;
  /** the hash of the game at a place, hexadecimal */
  hashAt(index: number): string;
}

interface Kernel {
  memory: WebAssembly.Memory;
  hash: WebAssembly.Global;
  terminating: WebAssembly.Global;
  salt: WebAssembly.Global;
  results: WebAssembly.Global;
  hashes: WebAssembly.Global;
  batch: WebAssembly.Global;
  open(): void;
  prepare(): void;
  walk(count: number, version: number): number;
}

/**
 * Walks a chain from a game backwards, in pieces; ends after `count` games or before the terminating hash.
 *
 * @param options `from`: the newest game's hash, 64 hexadecimal digits; `results: false`: hashes alone, at half the time
 * @throws {HostError} `bad_config` when it is none
 */
export function* walkChain(
  version: BustabitVersion,
  { from, count = Infinity, results = true }: { from: string; count?: number; results?: boolean },
): Generator<ChainPiece> {
  const kernel = instantiateKernel(CHAIN_WASM) as unknown as Kernel;
  kernel.open();
  const words = (at: WebAssembly.Global, length: number) => new Uint32Array(kernel.memory.buffer, at.value, length);
  words(kernel.hash, 8).set(wordsOf(from));
  words(kernel.terminating, 8).set(wordsOf(BUSTABIT[version].terminating));
  words(kernel.salt, 16).set(textWords(BUSTABIT[version].salt));
  kernel.prepare();
  const size: number = kernel.batch.value;
  const multipliers = new Float64Array(kernel.memory.buffer, kernel.results.value, size);
  const hashes = new Uint8Array(kernel.memory.buffer, kernel.hashes.value, size * 32);
  const hashAt = (index: number) => hashes.subarray(index * 32, index * 32 + 32).toHex();
  const rule = !results ? 0 : version === "v1" ? 1 : 2;
  for (let left = count; left > 0;) {
    const wanted = Math.min(left, size), done = kernel.walk(wanted, rule);
    if (done > 0) yield { count: done, multipliers, hashAt };
    if (done < wanted) return;
    left -= done;
  }
}

/** What a hash gives by the site's published rule, hundredths, in its own floating point. */
export function resultOf(version: BustabitVersion, hash: string): number {
  const { salt } = BUSTABIT[version];
  const keyed = version === "v1"
    ? createHmac("sha256", checked(hash)).update(salt).digest("hex")
    : createHmac("sha256", salt).update(Buffer.from(checked(hash), "hex")).digest("hex");
  const leading = parseInt(keyed.slice(0, 13), 16);
  if (version === "v2") return Math.max(100, Math.floor(99 / (1 - leading / 2 ** 52)));
  if (BigInt(`0x${keyed}`) % 101n === 0n) return 100;
  return Math.floor((100 * 2 ** 52 - leading) / (2 ** 52 - leading));
}

/**
 * The law of a version: version 2 pays 99 % back at each cash-out; version 1 crashes at once in one game of 101 and
 * has P(multiplier ≥ m) = 100/101 · 0.99/(m − 0.01) otherwise.
 */
export function bustabitLaw(version: BustabitVersion): Law {
  return version === "v2"
    ? { title: "bustabit v2: P(multiplier >= m) = 0.99/m", reaching: (h) => h <= 100 ? 1 : 99 / h }
    : {
      title: "bustabit v1: P(multiplier >= m) = 100/101 * 0.99/(m - 0.01)",
      reaching: (h) => h <= 100 ? 1 : (100 / 101) * 99 / (h - 1),
    };
}

function checked(hash: string): string {
  if (/^[0-9a-f]{64}$/.test(hash)) return hash;
  throw new HostError(
    "bad_config",
    `Cannot use hash ${JSON.stringify(hash)}: 64 hexadecimal digits in small letters are wanted`,
  );
}

/** The words of 64 hexadecimal digits. */
function wordsOf(hash: string): Uint32Array {
  return Uint32Array.from(checked(hash).match(/.{8}/g)!, (word) => parseInt(word, 16));
}

/** Text as SHA-256 sees it: four bytes a word, the first in the highest. */
function textWords(text: string): Uint32Array {
  const bytes = new DataView(new TextEncoder().encode(text).buffer);
  return Uint32Array.from({ length: text.length / 4 }, (_, index) => bytes.getUint32(index * 4));
}
