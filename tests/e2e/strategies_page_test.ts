/** The strategies view in a real browser: risk that follows the form, a lease granted and revoked, two languages, a phone. */
import assert from "node:assert/strict";
import { pageTest, PHONE, show } from "./page_harness.ts";

pageTest(
  "the strategies view shows the risk of the chosen table's strategy, and of settings before they are saved",
  {},
  async ({ page, host }) => {
    await show(page, "strategies");
    await page.waitForSelector(".risk >> text=7.237");
    const risk = page.locator(".risk");
    assert.match(await risk.innerText(), /no edge/);
    assert.match(await risk.innerText(), /Expected loss an hour\s+RSD\s\d/);
    assert.match(await risk.innerText(), /steps 6:/, "the table takes no stake above 150.00");
    await page.fill('[data-setting="stakeMinor"] input', "5");
    await page.waitForSelector(".risk >> text=not saved yet");
    await page.waitForSelector(".risk >> text=4.897");
    assert.ok(
      host.asked.some(({ what, value }) => what === "preview" && JSON.stringify(value) === '{"stakeMinor":500}'),
    );
    assert.deepEqual(host.asked.filter(({ what }) => what === "configure"), [], "nothing is saved by looking");
  },
);

pageTest("a lease is revoked with a second press and granted with other terms", {}, async ({ page, host }) => {
  await show(page, "strategies");
  await page.click('[data-row="admiral"]');
  const lease = page.locator("form.lease");
  await lease.getByText("active").waitFor();
  await lease.getByRole("button", { name: "Revoke" }).click();
  assert.deepEqual(host.asked.filter(({ what }) => what === "revokeLease"), []);
  await lease.getByRole("button", { name: "Really revoke" }).click();
  await lease.getByText("Revoked. It places nothing more.").waitFor();
  await lease.getByText("ended", { exact: true }).waitFor();
  await page.fill('[data-setting="maxStake"] input', "12.34");
  await page.fill('[data-setting="hours"] input', "2");
  await lease.getByRole("button", { name: "Grant this lease" }).click();
  await lease.getByText("Granted. It holds from now on.").waitFor();
  const granted = host.money.leases().find(({ table }) => table === "admiral");
  assert.deepEqual([granted?.maxStakeMinor, granted?.state], [1_234, "active"]);
  assert.ok(granted?.expiresAtMs && granted.expiresAtMs > host.nowMs + 7_100_000);
  await page.fill('[data-setting="betsPerHour"] input', "");
  assert.equal(await lease.getByRole("button", { name: "Grant this lease" }).isDisabled(), true);
});

pageTest(
  "a strategy is put in the place of another, and nobody in its place, when the buttons are pressed",
  {},
  async ({ page, host }) => {
    await show(page, "strategies");
    await page.click('[data-row="soccer"]');
    await page.selectOption('[data-field="strategy"]', "martingale");
    await page.getByRole("button", { name: "Let it play" }).click();
    await page.waitForSelector('[data-row="soccer"] >> text=martingale');
    await page.getByRole("button", { name: "Let nobody play" }).click();
    await page.waitForSelector('[data-row="soccer"] >> text=nobody plays');
    assert.deepEqual(host.asked.filter(({ value }) => value === "soccer").map(({ what }) => what), [
      "attach",
      "detach",
    ]);
  },
);

pageTest(
  "the strategies view fits a phone and speaks Serbian",
  { viewport: PHONE, locale: "sr-Latn-RS" },
  async ({ page, complaints }) => {
    await show(page, "strategies");
    await page.click('[data-row="balkanbet"]');
    await page.waitForSelector(".risk >> text=Očekivani gubitak na sat");
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(sideways <= 0, `${sideways} px too wide`);
    await page.click("text=Nazad");
    await page.waitForSelector('[data-row="mozzart"]', { state: "visible" });
    assert.deepEqual(complaints, []);
  },
);
