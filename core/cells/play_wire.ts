/** Rounds to be played and the bets on them, as they cross the pipe between the core and a strategy's cell. */
import { wrongNumbers } from "../betting/bet_rules.ts";
import type { PlayedBets, RoundColumns } from "../betting/strategy_play.ts";
import type { CellMessage } from "../protocol/cell_messages.ts";
import { HostError } from "../protocol/errors.ts";

type PlayedMessage = Extract<CellMessage, { type: "played" }>;

const DOUBLE_BYTES = 8;

/** The columns' bytes, one after the other. */
export function packRounds({ endedAtMs, multiplier }: RoundColumns): Uint8Array[] {
  return [endedAtMs, multiplier].map(({ buffer, byteOffset, byteLength }) =>
    new Uint8Array(buffer, byteOffset, byteLength)
  );
}

export function unpackRounds(bytes: Uint8Array, rounds: number): RoundColumns {
  // A copy begins where numbers may begin.
  const { buffer } = bytes.slice();
  return {
    endedAtMs: new Float64Array(buffer, 0, rounds),
    multiplier: new Int32Array(buffer, DOUBLE_BYTES * rounds, rounds),
  };
}

/** A cell's answer. */
export function playedMessage(id: number, { stakes, codes, ...rest }: PlayedBets): PlayedMessage {
  return {
    type: "played",
    id,
    stakes: stakes.map(({ stakeMinor, cashOutHundredths }) => [stakeMinor, cashOutHundredths]),
    codes: new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength).toBase64(),
    ...rest,
  };
}

/**
 * What a cell answered, checked.
 *
 * @throws {HostError} `bad_message` when it does not fit the rounds that it was given
 */
export function readPlayed({ stakes, codes, refused, refusal, ruinedAt }: PlayedMessage, rounds: number): PlayedBets {
  const bets = stakes.map(([stakeMinor, cashOutHundredths]) => ({ stakeMinor, cashOutHundredths }));
  const played = { stakes: bets, codes: codesOf(codes), refused, refusal, ruinedAt };
  const wrong = bets.map(wrongNumbers).find((why) => why !== null) ??
    (played.codes.length === rounds ? null : `${played.codes.length} codes for ${rounds} rounds`) ??
    (played.codes.every((code) => code <= stakes.length) ? null : `a code over ${stakes.length}`);
  if (wrong === null) return played;
  throw new HostError("bad_message", `Cannot take the bets that a strategy played: ${wrong}`);
}

function codesOf(base64: string): Uint16Array {
  try {
    return new Uint16Array(Uint8Array.fromBase64(base64).buffer);
  } catch (cause) {
    throw new HostError("bad_message", "Cannot take the bets that a strategy played: no codes", { cause });
  }
}
