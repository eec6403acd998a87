/**
 * The whole program on virtual tables, time running as fast as the machine can: every stored round is what the desktop drew,
 * every bet is in the desktop's own account, equal to the unit. Longer: AVIATOR_E2E_ROUNDS=200.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { Host } from "../../core/host/host.ts";
import { type Config, parseConfig } from "../../core/ops/config.ts";
import type { Game } from "../../core/simulator/game.ts";
import { SKIN_NAMES } from "../../core/simulator/skins.ts";
import { Reader } from "../../core/storage/reader.ts";
import { namesWindowsRefuses } from "./file_names.ts";
import { unservedSettings } from "../core/host/unserved.ts";

const ROUNDS = Number(Deno.env.get("AVIATOR_E2E_ROUNDS") ?? 40);
const SMALL_ROUNDS = Math.ceil(ROUNDS / 4);
const SEED = Number(Deno.env.get("AVIATOR_E2E_SEED") ?? 7);

/** Resolves once every table has drawn so many rounds. */
async function rounds(host: Host, { tables, count }: { tables: readonly string[]; count: number }): Promise<void> {
  const desktop = host.virtualDesktop!;
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = host.subscribe((change) => {
    if (change.type === "round" && tables.every((name) => desktop.game(name).rounds().length >= count)) resolve();
  });
  await promise;
  end();
}

/** @returns how many of the numbers beside the multipliers were stored, and how many withheld */
async function compareRounds(
  reader: Reader,
  { name, game }: { name: string; game: Game },
): Promise<{ stored: number; withheld: number }> {
  const stored = (await reader.rounds({ table: name, limit: 10_000 })).toSorted((a, b) => a.endedAtMs - b.endedAtMs);
  const drawn = game.rounds();
  deepEqual(
    stored.map((round) => round.multiplier),
    drawn.slice(0, stored.length).map((round) => round.multiplier),
    `${name}: stored and drawn`,
  );
  // The last one may have ended after the last look.
  ok(drawn.length - stored.length <= 1, `${name}: ${stored.length} of ${drawn.length} rounds`);
  let withheld = 0;
  stored.forEach((round, index) => {
    ok(Math.abs(round.endedAtMs - drawn[index].endedAtMs) <= 400, `${name}: end of round ${index}`);
    for (const key of ["players", "playersMoneyMinor"] as const) {
      if (round[key] === null) withheld += 1;
      else equal(round[key], drawn[index][key], `${name}: ${key} of round ${index}`);
    }
  });
  return { stored: 2 * stored.length - withheld, withheld };
}

/** Bets of the ledger and of the desktop's account, one to one; the last may be open still. */
async function compareBets(reader: Reader, { name, game }: { name: string; game: Game }): Promise<number> {
  const ledger = (await reader.bets({ table: name, limit: 10_000 })).toSorted((a, b) => a.id - b.id);
  const pressed = ledger.filter((bet) => bet.mode === "virtual" && bet.placedAtMs !== null);
  const accepted = game.bets();
  equal(pressed.length, accepted.length, `${name}: bets placed and accepted`);
  pressed.forEach((bet, index) => {
    const { stakeMinor, cashOutHundredths, payoutMinor } = accepted[index];
    deepEqual([bet.stakeMinor, bet.cashOutHundredths], [stakeMinor, cashOutHundredths], `${name}: bet ${index}`);
    if (bet.state === "placed") equal(index, pressed.length - 1, `${name}: bet ${index} was never settled`);
    else equal(bet.payoutMinor, payoutMinor, `${name}: payout of bet ${index}`);
  });
  deepEqual(ledger.filter((bet) => !["won", "lost", "placed"].includes(bet.state)).map((bet) => bet.reason), [], name);
  return pressed.length;
}

/** Runs a configuration until every table has drawn so many rounds, and compares everything with the desktop's truth. */
async function runAndCompare(config: Config, count: number): Promise<void> {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-run-" });
  const complaints: string[] = [];
  const host = await Host.start({
    settings: unservedSettings(dataDir, SEED),
    config,
    log: (level, source, message) => {
      if (level === "warning" || level === "error") complaints.push(`${level} ${source}: ${message}`);
    },
  });
  const desktop = host.virtualDesktop!, tables = config.tables.map((table) => table.bookmaker);
  await rounds(host, { tables, count });
  await host[Symbol.asyncDispose]();
  await using reader = await Reader.open(join(dataDir, "aviator.sqlite"));
  let bets = 0, numbers = 0, withheld = 0;
  for (const name of tables) {
    const seen = await compareRounds(reader, { name, game: desktop.game(name) });
    numbers += seen.stored;
    withheld += seen.withheld;
    bets += await compareBets(reader, { name, game: desktop.game(name) });
  }
  console.log(`${bets} bets agree; of ${numbers + withheld} players' numbers ${withheld} were withheld, none wrong`);
  const players = config.strategies.filter((strategy) => strategy.mode === "virtual").length;
  ok(bets >= players * (count - 2), `only ${bets} bets`);
  equal(host.counts().missedRounds, 0);
  deepEqual(complaints, []);
  deepEqual(await namesWindowsRefuses(dataDir), []);
  await Deno.remove(dataDir, { recursive: true });
}

Deno.test(`${ROUNDS} rounds of four tables are stored as drawn, and bets as accounted (seed ${SEED})`, async () => {
  await runAndCompare(parseConfig("{}", "the defaults"), ROUNDS);
});

Deno.test(`${SMALL_ROUNDS} rounds of six small tables are stored as drawn, and bets as accounted (seed ${SEED})`, async () => {
  const config = {
    layout: "3x2",
    tables: SKIN_NAMES.map((bookmaker, window) => ({ bookmaker, window })),
    strategies: SKIN_NAMES.map((table, index) => ({
      strategy: index % 2 === 0 ? "martingale" : "flat",
      table,
      mode: "virtual",
    })),
  };
  await runAndCompare(parseConfig(JSON.stringify(config), "six tables"), SMALL_ROUNDS);
});
