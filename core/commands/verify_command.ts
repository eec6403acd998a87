/** `rounds verify`: what a provably fair game has published, recomputed. 0 when it holds, 1 when it does not. */
import { HostError } from "../protocol/errors.ts";
import type { BustabitVersion } from "../research/bustabit.ts";
import {
  CHAIN_GAMES_MAX,
  checkBustabitRounds,
  type ClaimedRound,
  proveBustabit,
  proveSpribe,
} from "../research/provably_fair.ts";
import { parseMultiplier } from "../research/rounds_file.ts";
import type { CommonOptions } from "./common_options.ts";
import { ProgressBar } from "./progress_bar.ts";

/** Contradictions that are printed. */
const SHOWN_MAX = 20;

export interface VerifyOptions extends CommonOptions {
  source: "bustabit-v1" | "bustabit-v2" | "spribe";
  file?: string;
  serverSeed?: string;
  clientSeed?: string[];
  hash?: string;
  multiplier?: string;
}

/** Checks one hash, one file or one round's seeds, and says what that proves. */
export function verifyRounds(hash: string | undefined, options: VerifyOptions): Promise<number> {
  if (options.source === "spribe" || options.serverSeed !== undefined) return Promise.resolve(verifySpribe(options));
  const version = options.source === "bustabit-v1" ? "v1" : "v2";
  if (options.file !== undefined) return verifyFile(version, options.file, options);
  if (hash === undefined) {
    throw new HostError("bad_config", "Cannot verify nothing: give a game's hash, --file PATH or --server-seed TEXT");
  }
  return Promise.resolve(verifyHash(version, hash, options));
}

function verifyHash(version: BustabitVersion, hash: string, { json, multiplier }: VerifyOptions): number {
  const bar = new ProgressBar("games");
  const proof = proveBustabit(version, {
    hash: hash.toLowerCase(),
    ...(multiplier === undefined ? {} : { multiplier: hundredthsOf(multiplier) }),
    onProgress: (games) => bar.update(games, CHAIN_GAMES_MAX),
  });
  bar.update(CHAIN_GAMES_MAX, CHAIN_GAMES_MAX);
  console.log(json ? JSON.stringify({ source: `bustabit-${version}`, hash, ...proof }) : proof.sentence);
  return proof.proof === "proved" ? 0 : 1;
}

function verifySpribe({ serverSeed = "", clientSeed = [], hash, multiplier, json }: VerifyOptions): number {
  const proof = proveSpribe({
    serverSeed,
    clientSeeds: clientSeed,
    ...(hash === undefined ? {} : { hash }),
    ...(multiplier === undefined ? {} : { multiplier: hundredthsOf(multiplier) }),
  });
  console.log(json ? JSON.stringify({ source: "spribe", ...proof }) : `${proof.sentence}\nSHA-512: ${proof.hash}`);
  return proof.proof === "refuted" ? 1 : 0;
}

async function verifyFile(version: BustabitVersion, path: string, { json }: VerifyOptions): Promise<number> {
  const rounds = await readClaims(path);
  const wrong = checkBustabitRounds(version, rounds).map(({ index, why }) => ({ line: index + 1, why }));
  const { proof, game } = proveBustabit(version, { hash: rounds[0].hash });
  const proved = wrong.length === 0 && proof === "proved";
  if (json) {
    console.log(
      JSON.stringify({
        source: `bustabit-${version}`,
        rounds: rounds.length,
        game,
        proof: proved ? "proved" : "refuted",
        wrong,
      }),
    );
  } else {
    for (const { line, why } of wrong.slice(0, SHOWN_MAX)) console.log(`line ${line}: ${why}`);
    if (wrong.length > SHOWN_MAX) console.log(`and ${wrong.length - SHOWN_MAX} more`);
    console.log(
      game === null
        ? `The first line's hash is no game of bustabit ${version}.`
        : `${rounds.length} rounds from game ${game} on, newest first: ${
          wrong.length === 0 ? "every one proved" : `${wrong.length} contradictions`
        }.`,
    );
  }
  return proved ? 0 : 1;
}

async function readClaims(path: string): Promise<ClaimedRound[]> {
  const lines = (await readText(path)).split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length === 0) throw new HostError("bad_config", `Cannot verify ${path}: it has no lines`);
  return lines.map((line, at) => {
    try {
      const { hash, multiplier } = JSON.parse(line);
      if (/^[0-9a-f]{64}$/.test(hash) && Number.isSafeInteger(multiplier)) return { hash, multiplier };
    } catch {
      // Said below, with the line.
    }
    throw new HostError(
      "bad_config",
      `Cannot verify ${path}: line ${at + 1} is ${
        JSON.stringify(line.slice(0, 80))
      }; {"multiplier":1549,"hash":"…"} is wanted`,
    );
  });
}

async function readText(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    throw new HostError("bad_config", `Cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
}

function hundredthsOf(text: string): number {
  const hundredths = parseMultiplier(text);
  if (hundredths !== null) return hundredths;
  throw new HostError("bad_config", `Cannot use multiplier ${JSON.stringify(text)}: a number such as 2.24 is wanted`);
}
