/** Research in a real browser on the real program: a backtest and a search started by hand, gone on with while the page is closed. */
import assert from "node:assert/strict";
import { launchHeadless, openPage } from "./headless.ts";
import { startProgram } from "./program.ts";

const WAIT = { timeout: 120_000 };

Deno.test("a backtest started on the page goes on without it, and says in words and a plot what came out", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-research-" });
  const program = await startProgram({ dataDir, args: ["--speed", "5"] });
  const browser = await launchHeadless();
  try {
    const first = await openPage(browser, { url: program.url.href, viewport: { width: 1440, height: 900 } });
    await first.page.click('a[href="#/research"]');
    await first.page.click("button.primary:not([disabled])", WAIT);
    await first.page.waitForSelector("[data-job]", WAIT);
    await first.page.close();

    const { page, complaints } = await openPage(browser, {
      url: program.url.href,
      viewport: { width: 390, height: 844 },
    });
    await page.goto(`${program.url.origin}/#/research`);
    await page.waitForSelector('[data-job][data-state="done"]', WAIT);
    await page.waitForSelector('[data-result="backtest"] .equity svg polygon', WAIT);
    const said = await page.innerText('[data-result="backtest"]');
    assert.match(said, /It (lost|won) \d+\.\d ?% of what it staked: .* in [\d,]+ bets on 100,000 rounds\./);
    assert.match(said, /Of \d+ runs on other rounds 100\.0% end with a loss/);
    const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    assert.equal(overflow, 0, "nothing is wider than a phone");
    const pictures = Deno.env.get("AVIATOR_PICTURES");
    if (pictures) {
      await page.screenshot({ path: `${pictures}/research-390.png`, fullPage: true });
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.screenshot({ path: `${pictures}/research-1440.png`, fullPage: true });
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.selectOption("form.plugin-settings select", "flat");
    await page.waitForSelector("fieldset button:not([disabled])", WAIT);
    await page.click("fieldset button", WAIT);
    await page.waitForSelector('[data-result="optimize"] table', WAIT);
    assert.match(await page.innerText('[data-result="optimize"]'), /The newest 20,000 rounds are kept unseen/);
    if (pictures) await page.screenshot({ path: `${pictures}/research-search.png`, fullPage: true });
    assert.deepEqual(complaints, []);
  } finally {
    await browser.close();
    await program[Symbol.asyncDispose]();
    await Deno.remove(dataDir, { recursive: true });
  }
});
