/**
 * Checks what provably fair games publish. Says `proved` only where the rule from hash to result is published
 * (bustabit); for Spribe's Aviator the hash can be proved, the multiplier is at most `consistent`.
 */
import { createHash } from "node:crypto";
import { HostError } from "../protocol/errors.ts";
import { type BustabitVersion, resultOf, walkChain } from "./bustabit.ts";
import { MULTIPLIER_MIN } from "./law.ts";

/** Games that a chain is searched for at most: more than any version ever had. */
export const CHAIN_GAMES_MAX = 10_000_000;
/** Games between two reports of progress. */
const REPORT_GAMES = 65_536;
const CLIENT_SEEDS = 3;

/**
 * `proved`: recomputed by a published rule; `consistent`: fits a rule that is not published; `unproved`: nothing was
 * given that could be compared; `refuted`: something does not fit.
 */
export type Proof = "proved" | "consistent" | "unproved" | "refuted";

export interface ChainProof {
  proof: Proof;
  /** the game that the hash belongs to; null when it is none of the chain's */
  game: number | null;
  /** hundredths, by the rule */
  multiplier: number;
  sentence: string;
}

/**
 * Walks from a hash to the terminating one. Calls `onProgress` with the games walked.
 *
 * @param options `multiplier`: what was shown, hundredths
 */
export function proveBustabit(
  version: BustabitVersion,
  { hash, multiplier: shown, onProgress = () => {} }: {
    hash: string;
    multiplier?: number;
    onProgress?: (games: number) => void;
  },
): ChainProof {
  const multiplier = resultOf(version, hash);
  const game = gameOf(version, hash, onProgress);
  const result = `${(multiplier / 100).toFixed(2)}x`;
  const proof = game === null || (shown !== undefined && shown !== multiplier) ? "refuted" : "proved";
  const sentence = game === null
    ? `This hash is no game of bustabit ${version}: ${CHAIN_GAMES_MAX} steps do not lead to the terminating hash.`
    : `This is game ${game} of bustabit ${version}: exactly ${game} steps lead to the terminating hash, and its result is ${result}` +
      (proof === "proved" ? "." : `, not ${(shown! / 100).toFixed(2)}x.`);
  return { proof, game, multiplier, sentence };
}

function gameOf(version: BustabitVersion, hash: string, onProgress: (games: number) => void): number | null {
  let games = 0, reported = 0;
  for (const { count } of walkChain(version, { from: hash, count: CHAIN_GAMES_MAX + 1, results: false })) {
    games += count;
    if (games - reported < REPORT_GAMES) continue;
    reported = games;
    onProgress(games);
  }
  // The terminating hash itself stands before game 1, and is none.
  return games > CHAIN_GAMES_MAX || games === 0 ? null : games;
}

/** One published round. */
export interface ClaimedRound {
  hash: string;
  /** hundredths */
  multiplier: number;
}

/** What is wrong with a list of rounds, by its place in it, from 0. */
export interface Contradiction {
  index: number;
  why: string;
}

/** Recomputes each result, and that each hash, newest first, leads to the next. */
export function checkBustabitRounds(version: BustabitVersion, rounds: readonly ClaimedRound[]): Contradiction[] {
  const wrong: Contradiction[] = [];
  for (let index = 0; index < rounds.length; index += 1) {
    const { hash, multiplier } = rounds[index];
    const right = resultOf(version, hash);
    if (right !== multiplier) wrong.push({ index, why: `its hash gives ${right / 100}x, not ${multiplier / 100}x` });
    const before = rounds[index + 1]?.hash;
    if (before !== undefined && before !== createHash("sha256").update(hash).digest("hex")) {
      wrong.push({ index, why: "its hash does not lead to the next line's" });
    }
  }
  return wrong;
}

/** A round of Spribe's Aviator as its fairness window shows it. */
export interface SpribeRound {
  serverSeed: string;
  /** of the round's first three bettors, in their order */
  clientSeeds: readonly string[];
  /** SHA-512 that was published, hexadecimal */
  hash?: string;
  /** hundredths that were shown */
  multiplier?: number;
}

export interface SpribeProof {
  proof: Proof;
  /** SHA-512 of server seed and client seeds, hexadecimal */
  hash: string;
  /** whether the published hash is that; null when none was given */
  hashFits: boolean | null;
  /** hundredths, by the rule that fits published samples */
  multiplier: number;
  /** whether the shown multiplier is that; null when none was given */
  multiplierFits: boolean | null;
  sentence: string;
}

/**
 * Recomputes a round's hash, and the multiplier that 97·2^52/(2^52 − h) gives, h being the hash's first 52 bits.
 *
 * @throws {HostError} `bad_config` when there are not three client seeds
 */
export function proveSpribe({ serverSeed, clientSeeds, hash: published, multiplier: shown }: SpribeRound): SpribeProof {
  if (clientSeeds.length !== CLIENT_SEEDS || serverSeed === "") {
    throw new HostError(
      "bad_config",
      `Cannot check a round with ${clientSeeds.length} client seeds: a server seed and ${CLIENT_SEEDS} client seeds are wanted`,
    );
  }
  const hash = createHash("sha512").update(serverSeed + clientSeeds.join("")).digest("hex");
  const leading = parseInt(hash.slice(0, 13), 16);
  const multiplier = Math.max(MULTIPLIER_MIN, Math.floor(97 * 2 ** 52 / (2 ** 52 - leading)));
  const hashFits = published === undefined ? null : published.trim().toLowerCase() === hash;
  const multiplierFits = shown === undefined ? null : shown === multiplier;
  return {
    ...spribeVerdict({ hashFits, multiplierFits, multiplier }),
    hash,
    hashFits,
    multiplier,
    multiplierFits,
  };
}

function spribeVerdict(
  { hashFits, multiplierFits, multiplier }: Pick<SpribeProof, "hashFits" | "multiplierFits" | "multiplier">,
): { proof: Proof; sentence: string } {
  const result = `${(multiplier / 100).toFixed(2)}x`;
  const unpublished = "Spribe does not publish how a hash becomes a multiplier, so that part is not proved.";
  if (hashFits === false) {
    return {
      proof: "refuted",
      sentence: "The published hash is not the SHA-512 of these seeds: one of them was changed.",
    };
  }
  if (multiplierFits === false) {
    const sentence =
      `The seeds give ${result} by the rule that fits published samples, which is not what was shown. ${unpublished}`;
    return { proof: hashFits ? "unproved" : "refuted", sentence };
  }
  if (hashFits === null && multiplierFits === null) {
    return {
      proof: "unproved",
      sentence: `Nothing was given to compare with. These seeds would give ${result}. ${unpublished}`,
    };
  }
  const hashPart = hashFits ? "The published hash is the SHA-512 of these seeds. " : "";
  const resultPart = multiplierFits ? `The result ${result} is consistent with them. ` : `They would give ${result}. `;
  return { proof: "consistent", sentence: hashPart + resultPart + unpublished };
}
