/**
 * A browser's tables, read off a real screen and bet on by the real mouse, and kill -9 of the whole core at the steps of a
 * bet: the site's own log and the ledger agree, or the bet is unknown and says so; nothing is pressed twice, and nothing at
 * all until somebody resumes. Longer: AVIATOR_SCREEN_KILLS=1 kills so often at each step.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Bet, BetState } from "../../core/protocol/bet.ts";
import { type DemoSite, startDemoSite } from "../../core/simulator/demo_site.ts";
import { Reader } from "../../core/storage/reader.ts";
import { BROWSER_PROGRAMS, launchChromium } from "./chromium.ts";
import { KilledCore } from "./killed_core_process.ts";
import { sleep } from "./processes.ts";
import { testWith } from "./programs.ts";
import { startXvfb } from "./xvfb.ts";

/** Every step of a bet, in order; `within`: the mouse or the keyboard has begun it. */
const KILL_STEPS = [
  ...["save requested", "saved requested", "save placing", "saved placing"],
  ...[
    "moveTo 1",
    "click 1",
    "within click 1",
    "selectAll 1",
    "within selectAll 1",
    "erase 1",
    "type 1",
    "within type 1",
  ],
  ...["moveTo 2", "click 2", "selectAll 2", "within selectAll 2", "erase 2", "type 2", "within type 2"],
  ...["moveTo 3", "click 3", "moveTo 4", "press", "within press", "pressed"],
  ...["save placed", "saved placed", "save settled", "saved settled"],
];
const KILLS = Number(Deno.env.get("AVIATOR_SCREEN_KILLS") ?? 0);
/** In doubt about a press is where most can go wrong. */
const KILLED_AT = KILLS > 0 ? Array.from({ length: KILLS }, () => KILL_STEPS).flat() : ["pressed"];
/** Two: while a bet of one is in doubt, the other takes the next. */
const SKINS = ["balkanbet", "mozzart"] as const;
const SCREEN = { width: 1920, height: 540 };
/** With this one the first rounds are short. */
const SEED = Number(Deno.env.get("AVIATOR_E2E_SEED") ?? 259_757);
const ARM_TRIES_MAX = 6;
/** A core that does not come to its step in so long is a failure. */
const LIFE_MS_MAX = 240_000;
/** For a doubtful bet to be looked into: its flight has to be seen whole. */
const DOUBT_MS_MAX = 45_000;

const CONFIG = {
  source: "desktop",
  liveAllowed: true,
  layout: "2x1",
  tables: SKINS.map((bookmaker, window) => ({ bookmaker, window })),
  strategies: SKINS.map((table) => ({ strategy: "flat", table, mode: "live" })),
  predictions: { enabled: false },
};

interface Press {
  table: string;
  atMs: number;
}

/** Has the page note each press of a play button itself, whatever its server makes of it. */
async function notePresses(page: Page): Promise<() => Promise<Press[]>> {
  await page.evaluate(() => {
    const presses: Press[] = [];
    Object.assign(globalThis, { presses });
    document.addEventListener("click", ({ target }) => {
      const play = (target as Element).closest(".play");
      const table = play?.closest<HTMLElement>("[data-table]")?.dataset.table;
      if (table) presses.push({ table, atMs: Date.now() });
    }, true);
  });
  return () => page.evaluate(() => (globalThis as unknown as { presses: Press[] }).presses);
}

async function stateOf(core: KilledCore): Promise<string> {
  return (await core.ask<{ betting: { state: string } }>("/api/state")).betting.state;
}

/** Lets a core that was started after a crash bet again, as a user does. */
async function resumeAndArm(core: KilledCore): Promise<void> {
  await core.ask("/api/resume", {});
  type Offer = { code: string; lossPerHourMinor: number | null };
  let offer: Offer | null = null;
  // The strategy is asked what it risks: on a slow machine it may not answer in time.
  for (let tries = 1; offer === null; tries++) {
    offer = await core.ask<Offer>("/api/arm/offer", { minutes: 60 }).catch((error) => {
      if (tries === ARM_TRIES_MAX) throw error;
      return null;
    });
  }
  await core.ask("/api/arm", { code: offer.code, acceptsLossPerHourMinor: offer.lossPerHourMinor ?? 0 });
}

async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => timer = setTimeout(() => reject(new Error(`not ${what}`)), ms));
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const OPEN: readonly BetState[] = ["requested", "placing", "placed", "unknown"];

/** The last core looks into what is in doubt; what it cannot prove stays unknown. */
async function lookInto(core: KilledCore): Promise<void> {
  for (const endMs = Date.now() + DOUBT_MS_MAX; Date.now() < endMs; await sleep(250)) {
    const { bets } = await core.ask<{ bets: Bet[] }>("/api/bets?limit=1000");
    if (!bets.some(({ state }) => OPEN.includes(state))) return;
  }
}

/** The ledger of one table against what the site took and what was pressed there; `doubted`: bets that were ever unknown. */
function compare(
  bets: readonly Bet[],
  { site, presses, doubted }: { site: ReturnType<DemoSite["log"]>[number]; presses: Press[]; doubted: Set<number> },
) {
  const story = JSON.stringify({ bets, taken: site.bets, presses, doubted: [...doubted] }), taken = new Set<number>();
  const mayStand = bets.filter(({ state }) => ["won", "lost", "placed", "unknown"].includes(state));
  for (const { atMs, stakeMinor, cashOutHundredths, outcome, payoutMinor } of site.bets) {
    const bet = mayStand.findLast(({ requestedAtMs }) => requestedAtMs <= atMs);
    ok(bet && !taken.has(bet.id), `${site.name}: taken at ${atMs} without a bet of its own: ${story}`);
    taken.add(bet.id);
    deepEqual([bet.stakeMinor, bet.cashOutHundredths], [stakeMinor, cashOutHundredths], story);
    ok(outcome !== "cancelled", `pressed again: ${story}`);
    if (bet.payoutMinor !== null && outcome !== "open") equal(bet.payoutMinor, payoutMinor, story);
  }
  const mayBePressed = bets.filter(({ id }) => doubted.has(id) || mayStand.some((bet) => bet.id === id));
  const pressed = presses.map(({ atMs }) => mayBePressed.findLast(({ requestedAtMs }) => requestedAtMs <= atMs)?.id);
  ok(!pressed.includes(undefined), `a press without a bet: ${story}`);
  equal(new Set(pressed).size, pressed.length, `pressed twice: ${story}`);
  for (const bet of bets) {
    if (["won", "lost", "placed"].includes(bet.state)) ok(taken.has(bet.id), `${bet.state}, and not taken: ${story}`);
    if (bet.state === "unknown") ok(bet.reason.length > 10, `unknown, and no reason: ${story}`);
    ok(!["requested", "placing"].includes(bet.state), `left open: ${story}`);
  }
}

testWith(
  BROWSER_PROGRAMS,
  `kill -9 of the core at ${KILLED_AT.length} step(s) of a bet by the real mouse: site and ledger agree (seed ${SEED})`,
  async () => {
    const dataDir = await Deno.makeTempDir({ prefix: "aviator-killed-" }), configFile = join(dataDir, "config.json");
    await Deno.writeTextFile(configFile, JSON.stringify(CONFIG));
    await using xvfb = await startXvfb(SCREEN);
    const skins = SKINS.map((name) => ({ name, skin: name }));
    await using site = await startDemoSite({ port: 0, seed: SEED, speed: 1, tables: skins });
    await using browser = await launchChromium({ display: xvfb.display, url: site.url, ...SCREEN });
    const pressesSoFar = await notePresses(browser.page);
    const options = { display: xvfb.display, dataDir, configFile };
    for (const [crashes, killAt] of KILLED_AT.entries()) {
      const before = (await pressesSoFar()).length;
      await using core = new KilledCore({ ...options, killAt, crashes });
      equal(await stateOf(core), crashes > 0 ? "halted" : "active");
      equal((await pressesSoFar()).length, before, `pressed before anybody resumed, after ${KILLED_AT[crashes - 1]}`);
      await resumeAndArm(core);
      const signal = await within(LIFE_MS_MAX, `killed at ${killAt}: ${core.said.slice(-20).join("\n")}`, core.ended);
      equal(signal, "SIGKILL", core.said.join("\n"));
      console.log(`killed at ${killAt}`);
    }
    const pressed = (await pressesSoFar()).length;
    {
      await using core = new KilledCore({ ...options, killAt: "never", crashes: KILLED_AT.length });
      equal(await stateOf(core), "halted");
      await lookInto(core);
      await core.stop();
    }
    const presses = await pressesSoFar();
    equal(presses.length, pressed, "pressed without anybody who resumed");
    await using reader = await Reader.open(join(dataDir, "aviator.sqlite"));
    const states: Partial<Record<BetState, number>> = {};
    for (const table of site.log()) {
      const bets = (await reader.bets({ table: table.name, limit: 1_000 })).toSorted((a, b) => a.id - b.id);
      const doubted = new Set<number>();
      for (const { id } of bets) {
        if ((await reader.betEvents(id)).some(({ state }) => state === "unknown")) doubted.add(id);
      }
      compare(bets, { site: table, doubted, presses: presses.filter((press) => press.table === table.name) });
      for (const { state } of bets) states[state] = (states[state] ?? 0) + 1;
    }
    deepEqual((await reader.checkLedger()).faults, []);
    console.log(`${KILLED_AT.length} kills, ${presses.length} presses; bets: ${JSON.stringify(states)}`);
    ok(presses.length >= 1);
    await Deno.remove(dataDir, { recursive: true });
  },
);
