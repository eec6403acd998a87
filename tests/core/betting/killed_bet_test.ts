/**
 * A real process killed with SIGKILL at each step of a bet: nothing is pressed twice, nothing is pressed that was not
 * committed, and the next start knows what it does not know. Longer: AVIATOR_BET_KILLS=50 kills so often at each step.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Bet } from "../../../core/protocol/bet.ts";
import { DATABASE_FILE } from "../../../core/storage/open_database.ts";
import { Reader } from "../../../core/storage/reader.ts";
import { randomOf } from "./fixtures.ts";

/** Kills at each step; unset: a few steps, those around the press among them. */
const KILLS = Number(Deno.env.get("AVIATOR_BET_KILLS") ?? 0);
const SHORT_LIVES = 5;
const CHILD = fileURLToPath(new URL("killed_bet.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../../deno.json", import.meta.url));

async function live(folder: string, killAt: string): Promise<{ steps: number; killed: boolean }> {
  const args = ["run", "-A", "--no-check", "--unstable-worker-options", "--config", CONFIG, CHILD];
  const child = new Deno.Command(Deno.execPath(), { args: [...args, folder, killAt], stderr: "inherit" });
  const { stdout, signal, code } = await child.output();
  if (signal === null) equal(code, 0);
  return { steps: Number(new TextDecoder().decode(stdout)), killed: signal === "SIGKILL" };
}

async function ledgerOf(folder: string): Promise<{ bets: Bet[]; faults: unknown[] }> {
  await using reader = await Reader.open(join(folder, DATABASE_FILE));
  return { bets: await reader.bets({ limit: 10_000 }), faults: (await reader.checkLedger()).faults };
}

async function pressesOf(folder: string): Promise<number[]> {
  const text = await Deno.readTextFile(join(folder, "presses")).catch(() => "");
  return text.trim().split("\n").filter(Boolean).map(Number);
}

/** Presses and ledger after a life: `doubtful` is how many bets were so before it. */
async function check(folder: string, before: { doubtful: number; presses: number; story: string }): Promise<number> {
  const { bets, faults } = await ledgerOf(folder), presses = await pressesOf(folder);
  equal(new Set(presses).size, presses.length, `${before.story}: pressed twice`);
  ok(presses.length - before.presses <= 1, `${before.story}: ${presses.length - before.presses} presses in one life`);
  for (const id of presses) {
    const bet = bets.find((one) => one.id === id);
    ok(bet && !["requested", "refused", "failed"].includes(bet.state), `${before.story}: pressed, and ${bet?.state}`);
  }
  // What is open now is doubtful at the next start.
  const doubtful = bets.filter(({ state }) => ["unknown", "placing", "placed"].includes(state)).length;
  ok(doubtful - before.doubtful <= 1, `${before.story}: ${doubtful - before.doubtful} doubtful bets by one kill`);
  deepEqual(faults, [], `${before.story}: the ledger's chain`);
  return doubtful;
}

/** Kills of one folder's lives, one after the other. */
async function* lives(seed: number, kills: number): AsyncGenerator<{ folder: string; killAt: string }> {
  const folder = await Deno.makeTempDir({ prefix: "aviator-kill-" });
  const { steps } = await live(folder, "never");
  ok(steps > 15, `only ${steps} steps`);
  const random = randomOf(seed);
  const order = kills > 0
    ? Array.from({ length: kills * steps }, (_, index) => index % steps)
    // The press and what comes after it, then any.
    : [steps - 4, steps - 3, steps - 2, steps - 1, ...Array.from({ length: SHORT_LIVES }, () => random() * steps | 0)];
  for (const killAt of order) yield { folder, killAt: String(killAt) };
  for (let kill = 0; kill <= kills; kill++) yield { folder, killAt: `left ${kill % 2}` };
  await Deno.remove(folder, { recursive: true });
}

interface Counts {
  kills: number;
  presses: number;
  doubtful: number;
}

async function killAgainAndAgain(seed: number, times: number): Promise<Counts> {
  const counts: Counts = { kills: 0, presses: 1, doubtful: 1 };
  for await (const { folder, killAt } of lives(seed, times)) {
    const story = `seed ${seed}, killed at step ${killAt}, kill ${counts.kills}`;
    const { killed } = await live(folder, killAt);
    counts.kills += Number(killed);
    counts.doubtful = await check(folder, { ...counts, story });
    counts.presses = (await pressesOf(folder)).length;
  }
  ok(counts.kills >= 10 && counts.presses >= 4, `seed ${seed}: only ${JSON.stringify(counts)}`);
  return counts;
}

Deno.test("a core killed at any step of a bet presses nothing twice and is in doubt about one bet at most", async () => {
  const seed = Math.floor(Math.random() * 1e9);
  // A life is mostly the start of a process: as many folders at once as there are processors.
  const lanes = Math.max(1, Math.min(KILLS, navigator.hardwareConcurrency));
  const shares = Array.from({ length: lanes }, (_, lane) => Math.ceil((KILLS - lane) / lanes));
  const all = await Promise.all(shares.map((share, lane) => killAgainAndAgain(seed + lane, Math.max(0, share))));
  const sum = (name: keyof Counts) => all.reduce((total, counts) => total + counts[name], 0);
  console.log(`${sum("kills")} kills, ${sum("presses")} presses, ${sum("doubtful")} doubtful bets, none pressed twice`);
});
