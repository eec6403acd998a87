/** Random numbers of one tree: xorshift64*, begun from the seed by splitmix64, so that seeds that are near give unrelated trees. */
// @ts-nocheck: AssemblyScript
let state: u64 = 1;

export function startRandom(seed: u64): void {
  let mixed = seed + 0x9e3779b97f4a7c15;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  state = mixed ^ (mixed >> 31);
  if (state == 0) state = 1;
}

/** A whole number from 0 up to, but not, `limit`. */
export function below(limit: u32): u32 {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return <u32> ((((state * 0x2545f4914f6cdd1d) >> 32) * <u64> limit) >> 32);
}
