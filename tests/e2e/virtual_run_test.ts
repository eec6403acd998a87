/**
 * The whole program on virtual tables, time running as fast as the machine can: every stored round is what the desktop drew,
 * every bet is in the desktop's own account, equal to the unit. Longer: AVIATOR_E2E_ROUNDS=200.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Host } from "../../core/host/host.ts";
import { parseConfig } from "../../core/ops/config.ts";
import type { CoreSettings } from "../../core/ops/core_settings.ts";
import type { Game } from "../../core/simulator/game.ts";
import { Reader } from "../../core/storage/reader.ts";

const ROUNDS = Number(Deno.env.get("AVIATOR_E2E_ROUNDS") ?? 40);
const SEED = Number(Deno.env.get("AVIATOR_E2E_SEED") ?? 7);

function settingsFor(dataDir: string): CoreSettings {
  return {
    dataDir,
    projectDir: fileURLToPath(new URL("../../", import.meta.url)),
    denoDir: "",
    configFile: null,
    port: 0,
    token: "not served in this test",
    seed: SEED,
    speed: Infinity,
    worldStartMs: Date.UTC(2026, 0, 5, 8),
    crashes: 0,
    safeMode: false,
  };
}

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

async function compareRounds(reader: Reader, { name, game }: { name: string; game: Game }): Promise<void> {
  const stored = (await reader.rounds({ table: name, limit: 10_000 })).toSorted((a, b) => a.endedAtMs - b.endedAtMs);
  const drawn = game.rounds();
  deepEqual(
    stored.map((round) => round.multiplier),
    drawn.slice(0, stored.length).map((round) => round.multiplier),
    `${name}: stored and drawn`,
  );
  // The last one may have ended after the last look.
  ok(drawn.length - stored.length <= 1, `${name}: ${stored.length} of ${drawn.length} rounds`);
  stored.forEach((round, index) => {
    ok(Math.abs(round.endedAtMs - drawn[index].endedAtMs) <= 400, `${name}: end of round ${index}`);
  });
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

Deno.test(`a run of ${ROUNDS} rounds a table stores each as drawn, and each bet as accounted (seed ${SEED})`, async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-run-" });
  const config = parseConfig("{}", "the defaults");
  const complaints: string[] = [];
  const host = await Host.start({
    settings: settingsFor(dataDir),
    config,
    log: (level, source, message) => {
      if (level === "warning" || level === "error") complaints.push(`${level} ${source}: ${message}`);
    },
  });
  const desktop = host.virtualDesktop!, tables = config.tables.map((table) => table.bookmaker);
  await rounds(host, { tables, count: ROUNDS });
  await host[Symbol.asyncDispose]();
  await using reader = await Reader.open(join(dataDir, "aviator.sqlite"));
  let bets = 0;
  for (const name of tables) {
    await compareRounds(reader, { name, game: desktop.game(name) });
    bets += await compareBets(reader, { name, game: desktop.game(name) });
  }
  ok(bets >= 3 * (ROUNDS - 2), `only ${bets} bets`);
  equal(host.counts().missedRounds, 0);
  deepEqual(complaints, []);
  await Deno.remove(dataDir, { recursive: true });
});
