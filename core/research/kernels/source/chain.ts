/** SHA-256 over bustabit's chain of games: from a game's hash to the one before it, and from a hash to its result. */
// @ts-nocheck: AssemblyScript

const CONSTANTS: StaticArray<u32> = [
  0x428a2f98,
  0x71374491,
  0xb5c0fbcf,
  0xe9b5dba5,
  0x3956c25b,
  0x59f111f1,
  0x923f82a4,
  0xab1c5ed5,
  0xd807aa98,
  0x12835b01,
  0x243185be,
  0x550c7dc3,
  0x72be5d74,
  0x80deb1fe,
  0x9bdc06a7,
  0xc19bf174,
  0xe49b69c1,
  0xefbe4786,
  0x0fc19dc6,
  0x240ca1cc,
  0x2de92c6f,
  0x4a7484aa,
  0x5cb0a9dc,
  0x76f988da,
  0x983e5152,
  0xa831c66d,
  0xb00327c8,
  0xbf597fc7,
  0xc6e00bf3,
  0xd5a79147,
  0x06ca6351,
  0x14292967,
  0x27b70a85,
  0x2e1b2138,
  0x4d2c6dfc,
  0x53380d13,
  0x650a7354,
  0x766a0abb,
  0x81c2c92e,
  0x92722c85,
  0xa2bfe8a1,
  0xa81a664b,
  0xc24b8b70,
  0xc76c51a3,
  0xd192e819,
  0xd6990624,
  0xf40e3585,
  0x106aa070,
  0x19a4c116,
  0x1e376c08,
  0x2748774c,
  0x34b0bcb5,
  0x391c0cb3,
  0x4ed8aa4a,
  0x5b9cca4f,
  0x682e6ff3,
  0x748f82ee,
  0x78a5636f,
  0x84c87814,
  0x8cc70208,
  0x90befffa,
  0xa4506ceb,
  0xbef9a3f7,
  0xc67178f2,
];
const START: StaticArray<u32> = [
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
];

/** The current game's hash: 8 words, as numbers. */
export const hash: usize = (__heap_base + 63) & ~63;
/** The hash that ends the chain, 8 words; the salt as text, 16 words. */
export const terminating: usize = hash + 32;
export const salt: usize = terminating + 32;
/** Where `walk()` writes: a float a result, hundredths, then 32 bytes a hash. */
export const results: usize = salt + 64;
/** Games of one call at most. */
export const batch: i32 = 1024;
export const hashes: usize = results + <usize> (batch * 8);

const schedule: usize = hashes + <usize> (batch * 32);
const block: usize = schedule + 256;
const inner: usize = block + 64;
const outer: usize = inner + 32;
const digest: usize = outer + 32;

/** Makes the memory large enough, once. */
export function open(): void {
  const pages = <i32> ((digest + 32 + 0xffff) >> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
}

/** Prepares the two keyed states of version 2, whose key is the salt. */
export function prepare(): void {
  keyedStates(salt);
}

/**
 * Writes results and hashes of the current game and those before it, and leaves the next one as the current.
 *
 * @param version whose rule; 0: hashes without results
 * @returns how many: less than `count` where the chain ended
 */
export function walk(count: i32, version: i32): i32 {
  for (let index = 0; index < count; index++) {
    if (same(hash, terminating)) return index;
    const at = <usize> index;
    for (let word: usize = 0; word < 32; word += 4) store<u32>(hashes + at * 32 + word, bswap(load<u32>(hash + word)));
    if (version > 0) store<f64>(results + at * 8, version == 1 ? resultOne() : resultTwo());
    previous();
  }
  return count;
}

function same(a: usize, b: usize): bool {
  for (let at: usize = 0; at < 32; at += 8) if (load<u64>(a + at) != load<u64>(b + at)) return false;
  return true;
}

/** The hash of the game before: SHA-256 of the current one's text. */
function previous(): void {
  writeText(block);
  memory.copy(hash, changetype<usize>(START), 32);
  compress(hash, block);
  pad(block, 0, 512);
  compress(hash, block);
}

/** The current hash as 64 hexadecimal digits. */
function writeText(to: usize): void {
  for (let word: usize = 0; word < 8; word++) {
    const value = load<u32>(hash + word * 4);
    store<u32>(to + word * 8, digits(value >>> 16));
    store<u32>(to + word * 8 + 4, digits(value & 0xffff));
  }
}

/** Four hexadecimal digits of 16 bits, the first in the highest byte: all four at once. */
function digits(value: u32): u32 {
  const nibbles = ((value & 0xf000) << 12) | ((value & 0x0f00) << 8) | ((value & 0x00f0) << 4) | (value & 0x000f);
  // A letter is 6 or more above nine: then the carry reaches bit 4, and 'a' is 39 above where the figures end.
  const letters = ((nibbles + 0x06060606) >>> 4) & 0x01010101;
  return nibbles + 0x30303030 + letters * 39;
}

/** Version 2: HMAC with the salt as key over the hash's bytes. */
function resultTwo(): f64 {
  memory.copy(digest, inner, 32);
  memory.copy(block, hash, 32);
  pad(block, 8, 768);
  compress(digest, block);
  finishKeyed();
  return Math.max(100, Math.floor(99 / (1 - leading() / 4503599627370496)));
}

/** Version 1: HMAC with the hash's text as key over the salt. */
function resultOne(): f64 {
  writeText(block);
  keyedStates(block);
  memory.copy(digest, inner, 32);
  memory.copy(block, salt, 64);
  compress(digest, block);
  pad(block, 0, 1024);
  compress(digest, block);
  finishKeyed();
  let rest: u32 = 0;
  for (let word: usize = 0; word < 8; word++) {
    const value = load<u32>(digest + word * 4);
    rest = ((rest << 16) + (value >>> 16)) % 101;
    rest = ((rest << 16) + (value & 0xffff)) % 101;
  }
  if (rest == 0) return 100;
  const x = leading();
  return Math.floor((100 * 4503599627370496.0 - x) / (4503599627370496.0 - x));
}

/** The states after a key of one block, for HMAC's inner and outer hash. */
function keyedStates(key: usize): void {
  keyedState(key, inner, 0x36363636);
  keyedState(key, outer, 0x5c5c5c5c);
}

function keyedState(key: usize, state: usize, mask: u32): void {
  for (let at: usize = 0; at < 64; at += 4) store<u32>(schedule + at, load<u32>(key + at) ^ mask);
  memory.copy(state, changetype<usize>(START), 32);
  compress(state, schedule);
}

/** HMAC's outer hash over the inner one in `digest`. */
function finishKeyed(): void {
  memory.copy(block, digest, 32);
  pad(block, 8, 768);
  memory.copy(digest, outer, 32);
  compress(digest, block);
}

/** The first 52 bits of `digest`. */
function leading(): f64 {
  return <f64> load<u32>(digest) * 1048576 + <f64> (load<u32>(digest, 4) >>> 12);
}

/** Ends a message in this block: from word `from` on, with its length in bits. */
function pad(to: usize, from: usize, bits: u32): void {
  memory.fill(to + from * 4, 0, 64 - from * 4);
  store<u32>(to + from * 4, 0x80000000);
  store<u32>(to + 60, bits);
}

/** One block of 16 words, given as numbers, into a state. */
function compress(state: usize, words: usize): void {
  if (words != schedule) memory.copy(schedule, words, 64);
  for (let at = schedule + 64; at < schedule + 256; at += 4) {
    const w15 = load<u32>(at - 60), w2 = load<u32>(at - 8);
    store<u32>(
      at,
      load<u32>(at - 64) + (rotr(w15, 7) ^ rotr(w15, 18) ^ (w15 >>> 3)) + load<u32>(at - 28) +
        (rotr(w2, 17) ^ rotr(w2, 19) ^ (w2 >>> 10)),
    );
  }
  let a = load<u32>(state), b = load<u32>(state, 4), c = load<u32>(state, 8), d = load<u32>(state, 12);
  let e = load<u32>(state, 16), f = load<u32>(state, 20), g = load<u32>(state, 24), h = load<u32>(state, 28);
  let t: u32 = 0, constant = changetype<usize>(CONSTANTS);
  for (let at = schedule; at < schedule + 256; at += 32, constant += 32) {
    t = mix(h, e, f, g, load<u32>(constant, 0) + load<u32>(at, 0));
    d += t;
    h = t + most(a, b, c);
    t = mix(g, d, e, f, load<u32>(constant, 4) + load<u32>(at, 4));
    c += t;
    g = t + most(h, a, b);
    t = mix(f, c, d, e, load<u32>(constant, 8) + load<u32>(at, 8));
    b += t;
    f = t + most(g, h, a);
    t = mix(e, b, c, d, load<u32>(constant, 12) + load<u32>(at, 12));
    a += t;
    e = t + most(f, g, h);
    t = mix(d, a, b, c, load<u32>(constant, 16) + load<u32>(at, 16));
    h += t;
    d = t + most(e, f, g);
    t = mix(c, h, a, b, load<u32>(constant, 20) + load<u32>(at, 20));
    g += t;
    c = t + most(d, e, f);
    t = mix(b, g, h, a, load<u32>(constant, 24) + load<u32>(at, 24));
    f += t;
    b = t + most(c, d, e);
    t = mix(a, f, g, h, load<u32>(constant, 28) + load<u32>(at, 28));
    e += t;
    a = t + most(b, c, d);
  }
  store<u32>(state, load<u32>(state) + a);
  store<u32>(state, load<u32>(state, 4) + b, 4);
  store<u32>(state, load<u32>(state, 8) + c, 8);
  store<u32>(state, load<u32>(state, 12) + d, 12);
  store<u32>(state, load<u32>(state, 16) + e, 16);
  store<u32>(state, load<u32>(state, 20) + f, 20);
  store<u32>(state, load<u32>(state, 24) + g, 24);
  store<u32>(state, load<u32>(state, 28) + h, 28);
}

function mix(h: u32, e: u32, f: u32, g: u32, word: u32): u32 {
  return h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + (g ^ (e & (f ^ g))) + word;
}

function most(a: u32, b: u32, c: u32): u32 {
  return (rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) | (c & (a | b)));
}
