/** The way from view to view in a real browser: on a phone, and when one view fails. */
import assert from "node:assert/strict";
import { pageTest, PHONE, show } from "./page_harness.ts";

pageTest(
  "a phone shows four views and the others in a sheet, which a choice, Escape and a press elsewhere close",
  { viewport: PHONE, frozen: true },
  async ({ page }) => {
    const links = page.locator("nav a:visible"), more = page.locator("nav button");
    assert.equal(await links.count(), 4);
    await more.click();
    assert.equal(await links.count(), 10);
    const edge = await page.locator(".more-views").boundingBox();
    assert.ok(edge && edge.x >= 0 && edge.x + edge.width <= PHONE.width && edge.y > PHONE.height / 2, "it lies below");
    await page.keyboard.press("Escape");
    assert.equal(await more.getAttribute("aria-expanded"), "false");
    await more.click();
    await page.locator("main").click({ position: { x: 5, y: 5 } });
    assert.equal(await links.count(), 4);
    await more.click();
    await page.getByRole("link", { name: "Logs" }).click();
    await page.waitForSelector('main[data-view="logs"]');
    assert.equal(await links.count(), 4);
    assert.match(await more.innerText(), /Logs/, "one sees where one is");
  },
);

pageTest(
  "a view that cannot be drawn says so, and takes neither HALT nor the other views with it",
  { frozen: true },
  async ({ page, host }) => {
    host.stateOf.plugins[0] = { ...host.stateOf.plugins[0], permissions: null as never };
    await show(page, "plugins");
    host.tell({ type: "plugins", plugins: host.stateOf.plugins });
    await page.click(`[data-row="${host.stateOf.plugins[0].name}"]`).catch(() => {});
    await page.getByText("This view cannot be drawn").waitFor();
    await page.click("button.halt");
    await page.waitForSelector('button.halt[aria-pressed="true"]');
    await show(page, "rounds");
    await page.waitForSelector("tbody tr");
    assert.equal(await page.locator("footer").count(), 1);
  },
);
