/** The page of the running program, in a real browser: live numbers change, bets appear, HALT halts. `AVIATOR_SCREENSHOT=FILE` keeps a picture. */
import { equal, match, notEqual, ok } from "node:assert/strict";
import { CHROMIUM, launchHeadless, openPage } from "./headless.ts";
import { DESKTOP } from "./page_harness.ts";
import { testWith } from "./programs.ts";
import { startProgram } from "./program.ts";

/** With it the first rounds of all four tables are short. */
const SHORT_ROUNDS_SEED = "3001";

testWith([CHROMIUM], "the running program's page shows live numbers and bets, and its HALT button halts", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-page-" });
  await using program = await startProgram({ dataDir, args: ["--seed", SHORT_ROUNDS_SEED] });
  const browser = await launchHeadless();
  try {
    const { page, complaints } = await openPage(browser, { url: program.url.href, viewport: DESKTOP });
    equal(new URL(page.url()).search, "", "the token has left the address");
    const table = page.getByRole("main");
    await page.getByText("Mozzart").first().waitFor();
    const flying = page.getByText("Flying").first();
    await flying.waitFor({ timeout: 30_000 });
    const first = await table.innerText();
    await page.waitForTimeout(700);
    notEqual(await table.innerText(), first, "the multiplier climbs");
    match(await table.innerText(), /RSD\s?[\d.,]+/);
    await page.getByText(/rounds: [1-9]/).first().waitFor({ timeout: 60_000 });
    const picture = Deno.env.get("AVIATOR_SCREENSHOT");
    if (picture) {
      await page.waitForTimeout(Number(Deno.env.get("AVIATOR_SCREENSHOT_AFTER_MS") ?? 0));
      await page.screenshot({ path: picture });
    }
    await page.getByRole("link", { name: "Bets" }).first().click();
    await page.getByText("martingale").first().waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "HALT" }).click();
    const state = async () => (await (await program.ask("/api/state")).json()).betting.state;
    for (let waited = 0; await state() !== "halted" && waited < 50; waited++) await page.waitForTimeout(100);
    equal(await state(), "halted");
    await page.setViewportSize({ width: 390, height: 844 });
    ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "no sideways scroll on a phone");
    equal(complaints.join("\n"), "");
  } finally {
    await browser.close();
  }
  program.signal("SIGTERM");
  equal(await program.ended, 0);
  await Deno.remove(dataDir, { recursive: true });
});
