/**
 * The real thing: a browser on a real X server shows the demo site; the program reads it off the screen and bets with the real
 * mouse and keyboard. What the site says it showed and accepted is the truth. Longer: AVIATOR_E2E_SECONDS=600.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { type DemoSite, type DemoTableLog, startDemoSite } from "../../core/simulator/demo_site.ts";
import type { Bet } from "../../core/protocol/bet.ts";
import { Reader } from "../../core/storage/reader.ts";
import { BROWSER_PROGRAMS, launchChromium } from "./chromium.ts";
import { launchHeadless, openPage } from "./headless.ts";
import { type Program, startProgram } from "./program.ts";
import { testWith } from "./programs.ts";
import { startXvfb } from "./xvfb.ts";

const SECONDS = Number(Deno.env.get("AVIATOR_E2E_SECONDS") ?? 45);
/** With this one the first rounds are short, so that a short watch sees as many of them. */
const SEED = Number(Deno.env.get("AVIATOR_E2E_SEED") ?? 259_757);
const SCREEN = { width: 1920, height: 1080 };
/** The last one has two bet panels, and its strategy uses both. */
const TABLES = ["balkanbet", "mozzart", "soccer", "meridian"] as const;
/** A round that ends this close to the start or the end of the watch may be seen or not. */
const EDGE_MS = 2_500;

const CONFIG = {
  source: "desktop",
  liveAllowed: true,
  tables: TABLES.map((bookmaker, window) => ({ bookmaker, window })),
  strategies: TABLES.map((table, index) => ({
    strategy: index % 2 === 0 ? "flat" : "martingale",
    table,
    mode: "live",
    ...(table === "meridian" ? { panel: "both" } : {}),
  })),
};

async function halted(program: Program): Promise<void> {
  await (await program.ask("/api/halt", { reason: "the watch is over" })).body?.cancel();
  // A bet that was under way is finished or undone, and its round ends.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
}

/** Arms live betting as a user does: two steps on the page, with the loss an hour accepted. */
async function armOnPage(url: string): Promise<void> {
  const browser = await launchHeadless();
  try {
    const { page, complaints } = await openPage(browser, { url, viewport: { width: 1024, height: 768 } });
    await page.getByRole("button", { name: "Arm live betting…" }).click();
    await page.getByText("60 min").click();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.locator("dialog input[type=checkbox]").check();
    await page.getByRole("button", { name: "Arm for 60 minutes" }).click();
    await page.locator(".status .mode.live").getByText("LIVE, armed").waitFor();
    equal(complaints.join("\n"), "");
  } finally {
    await browser.close();
  }
}

/** Starts the program on a display, arms it, and stops it after the watch; returns when the watch began and ended. */
async function watch(options: { display: string; dataDir: string }): Promise<{ fromMs: number; toMs: number }> {
  const configFile = join(options.dataDir, "config.json");
  await Deno.writeTextFile(configFile, JSON.stringify(CONFIG));
  await using program = await startProgram({
    dataDir: options.dataDir,
    args: ["--config", configFile],
    env: { DISPLAY: options.display },
  });
  const unarmed = await program.ask("/api/bets?limit=10");
  deepEqual((await unarmed.json()).bets.filter((bet: Bet) => bet.placedAtMs !== null), [], "nothing is bet unarmed");
  await armOnPage(program.url.href);
  const fromMs = Date.now();
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  await halted(program);
  const toMs = Date.now();
  program.signal("SIGTERM");
  equal(await program.ended, 0, program.said.join("\n"));
  return { fromMs, toMs };
}

async function compareRounds(
  reader: Reader,
  { site, fromMs, toMs }: { site: DemoTableLog; fromMs: number; toMs: number },
) {
  const stored = (await reader.rounds({ table: site.name, limit: 1000 })).toSorted((a, b) => a.endedAtMs - b.endedAtMs);
  const inside = ({ endedAtMs }: { endedAtMs: number }) => endedAtMs > fromMs + EDGE_MS && endedAtMs < toMs - EDGE_MS;
  deepEqual(
    stored.filter(inside).map((round) => round.multiplier),
    site.rounds.filter(inside).map((round) => round.multiplier),
    `rounds of ${site.name} as stored and as shown`,
  );
  for (const round of stored) {
    const shown = site.rounds.find((one) => Math.abs(one.endedAtMs - round.endedAtMs) < EDGE_MS);
    equal(shown?.multiplier, round.multiplier, `${site.name} stored a round that was not shown`);
  }
  return stored.length;
}

async function compareBets(reader: Reader, site: DemoTableLog): Promise<number> {
  const ledger = (await reader.bets({ table: site.name, limit: 1000 })).toSorted((a, b) => a.id - b.id);
  const pressed = ledger.filter((bet) => bet.placedAtMs !== null);
  deepEqual(
    pressed.map(({ stakeMinor, cashOutHundredths, panel = 1 }) => ({ stakeMinor, cashOutHundredths, panel })),
    site.bets.map(({ stakeMinor, cashOutHundredths, panel = 1 }) => ({ stakeMinor, cashOutHundredths, panel })),
    `bets of ${site.name} in the ledger and in the site's log; not placed: ${
      ledger.filter((bet) => bet.placedAtMs === null).map((bet) => `${bet.state} ${bet.reason}`).join("; ")
    }`,
  );
  pressed.forEach((bet, index) => {
    if (bet.payoutMinor !== null) equal(bet.payoutMinor, site.bets[index].payoutMinor, `payout of ${site.name}`);
  });
  return pressed.length;
}

testWith(
  BROWSER_PROGRAMS,
  `a browser's tables are read off the real screen and bet on by the real mouse for ${SECONDS} s (seed ${SEED})`,
  async () => {
    const dataDir = await Deno.makeTempDir({ prefix: "aviator-e2e-" });
    await using xvfb = await startXvfb(SCREEN);
    const tables = TABLES.map((name) => ({ name, skin: name }));
    await using site: DemoSite = await startDemoSite({ port: 0, seed: SEED, speed: 1, tables });
    await using _browser = await launchChromium({ display: xvfb.display, url: site.url, ...SCREEN });
    const span = await watch({ display: xvfb.display, dataDir });
    await using reader = await Reader.open(join(dataDir, "aviator.sqlite"));
    let rounds = 0, bets = 0;
    for (const table of site.log()) {
      rounds += await compareRounds(reader, { site: table, ...span });
      bets += await compareBets(reader, table);
    }
    console.log(`${rounds} rounds and ${bets} bets agree`);
    ok(rounds >= SECONDS / 40 * TABLES.length / 2 && bets >= 4, `only ${rounds} rounds and ${bets} bets`);
    await Deno.remove(dataDir, { recursive: true });
  },
);
