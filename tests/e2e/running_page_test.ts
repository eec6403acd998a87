/**
 * Every view of the page of the running program, in a real browser over virtual tables: one program, one browser, a step a view.
 * What is done on the page is compared with what the program says and keeps.
 */
import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import type { Bet } from "../../core/protocol/bet.ts";
import type { Round } from "../../core/protocol/round.ts";
import { SKINS } from "../../core/simulator/skins.ts";
import { type AskedServer, writeAskingPlugin } from "./asking_plugin.ts";
import { CHROMIUM, launchHeadless, openPage } from "./headless.ts";
import { DESKTOP, PHONE, show } from "./page_harness.ts";
import { type Program, startProgram } from "./program.ts";
import { testWith } from "./programs.ts";

/** With it the first rounds of all four tables are short. */
const SHORT_ROUNDS_SEED = "3001";
const SPEED = "4";
const WAIT = { timeout: 90_000 };

interface Running {
  program: Program;
  browser: Browser;
  page: Page;
  asked: AskedServer;
}

/** What the program answers. */
async function answer<T>(program: Program, path: string): Promise<T> {
  return await (await program.ask(path)).json();
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const endMs = performance.now() + WAIT.timeout;
  while (!await holds()) {
    ok(performance.now() < endMs, what);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const noSideways = async (page: Page) =>
  ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "no sideways scroll");

async function tablesLive({ page }: Running): Promise<void> {
  equal(new URL(page.url()).search, "", "the token has left the address");
  await page.getByText("Mozzart").first().waitFor();
  await page.getByText("Flying").first().waitFor(WAIT);
  const seen = new Set<string>(), main = page.getByRole("main");
  await until(async () => seen.add(await main.innerText()).size > 5, "the numbers change");
  match(await main.innerText(), /RSD\s?[\d.,]+/);
  await page.getByText(/rounds: [1-9]/).first().waitFor(WAIT);
  await page.locator('[data-table="mozzart"] .who').getByText("running").waitFor(WAIT);
}

async function regionDrawn({ page }: Running): Promise<void> {
  await show(page, "calibrate");
  await page.waitForSelector(".board canvas", WAIT);
  await page.locator("[data-window-choice]").selectOption("2×2, window 2");
  const board = page.locator(".board svg");
  await page.waitForFunction(() => document.querySelector(".board svg")?.getAttribute("viewBox") === "0 0 960 540");
  await page.locator(".places button.mark-myMoney").click();
  const box = (await board.boundingBox())!;
  const at = (x: number, y: number) => [box.x + x * box.width / 960, box.y + y * box.height / 540] as const;
  const { x, y, width, height } = MOZZART_BALANCE;
  await page.mouse.move(...at(x, y));
  await page.mouse.down();
  await page.mouse.move(...at(x + width / 2, y + height / 2));
  await page.mouse.move(...at(x + width, y + height));
  await page.mouse.up();
  const read = page.locator('[data-reading="myMoney"] output');
  await page.waitForFunction(
    () => /^[\d.,]+$/.test(document.querySelector('[data-reading="myMoney"] output')?.textContent ?? ""),
    undefined,
    WAIT,
  );
  match(await read.innerText(), /^\d[\d.,]*\.\d\d$/);
}

/** Started here; it goes on while the other views are looked at. */
async function backtestStarted({ page }: Running): Promise<void> {
  await show(page, "research");
  await page.click("button.primary:not([disabled])", WAIT);
  await page.waitForSelector("[data-job]", WAIT);
}

async function pluginApproved({ page, program, asked }: Running): Promise<void> {
  await show(page, "plugins");
  await page.click('[data-row="asker"]');
  const panel = page.locator('[data-plugin="asker"]');
  await panel.getByText("waits for approval").waitFor();
  equal(asked.requests, 0, "it has not run");
  await panel.getByRole("button", { name: "Approve…" }).click();
  match(await page.locator("dialog").innerText(), /asks for odds every second/);
  match(await page.locator("dialog").innerText(), /[0-9a-f]{64}/);
  await page.getByRole("button", { name: "Approve and run" }).click();
  await panel.locator(".badge.good").waitFor(WAIT);
  await until(() => Promise.resolve(asked.requests > 0), "it asks");
  await panel.getByText(asked.host).nth(1).waitFor(WAIT);
  await panel.getByRole("button", { name: "Pause" }).click();
  await panel.getByText("paused").first().waitFor(WAIT);
  await panel.getByRole("button", { name: "Go on" }).click();
  await panel.locator(".badge.good").waitFor(WAIT);
  await panel.getByRole("button", { name: "Revoke" }).click();
  await panel.getByRole("button", { name: "Really revoke" }).click();
  await panel.getByText("waits for approval").waitFor(WAIT);
  const then = asked.requests;
  await page.waitForTimeout(1_500);
  equal(asked.requests, then, "nothing is asked any more");
  type Touched = { touches: { hosts: Record<string, { requests: number }> }[] };
  const { touches } = await answer<Touched>(program, "/api/plugins/asker");
  ok(touches[0].hosts[asked.host].requests >= then);
}

async function settingsChanged({ page, program }: Running): Promise<void> {
  await page.click('[data-row="flat"]');
  const form = page.locator('[data-plugin="flat"] form'), cashOut = form.getByLabel("Cash-out");
  const save = form.getByRole("button", { name: "Save settings" });
  await cashOut.waitFor();
  equal(await save.isDisabled(), true, "nothing to save yet");
  await cashOut.fill("100");
  match(await form.locator('[data-setting="cashOutHundredths"] [role="alert"]').innerText(), /101 or more/);
  equal(await save.isDisabled(), true, "100 is below the schema's minimum");
  await cashOut.fill("137");
  await save.click();
  await form.getByText("They hold from now on").waitFor();
  await page.reload();
  await show(page, "plugins");
  await page.click('[data-row="flat"]');
  await form.getByText("They were set here").waitFor();
  equal(await cashOut.inputValue(), "137");
  await until(async () => {
    const { bets } = await answer<{ bets: Bet[] }>(program, "/api/bets?limit=50");
    return bets.some(({ strategy, cashOutHundredths }) => strategy === "flat" && cashOutHundredths === 137);
  }, "a bet at 1.37");
}

async function roundsExported({ page, program }: Running): Promise<void> {
  await show(page, "rounds");
  await page.locator("section:nth-child(2) tbody tr").first().waitFor(WAIT);
  await page.locator(".filter select").first().selectOption("mozzart");
  await page.getByLabel("At least").fill("1.2");
  await page.getByLabel("At least").press("Enter");
  const meant = "table=mozzart&multiplierMin=120&limit=1000";
  await until(async () => {
    const { rounds } = await answer<{ rounds: Round[] }>(program, `/api/rounds?${meant}`);
    return rounds.length > 0 && await roundsListed(page) === rounds.length;
  }, "the list shows what the program has");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  const lines = Deno.readTextFileSync(await (await download).path()).trim().split("\n");
  equal(lines[0], "id,bookmaker,started_at,ended_at,multiplier,players,players_money,source");
  const { rounds } = await answer<{ rounds: Round[] }>(program, `/api/rounds?${meant}`);
  const kept = new Map(rounds.map(({ id, multiplier }) => [String(id), `mozzart ${(multiplier / 100).toFixed(2)}`]));
  for (const line of lines.slice(1)) {
    const [id, table, , , multiplier] = line.split(",");
    equal(`${table} ${multiplier}`, kept.get(id), line);
  }
  ok(lines.length - 1 >= rounds.length - 1, "one may have ended since");
}

async function roundsListed(page: Page): Promise<number> {
  return Number((await page.locator("section:nth-child(2) .panel-top .num").first().innerText()).replaceAll(",", ""));
}

async function betStory({ page }: Running): Promise<void> {
  await show(page, "bets");
  const settled = page.locator("tbody .bet-open", { hasText: /won|lost/ }).first();
  await settled.waitFor(WAIT);
  await settled.click();
  const story = page.getByRole("dialog"), steps = story.locator(".story-steps button");
  await story.getByText("Settled").waitFor(WAIT);
  const source = () => story.locator("img").evaluate((image: HTMLImageElement) => image.src);
  await page.waitForFunction(() => (document.querySelector("dialog img") as HTMLImageElement)?.naturalWidth > 200);
  const first = await source();
  ok(await steps.count() >= 6, `${await steps.count()} steps`);
  for (let moves = await steps.count(); moves > 1; moves--) await story.getByLabel("Next step").click();
  equal(await story.getByLabel("Next step").isDisabled(), true);
  notEqual(await source(), first, "the last step shows another picture than the first");
  await page.setViewportSize(PHONE);
  await noSideways(page);
  await page.setViewportSize(DESKTOP);
  await story.getByRole("button", { name: "Back" }).click();
  await page.getByRole("button", { name: "Check the ledger" }).click();
  await page.getByText(/entries are as they were written/).waitFor(WAIT);
}

async function lineLost({ page, program }: Running): Promise<void> {
  await show(page, "rounds");
  await page.locator("section:nth-child(2) tbody tr").first().waitFor(WAIT);
  const count = async () => (await answer<{ rounds: Round[] }>(program, "/api/rounds?limit=1000")).rounds.length;
  const before = await count();
  await page.context().setOffline(true);
  await page.locator(".banner").getByText("Connection lost").waitFor(WAIT);
  await until(async () => await count() > before, "rounds end meanwhile");
  await page.context().setOffline(false);
  await page.locator(".banner").waitFor({ state: "detached", ...WAIT });
  await until(async () => await roundsListed(page) === await count(), "what came meanwhile is there");
}

async function strategyHalted({ page, program }: Running): Promise<void> {
  await show(page, "strategies");
  await page.click('[data-row="admiral"]');
  await page.selectOption('[data-field="strategy"]', "flat");
  await page.selectOption('[data-field="mode"]', "virtual");
  await page.getByRole("button", { name: "Let it play" }).click();
  await page.waitForSelector('[data-row="admiral"] >> text=flat', WAIT);
  await page.waitForSelector(".risk >> text=Expected loss an hour", WAIT);
  const bets = async () => (await answer<{ bets: Bet[] }>(program, "/api/bets?limit=1000")).bets;
  const isOurs = ({ table, strategy, state, mode }: Bet) =>
    table === "admiral" && strategy === "flat" && mode === "virtual" && ["placed", "won", "lost"].includes(state);
  await until(async () => (await bets()).some(isOurs), "it plays");
  await page.getByRole("button", { name: "HALT" }).click();
  await page.waitForSelector('button.halt[aria-pressed="true"]', WAIT);
  const placed = (all: Bet[]) => all.filter(({ placedAtMs }) => placedAtMs !== null).map(({ id }) => id);
  const atHalt = placed(await bets());
  const rounds = async () => (await answer<{ rounds: Round[] }>(program, "/api/rounds?limit=1000")).rounds.length;
  const then = await rounds();
  await until(async () => await rounds() >= then + 4, "the game goes on");
  deepEqual(placed(await bets()), atHalt, "nothing is bet after HALT");
}

async function backtestDone({ browser, program }: Running): Promise<void> {
  const { page, complaints } = await openPage(browser, { url: program.url.href, viewport: PHONE });
  await show(page, "research");
  await page.waitForSelector('[data-job][data-state="done"]', WAIT);
  await page.waitForSelector('[data-result="backtest"] .equity svg polygon', WAIT);
  const said = await page.innerText('[data-result="backtest"]');
  match(said, /It (lost|won) \d+\.\d ?% of what it staked: .* in [\d,]+ bets on 100,000 rounds\./);
  match(said, /Of \d+ runs on other rounds 100\.0% end with a loss/);
  await noSideways(page);
  await page.setViewportSize(DESKTOP);
  await page.selectOption("form.plugin-settings select", "flat");
  await page.waitForSelector("fieldset button:not([disabled])", WAIT);
  await page.click("fieldset button", WAIT);
  await page.waitForSelector('[data-result="optimize"] table', WAIT);
  match(await page.innerText('[data-result="optimize"]'), /The newest 20,000 rounds are kept unseen/);
  await page.close();
  equal(complaints.join("\n"), "");
}

/** Research's other parts: what each table's model waits for, and a table's rounds tested with the evidence to take along. */
async function modelsAndFairness({ page, program }: Running): Promise<void> {
  const parts = page.getByRole("navigation", { name: "Research" });
  await show(page, "research");
  await parts.getByRole("link", { name: "Models" }).click();
  await page.locator(".models .model").nth(3).waitFor(WAIT);
  match(await page.locator(".models").innerText(), /Mozzart[^]*\b500\b/);
  await until(async () => {
    const { rounds } = await answer<{ rounds: Round[] }>(program, "/api/rounds?table=mozzart&limit=10");
    return rounds.length >= 3;
  }, "there are rounds to be tested");
  await parts.getByRole("link", { name: "Fairness" }).click();
  await page.locator(".fairness select").selectOption("mozzart");
  await page.locator(".fairness").getByRole("button").click();
  await page.locator(".fairness .found").waitFor(WAIT);
  const download = page.waitForEvent("download");
  await page.locator(".fairness a[download]").click();
  const [first, second] = await Deno.readFile(await (await download).path());
  deepEqual([first, second], [0x50, 0x4b], "the evidence is a ZIP file");
  equal(await page.locator('nav a[aria-current="page"]').innerText(), "Research");
}

/** Of the window that the program gives Mozzart. */
const MOZZART_BALANCE = SKINS.mozzart.places.balance;

const STEPS: [name: string, step: (running: Running) => Promise<void>][] = [
  ["tables change as they are read", tablesLive],
  ["a region drawn on the live picture is read", regionDrawn],
  ["a backtest is started", backtestStarted],
  ["a plugin that asks for the network is approved, paused, resumed and revoked", pluginApproved],
  ["a strategy's settings hold for its next bet", settingsChanged],
  ["rounds are filtered and saved as a file", roundsExported],
  ["a bet is told step by step with its pictures, and the ledger is checked", betStory],
  ["the line is lost and comes back with all that it missed", lineLost],
  ["a strategy is put to play and halted", strategyHalted],
  ["what models say and whether a table is fair stands under research", modelsAndFairness],
  ["the backtest has gone on to its plot, seen on a phone, and a search follows it", backtestDone],
];

testWith([CHROMIUM], "the running program's page does in every view what it shows", async (context) => {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-page-" });
  const more = join(dataDir, "more"), configFile = join(dataDir, "config.json");
  await using asked = await writeAskingPlugin(more);
  await Deno.writeTextFile(configFile, JSON.stringify({ allowPrivateNet: [asked.host] }));
  const args = ["--config", configFile, "--plugins", more, "--seed", SHORT_ROUNDS_SEED, "--speed", SPEED];
  await using program = await startProgram({ dataDir, args });
  const browser = await launchHeadless();
  try {
    const { page, complaints } = await openPage(browser, { url: program.url.href, viewport: DESKTOP });
    for (const [name, step] of STEPS) {
      const isDone = await context.step(name, () => step({ program, browser, page, asked }));
      if (!isDone) throw new Error(`${name}: failed\n${program.said.join("\n")}`);
    }
    // The browser itself complains of questions that a lost line did not answer.
    deepEqual(complaints.filter((one) => !/ERR_INTERNET_DISCONNECTED/.test(one)), []);
  } finally {
    await browser.close();
  }
  program.signal("SIGTERM");
  equal(await program.ended, 0);
  await Deno.remove(dataDir, { recursive: true });
});
