/** A strategy's settings on its page: a wrong value is named, a right one holds at once, over a reload, and is what the next bets have. */
import { equal, match } from "node:assert/strict";
import { CHROMIUM, launchHeadless, openPage } from "./headless.ts";
import { DESKTOP, show } from "./page_harness.ts";
import { startProgram } from "./program.ts";
import { testWith } from "./programs.ts";

const WAIT_MS_MAX = 60_000;

testWith(
  [CHROMIUM],
  "a strategy's settings are changed in the form on its page and hold for its next bet, without a restart",
  async () => {
    const dataDir = await Deno.makeTempDir({ prefix: "aviator-settings-" });
    await using program = await startProgram({ dataDir, args: ["--speed", "10"] });
    const browser = await launchHeadless();
    try {
      const { page, complaints } = await openPage(browser, { url: program.url.href, viewport: DESKTOP });
      await show(page, "plugins");
      await page.click('[data-row="flat"]');
      const form = page.locator('[data-plugin="flat"] form'), cashOut = form.getByLabel("Cash-out");
      await cashOut.waitFor();
      equal(await cashOut.inputValue(), "200");
      const save = form.getByRole("button", { name: "Save settings" });
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
      const deadline = performance.now() + WAIT_MS_MAX;
      for (let found = false; !found;) {
        if (performance.now() > deadline) throw new Error(`no bet at 1.37x\n${program.said.join("\n")}`);
        const { bets } = await (await program.ask("/api/bets?limit=50")).json();
        found = bets.some((bet: { strategy: string; cashOutHundredths: number }) =>
          bet.strategy === "flat" && bet.cashOutHundredths === 137
        );
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      equal(complaints.join("\n"), "");
    } finally {
      await browser.close();
      await program[Symbol.asyncDispose]();
      await Deno.remove(dataDir, { recursive: true });
    }
  },
);
