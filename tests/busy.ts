/** How much longer everything takes because the machine does other things as well, for limits that a user's machine must keep. */

/** 1 where there is one task a processor or two, as in a run of the tests alone; never less. */
export function busyFactor(): number {
  return Math.max(1, Deno.loadavg()[0] / navigator.hardwareConcurrency / 2);
}
