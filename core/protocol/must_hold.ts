/** Assertions for code that is bundled into plugins: `node:assert` alone takes each of their processes a megabyte. */

/** Fails where something is not so that our own code has seen to; nobody catches it. */
export function mustHold(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`Cannot go on: ${what}`);
}
