/** Which settings an optimiser tries: all combinations of some values, or a seeded sample of them. */
import { HostError } from "../protocol/errors.ts";
import { Random } from "../simulator/random.ts";
import type { Settings } from "./sweep.ts";

/** Settings that one search tries at most. */
export const TRIES_MAX = 10_000;

/** Values by setting; the combinations of all are the space. */
export type SearchSpace = Record<string, unknown[]>;

/** How many combinations there are. */
export function sizeOf(space: SearchSpace): number {
  return Object.values(space).reduce((size, values) => size * values.length, 1);
}

/**
 * The settings to try: the whole space in its order, or `tries` different ones of it by the seed.
 *
 * @throws {HostError} `bad_config` when there is nothing to try, or too much
 */
export function candidatesOf(
  space: SearchSpace,
  { base, tries, seed }: { base: Settings; tries: number | null; seed: number },
): Settings[] {
  const size = sizeOf(space), count = Math.min(tries ?? size, size);
  if (Object.keys(space).length === 0 || size === 0) {
    throw new HostError("bad_config", "Cannot search: no values to try; --grid key=1,2,3 is wanted");
  }
  if (count > TRIES_MAX) {
    throw new HostError("bad_config", `Cannot try ${count} settings: ${TRIES_MAX} at most; --random N tries a sample`);
  }
  if (count === size) return Array.from({ length: size }, (_, index) => combination(space, { index, base }));
  const random = new Random(`search/${seed}`), chosen = new Set<number>();
  while (chosen.size < count) chosen.add(Math.floor(random.unit() * size));
  return [...chosen].map((index) => combination(space, { index, base }));
}

/** The setting with that number; the last name turns fastest. */
function combination(space: SearchSpace, { index, base }: { index: number; base: Settings }): Settings {
  const settings = { ...base };
  let rest = index;
  for (const [name, values] of Object.entries(space).reverse()) {
    settings[name] = values[rest % values.length];
    rest = Math.floor(rest / values.length);
  }
  return settings;
}
