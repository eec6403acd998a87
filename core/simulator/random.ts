/** A small seeded generator for the simulator: xoshiro128**, seeded by text. Not for secrets, and not for anything that must be unguessable. */

/** The same text gives the same numbers, on every machine and in every browser. */
export class Random {
  readonly #state: Uint32Array;

  /** @param seed any text, such as `7/mozzart/rounds`; different texts give unrelated numbers */
  constructor(seed: string) {
    this.#state = Uint32Array.from({ length: 4 }, (_, index) => hashText(`${index}/${seed}`));
    // All zero is the one state from which the generator never moves.
    if (this.#state.every((word) => word === 0)) this.#state[0] = 1;
  }

  /** A whole number from 0 to 2^32 − 1. */
  uint32(): number {
    const state = this.#state;
    const result = Math.imul(rotateLeft(Math.imul(state[1], 5), 7), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotateLeft(state[3], 11);
    return result;
  }

  /** A number from 0 up to, but not, 1. */
  unit(): number {
    return this.uint32() / 2 ** 32;
  }

  /** A whole number from `low` to `high`, both included; their distance must be far below 2^32. */
  between(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  pick<T>(list: readonly T[]): T {
    return list[this.between(0, list.length - 1)];
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** FNV-1a, then the finisher of MurmurHash3, so that texts that differ in one character give unrelated words. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
