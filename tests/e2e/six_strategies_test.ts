/**
 * Six tables played by the six strategies of the program, time running as fast as the machine can: ledger, the desktop's own
 * accounts and balances agree to the unit; nothing is bet outside a waiting phase, above a lease, or while betting is halted.
 * Longer: AVIATOR_E2E_STRATEGY_ROUNDS=10000, of all tables together.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { Host } from "../../core/host/host.ts";
import { parseConfig } from "../../core/ops/config.ts";
import type { Bet } from "../../core/protocol/bet.ts";
import type { Game } from "../../core/simulator/game.ts";
import { SKIN_NAMES } from "../../core/simulator/skins.ts";
import { Reader } from "../../core/storage/reader.ts";
import { unservedSettings } from "../core/host/unserved.ts";

const ROUNDS = Number(Deno.env.get("AVIATOR_E2E_STRATEGY_ROUNDS") ?? 60);
const SEED = Number(Deno.env.get("AVIATOR_E2E_SEED") ?? 23);
const HALTED_ROUNDS = Math.ceil(ROUNDS / 10);
/** Of the virtual tables. */
const WAITING_MS = 5_000;
/** These have two bet panels, and their strategies use both. */
const TWO_PANELS = ["meridian", "maxbet"];
/** Below the ladders' highest stakes, so that some bets must be refused. */
const MAX_STAKE_MINOR = 6_000;
const PAGE_ROWS = 1_000;
const STRATEGIES = ["anti-martingale", "dalembert", "fibonacci", "fixed-target", "flat", "martingale"];

/** Thousands of rounds: a look a second, and neither pictures nor models, which no bet depends on. */
const LONG = { tickMs: 1_000, flightRecorder: { betsMax: 0 }, predictions: { enabled: false } };

const CONFIG = {
  ...(ROUNDS >= 500 ? LONG : {}),
  layout: "3x2",
  tables: SKIN_NAMES.map((bookmaker, window) => ({ bookmaker, window })),
  strategies: SKIN_NAMES.map((table, index) => ({
    ...{ strategy: STRATEGIES[index], table, mode: "virtual" },
    ...(TWO_PANELS.includes(table) ? { panel: "both" } : {}),
    lease: { maxStakeMinor: MAX_STAKE_MINOR, lossPerDayMinor: 2_000_000_000, betsPerHour: 1_000 },
  })),
  limits: { dailyLossMinor: null },
};

/** Plays; betting is halted from the half on for a tenth of the rounds. */
async function play(host: Host): Promise<{ haltedFromMs: number; haltedToMs: number; rounds: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let rounds = 0, haltedFromMs = 0, haltedToMs = 0;
  const note = async () => {
    rounds += 1;
    if (rounds === Math.floor(ROUNDS / 2)) {
      await host.halt("halted by the test");
      haltedFromMs = host.clock.nowMs();
    }
    if (rounds === Math.floor(ROUNDS / 2) + HALTED_ROUNDS) {
      haltedToMs = host.clock.nowMs();
      await host.resume();
    }
    if (rounds % 500 === 0) console.log(`${rounds} rounds, ${host.counts().bets} bets`);
    if (rounds >= ROUNDS) resolve();
  };
  const end = host.subscribe((change) => void (change.type === "round" && note().catch(reject)));
  await promise;
  end();
  return { haltedFromMs, haltedToMs, rounds };
}

async function allBets(reader: Reader, table: string): Promise<Bet[]> {
  const bets: Bet[] = [];
  for (let page = await reader.bets({ table, limit: PAGE_ROWS }); page.length > 0;) {
    bets.push(...page);
    page = await reader.bets({ table, limit: PAGE_ROWS, beforeId: page[page.length - 1].id });
  }
  return bets.reverse();
}

/** The ledger against the table's own account; the account may have forgotten its oldest bets. */
function compare(bets: readonly Bet[], { game, startMinor, name }: { game: Game; startMinor: number; name: string }) {
  const pressed = bets.filter(({ placedAtMs }) => placedAtMs !== null), accepted = game.bets();
  ok(pressed.length >= accepted.length, `${name}: ${pressed.length} placed, ${accepted.length} accepted`);
  const placed = pressed.slice(-accepted.length);
  const flights = new Map(game.rounds().map(({ number, startedAtMs }) => [number, startedAtMs]));
  accepted.forEach(({ stakeMinor, cashOutHundredths, payoutMinor, outcome, round, panel }, index) => {
    const bet = placed[index];
    deepEqual(
      [bet.stakeMinor, bet.cashOutHundredths, bet.panel],
      [stakeMinor, cashOutHundredths, panel],
      `${name}: bet ${bet.id}`,
    );
    if (outcome !== "open" && bet.state !== "placed") equal(bet.payoutMinor, payoutMinor, `${name}: bet ${bet.id}`);
    const startedAtMs = flights.get(round);
    if (startedAtMs === undefined) return;
    const intoWaitingMs = bet.placedAtMs! - (startedAtMs - WAITING_MS);
    ok(intoWaitingMs >= 0 && intoWaitingMs < WAITING_MS, `${name}: bet ${bet.id} at ${intoWaitingMs} ms of waiting`);
  });
  const settledMinor = pressed.reduce((sum, bet) => sum + (bet.payoutMinor ?? 0) - bet.stakeMinor, 0);
  // A bet that was won after the last look is in the account and not yet in the ledger.
  const late = accepted.reduce(
    (sum, { payoutMinor }, index) => sum + (placed[index].state === "placed" ? payoutMinor : 0),
    0,
  );
  equal(game.balanceMinor, startMinor + settledMinor + late, `${name}: balance`);
}

Deno.test(`${ROUNDS} rounds by six strategies: ledger, accounts and balances agree to the unit (seed ${SEED})`, async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-six-" });
  const complaints: string[] = [];
  const host = await Host.start({
    settings: unservedSettings(dataDir, SEED),
    config: parseConfig(JSON.stringify(CONFIG), "six strategies"),
    log: (level, source, message) => {
      if (level === "error") complaints.push(`${level} ${source}: ${message}`);
    },
  });
  const desktop = host.virtualDesktop!;
  const startMinor = new Map(SKIN_NAMES.map((name) => [name, desktop.game(name).balanceMinor]));
  const { haltedFromMs, haltedToMs, rounds } = await play(host);
  await host[Symbol.asyncDispose]();
  await using reader = await Reader.open(join(dataDir, "aviator.sqlite"));
  let placed = 0, refusedByLease = 0, refusedByHalt = 0;
  const other = new Set<string>();
  for (const name of SKIN_NAMES) {
    const bets = await allBets(reader, name);
    compare(bets, { game: desktop.game(name), startMinor: startMinor.get(name)!, name });
    for (const { placedAtMs, stakeMinor, state, reason } of bets) {
      if (placedAtMs !== null) {
        placed += 1;
        ok(stakeMinor <= MAX_STAKE_MINOR, `${name}: ${stakeMinor} is over the lease`);
        ok(placedAtMs <= haltedFromMs || placedAtMs >= haltedToMs, `${name}: a bet at ${placedAtMs} while halted`);
      } else if (/over the lease's/.test(reason)) refusedByLease += 1;
      else if (/halted/.test(reason)) refusedByHalt += 1;
      else if (state !== "requested") other.add(reason);
    }
  }
  console.log(
    `${rounds} rounds: ${placed} bets placed, ${refusedByLease} refused by leases, ${refusedByHalt} while halted; ` +
      `other reasons: ${[...other].join("; ") || "none"}`,
  );
  // A ladder whose next stake is over its lease stands still from then on.
  ok(placed > rounds / 4, `only ${placed} bets`);
  ok(refusedByLease > 0, "no stake was over a lease");
  ok(refusedByHalt > 0, "no bet was asked for while halted");
  deepEqual(complaints, []);
  await Deno.remove(dataDir, { recursive: true });
});
