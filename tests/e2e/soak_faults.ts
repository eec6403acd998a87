/** What a soak does to the program while it runs, each fault with its own end. Linux only. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { CollectorProcess } from "../core/forwarding/fault_scene.ts";
import type { PageState } from "../../core/protocol/page.ts";
import { children, sleep, until } from "./processes.ts";
import type { Program } from "./program.ts";

/** How often something covers each table of a soak, whatever else strikes. */
export const POPUPS_AN_HOUR = 12;
/** Six tables are covered some hundred seconds after one another at most. */
const COVERED_WITHIN_MS = 240_000;

/** What faults strike. */
export interface Victim {
  program: Program;
  dataDir: string;
  collector: CollectorProcess;
  /** a share of 1, from the soak's seed */
  random: () => number;
  /** closes the page without a word and opens it again */
  reopenPage: () => Promise<void>;
  /** whether the data folder is a small disk of its own */
  ownDisk: boolean;
}

export interface Fault {
  name: string;
  /** it ends the core: three of those within five minutes lead to safe mode, as they should */
  endsCore?: boolean;
  /** it fills the disk, which only a disk of its own may be */
  needsOwnDisk?: boolean;
  strike(victim: Victim): Promise<void>;
}

async function coreOf({ program }: Victim): Promise<number> {
  const [core] = await children(program.pid);
  if (core === undefined) throw new Error("Cannot strike: no core runs");
  return core;
}

async function someCell(victim: Victim): Promise<number> {
  const cells = await children(await coreOf(victim));
  return cells[Math.floor(victim.random() * cells.length)];
}

export const FAULTS: readonly Fault[] = [
  {
    name: "a plugin's process is killed",
    strike: async (victim) => Deno.kill(await someCell(victim), "SIGKILL"),
  },
  {
    name: "a plugin's process stands still",
    strike: async (victim) => Deno.kill(await someCell(victim), "SIGSTOP"),
  },
  {
    name: "three plugins' processes are killed at once",
    strike: async (victim) => {
      const cells = (await children(await coreOf(victim))).slice(0, 3);
      for (const cell of cells) Deno.kill(cell, "SIGKILL");
    },
  },
  { name: "the core is killed", endsCore: true, strike: async (victim) => Deno.kill(await coreOf(victim), "SIGKILL") },
  {
    name: "the core stands still until it is replaced",
    endsCore: true,
    strike: async (victim) => {
      Deno.kill(await coreOf(victim), "SIGSTOP");
      await sleep(15_000);
    },
  },
  {
    name: "the whole core pauses for 3 s",
    strike: async (victim) => {
      const core = await coreOf(victim);
      Deno.kill(core, "SIGSTOP");
      await sleep(3_000);
      Deno.kill(core, "SIGCONT");
    },
  },
  {
    name: "another program locks the database for 15 s",
    strike: async ({ dataDir }) => {
      using database = new DatabaseSync(join(dataDir, "aviator.sqlite"));
      database.exec("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE");
      await sleep(15_000);
      database.exec("ROLLBACK");
    },
  },
  {
    name: "the disk is full for 10 s",
    needsOwnDisk: true,
    strike: async ({ dataDir }) => {
      const ballast = join(dataDir, "ballast");
      await fill(ballast);
      await sleep(10_000);
      await Deno.remove(ballast);
    },
  },
  {
    name: "the collector of the fleet is killed and away for 15 s",
    strike: async ({ collector }) => {
      await collector.kill();
      await sleep(15_000);
      await collector.start();
    },
  },
  {
    name: "the network stands still for 12 s",
    strike: async ({ collector }) => {
      Deno.kill(collector.pid, "SIGSTOP");
      await sleep(12_000);
      Deno.kill(collector.pid, "SIGCONT");
    },
  },
  {
    name: "something lies over a table",
    // Comes by itself, see POPUPS_AN_HOUR.
    strike: ({ program }) =>
      until("a table is covered", async () => {
        const { tables } = await (await program.ask("/api/state")).json() as PageState;
        return tables.some(({ trouble }) => trouble.startsWith("covered"));
      }, { maxMs: COVERED_WITHIN_MS }),
  },
  { name: "the page goes away and comes back", strike: ({ reopenPage }) => reopenPage() },
];

/** Takes all the room that there is. */
async function fill(path: string): Promise<void> {
  using file = await Deno.open(path, { create: true, write: true });
  for (let chunk = new Uint8Array(1 << 20); chunk.length > 0;) {
    try {
      for (let written = 0; written < chunk.length;) written += await file.write(chunk.subarray(written));
    } catch {
      chunk = chunk.subarray(0, chunk.length >> 1);
    }
  }
}

/** So many faults in a random order: each once before one comes again, those that end the core at most twice. */
export function chooseFaults(count: number, { random, ownDisk }: Pick<Victim, "random" | "ownDisk">): Fault[] {
  const possible = FAULTS.filter(({ needsOwnDisk }) => ownDisk || !needsOwnDisk), chosen: Fault[] = [];
  while (chosen.length < count) {
    const round = possible.filter(({ endsCore }) => chosen.length < possible.length || !endsCore)
      .map((fault) => ({ fault, at: random() })).sort((one, other) => one.at - other.at);
    chosen.push(...round.map(({ fault }) => fault));
  }
  return chosen.slice(0, count);
}
