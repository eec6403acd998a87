/**
 * Thousands of short lives of writer, journal, outbox, forwarder, ledger and arbiter under injected faults, each decided by
 * its seed alone.
 */
import { deepEqual, equal } from "node:assert/strict";
import { Journal } from "../../core/storage/journal.ts";
import { snapshots } from "../core/storage/fixtures.ts";
import { randomFrom } from "../core/storage/random_rows.ts";
import { SimDisk } from "./sim_storage.ts";
import { SimWorld, type Story } from "./sim_world.ts";

/** The long form has 10,000; `AVIATOR_SIM_FROM` is the first seed. */
const SEEDS = Number(Deno.env.get("AVIATOR_SIM_SEEDS") ?? 300);
const EVENTS = 40;

function tell(seed: number): Promise<Story> {
  return new SimWorld(randomFrom(seed * 2_654_435_761)).live(EVENTS);
}

Deno.test("simulation: acknowledged rows are stored and forwarded once, bets are pressed once and within limits, whatever fails", async () => {
  const only = Deno.env.get("SEED");
  const first = Number(only ?? Deno.env.get("AVIATOR_SIM_FROM") ?? 1), seeds = only === undefined ? SEEDS : 1;
  console.log(`seeds ${first} to ${first + seeds - 1}; SEED=N tells one alone`);
  const all = { rows: 0, presses: 0, crashes: 0, forwarded: 0 };
  for (let seed = first; seed < first + seeds; seed++) {
    try {
      const story = await tell(seed);
      for (const what of ["rows", "presses", "crashes", "forwarded"] as const) all[what] += story[what];
    } catch (cause) {
      throw new Error(`seed ${seed}: ${(cause as Error).message}`, { cause });
    }
  }
  console.log(`${seeds} lives:`, all);
  equal(all.rows > 0 && (seeds < 100 || (all.presses > 100 && all.crashes > 100 && all.forwarded > 1000)), true);
});

Deno.test("open() of a journal that outlived a crash keeps its rows from a later loss of power", () => {
  // A life that was told once: the program died, came back, and the power went before they were stored.
  const disk = new SimDisk({ diskFull: false, locked: false, commitFails: 0 }, () => 0);
  const open = () => Journal.open({ path: "journal", log: () => {}, nowMs: () => 0, disk });
  open().append(snapshots(0, 20));
  equal(open().rows, 20);
  disk.losePower();
  equal(open().rows, 20);
});

Deno.test("simulation: a seed tells the same story each time", async () => {
  for (const seed of [1, 2, 3]) deepEqual((await tell(seed)).lines, (await tell(seed)).lines);
});
