/**
 * What goes wrong at real pages: a browser's tables that ignore clicks, lose keys, are covered, move, answer late or fly off
 * while a bet is typed. Whatever happens, the page's own log and the ledger agree, or the bet is unknown and says so.
 * Longer: AVIATOR_FAULT_TRIES=3 meets each fault so often, AVIATOR_FAULTS_SEED=5 in other rounds.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { Arbiter } from "../../core/betting/arbiter.ts";
import { Ledger } from "../../core/betting/ledger.ts";
import { Limits } from "../../core/betting/limits.ts";
import { WallClock } from "../../core/clock.ts";
import type { Bet } from "../../core/protocol/bet.ts";
import { parseManifest } from "../../core/protocol/manifest.ts";
import { DesktopSource } from "../../core/screen/desktop_source.ts";
import { layoutWindows } from "../../core/screen/layout.ts";
import { SharedSource } from "../../core/screen/shared_source.ts";
import { DEMO_FAULTS } from "../../core/simulator/demo_faults.ts";
import { startDemoSite } from "../../core/simulator/demo_site.ts";
import { SKIN_NAMES } from "../../core/simulator/skins.ts";
import { readPhase } from "../../core/vision/phase_reader.ts";
import { leaseOf, NO_LIMITS } from "../core/betting/fixtures.ts";
import { BROWSER_PROGRAMS, launchChromium } from "./chromium.ts";
import { DesktopProcess } from "./desktop_process.ts";
import { testWith } from "./programs.ts";
import { startXvfb } from "./xvfb.ts";

const SCREEN = { width: 2880, height: 1080 };
/** With the first one the tables' first rounds are all short. */
const SEED = Number(Deno.env.get("AVIATOR_FAULTS_SEED") ?? 259_757);
/** Bets by clicks that each fault is met by. */
const TRIES = Number(Deno.env.get("AVIATOR_FAULT_TRIES") ?? 1);
const WATCH_MS_MAX = 90_000 + 60_000 * TRIES;
const BET_MS = 4_400;

async function tablesOf() {
  return await Promise.all(SKIN_NAMES.map(async (name, index) => {
    const file = new URL(`../../plugins/bookmakers/${name}/plugin.json`, import.meta.url);
    const { table } = parseManifest(await Deno.readTextFile(file), name);
    return { name, description: table!, window: layoutWindows("3x2", SCREEN)[index] };
  }));
}

testWith(
  BROWSER_PROGRAMS,
  `ledger and page agree whatever goes wrong at the page, or the bet is unknown (seed ${SEED})`,
  async () => {
    const clock = new WallClock(), tables = await tablesOf(), saved: Bet[] = [];
    const faults = tables.map(({ name }, index) => ({ name, skin: name, fault: DEMO_FAULTS[index] }));
    await using site = await startDemoSite({ port: 0, seed: SEED, speed: 1, tables: faults });
    await using xvfb = await startXvfb(SCREEN);
    const { display } = xvfb;
    await using browser = await launchChromium({ display, url: site.url, ...SCREEN });
    await browser.page.waitForFunction(() => document.body.dataset.ready === "true");
    await using source = new SharedSource(await DesktopSource.open({ display }));
    await using device = new DesktopProcess({ display });
    const limits = new Limits({ clock, limits: NO_LIMITS });
    for (const { name } of tables) limits.grant(leaseOf({ table: name, mode: "live" }));
    const ledger = new Ledger({
      clock,
      saveBet: (bet) => Promise.resolve(void saved.push(bet)),
      ...{ onMismatch: () => {}, onTrouble: () => {} },
    });
    await using arbiter = new Arbiter({ clock, source, device, tables, limits, ledger, liveAllowed: true });
    const { code } = arbiter.offerArming(60, { players: [], lossPerHourMinor: 0, hasEdge: false });
    arbiter.arm({ code, acceptsLossPerHourMinor: 0 });
    const ended = new Map<string, Bet[]>(tables.map(({ name }) => [name, []]));
    const before = new Map<string, string>();
    const endMs = Date.now() + WATCH_MS_MAX;
    const left = () =>
      tables.filter(({ name }) => ended.get(name)!.filter(({ state }) => state !== "refused").length < TRIES);
    while (left().length > 0 && Date.now() < endMs) {
      for (const { name, description } of left()) {
        const [picture] = await source.grab([arbiter.tableOf(name)!.phase]);
        const { phase } = readPhase(picture, { table: description });
        const begins = phase === "waiting" && before.get(name) === "crashed";
        if (phase !== "unknown") before.set(name, phase);
        if (!begins) continue;
        // One table at a time: each has its whole waiting phase.
        const bet = await arbiter.request({
          ...{ table: name, strategy: "flat", mode: "live", cashOutHundredths: 150, roundId: null },
          ...{ stakeMinor: 20_00 + 100 * saved.length, requestedAtMs: Date.now(), deadlineMs: Date.now() + BET_MS },
        });
        ended.get(name)!.push(bet);
        console.log(`${faults.find((one) => one.name === name)?.fault}: ${bet.state} ${bet.reason}`);
      }
      await clock.sleep(40);
    }
    // A late press has to arrive.
    await clock.sleep(3_000);
    await arbiter.stop();
    deepEqual(left().map(({ name }) => name), [], "each fault is met by a bet");
    for (const { name, bets, fault } of site.log()) {
      const of = (...states: Bet["state"][]) => ended.get(name)!.filter(({ state }) => states.includes(state));
      const numbers = ({ stakeMinor, cashOutHundredths }: { stakeMinor: number; cashOutHundredths: number | null }) =>
        `${stakeMinor} at ${cashOutHundredths}`;
      const logged = bets.map(numbers);
      for (const bet of of("placed")) {
        ok(logged.includes(numbers(bet)), `${fault}: placed ${numbers(bet)}, log ${logged}`);
      }
      for (const bet of of("failed", "refused")) {
        ok(!logged.includes(numbers(bet)), `${fault}: ${bet.state} ${bet.reason}, and the page took it`);
        ok(bet.reason.length > 10);
      }
      for (const one of logged) {
        ok(of("placed", "unknown").map(numbers).includes(one), `${fault}: the page took ${one}`);
      }
      equal(new Set(logged).size, logged.length, `${fault}: a bet twice`);
    }
  },
);
