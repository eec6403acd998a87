/** A bet's story on the page of the running program: opened from the ledger, its pictures shown and moved through. `AVIATOR_SCREENSHOT=FILE` keeps pictures. */
import { equal, ok } from "node:assert/strict";
import { CHROMIUM, launchHeadless, openPage } from "./headless.ts";
import { DESKTOP } from "./page_harness.ts";
import { testWith } from "./programs.ts";
import { startProgram } from "./program.ts";

const PHONE = { width: 390, height: 844 };
/** With it the first rounds of all four tables are short. */
const SHORT_ROUNDS_SEED = "3001";

testWith(
  [CHROMIUM],
  "the page shows a bet step by step, with the pictures of each, and checks the ledger",
  async () => {
    const dataDir = await Deno.makeTempDir({ prefix: "aviator-page-" });
    await using program = await startProgram({ dataDir, args: ["--seed", SHORT_ROUNDS_SEED] });
    const browser = await launchHeadless();
    try {
      const { page, complaints } = await openPage(browser, { url: program.url.href, viewport: DESKTOP });
      await page.getByRole("link", { name: "Bets" }).first().click();
      const settled = page.locator("tbody .bet-open", { hasText: /won|lost/ }).first();
      await settled.waitFor({ timeout: 90_000 });
      await settled.click();
      const story = page.getByRole("dialog"), steps = story.locator(".story-steps button");
      await story.getByText("Settled").waitFor({ timeout: 20_000 });
      const shown = () => story.locator("img").evaluate((image: HTMLImageElement) => [image.naturalWidth, image.src]);
      await page.waitForFunction(() => (document.querySelector("dialog img") as HTMLImageElement)?.naturalWidth > 200);
      const [, first] = await shown();
      ok(await steps.count() >= 6, `${await steps.count()} steps`);
      for (let moves = await steps.count(); moves > 1; moves--) await story.getByLabel("Next step").click();
      equal(await story.getByLabel("Next step").isDisabled(), true);
      const [, last] = await shown();
      ok(first !== last, "the last step shows another picture than the first");
      const picture = Deno.env.get("AVIATOR_SCREENSHOT");
      if (picture) await page.screenshot({ path: `${picture}-desktop.png` });
      await page.setViewportSize(PHONE);
      ok(
        await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
        "no sideways scroll on a phone",
      );
      if (picture) await page.screenshot({ path: `${picture}-phone.png` });
      await story.getByRole("button", { name: "Back" }).click();
      await page.getByRole("button", { name: "Check the ledger" }).click();
      await page.getByText(/entries are as they were written/).waitFor();
      if (picture) await page.screenshot({ path: `${picture}-list.png`, fullPage: true });
      equal(complaints.join("\n"), "");
    } finally {
      await browser.close();
    }
    program.signal("SIGTERM");
    equal(await program.ended, 0);
    await Deno.remove(dataDir, { recursive: true });
  },
);
