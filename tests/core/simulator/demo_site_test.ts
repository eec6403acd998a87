/** The demo site in a real browser: real fields, a real button, and the server's own log. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { type DemoSite, type DemoTable, startDemoSite } from "../../../core/simulator/demo_site.ts";
import { SKINS } from "../../../core/simulator/skins.ts";
import { CHROMIUM, launchHeadless } from "../../e2e/headless.ts";
import { testWith } from "../../e2e/programs.ts";

const TABLES: DemoTable[] = [{ name: "balkan", skin: "balkanbet" }, { name: "soccer", skin: "soccer" }];
const DEADLINE_MS = 60_000;

async function withPage(work: (page: Page, site: DemoSite) => Promise<void>): Promise<void> {
  await using site = await startDemoSite({ port: 0, seed: 11, tables: TABLES, speed: 4 });
  const browser = await launchHeadless();
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 540 } });
    page.setDefaultTimeout(DEADLINE_MS);
    await page.goto(site.url);
    await page.waitForSelector("body[data-ready]");
    await work(page, site);
  } finally {
    await browser.close();
  }
}

async function fill(page: Page, { field, text }: { field: string; text: string }): Promise<void> {
  await page.click(field);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

testWith(
  [CHROMIUM],
  "startDemoSite() logs a bet with its stake and cash-out when it is typed and pressed in a browser",
  async () => {
    await withPage(async (page, site) => {
      const table = "[data-table=soccer]";
      await fill(page, { field: `${table} .amount`, text: "125.50" });
      await fill(page, { field: `${table} .autoCashOut`, text: "1.20" });
      await page.click(`${table} .play`);
      const settled = () => site.log()[1].bets.some(({ outcome }) => outcome !== "open");
      for (const endMs = Date.now() + DEADLINE_MS; !settled() && Date.now() < endMs;) await page.waitForTimeout(50);
      const { tables } = await (await fetch(new URL("/log.json", site.url))).json();
      const [balkan, soccer] = tables;
      assert.deepEqual(balkan.bets, []);
      assert.equal(soccer.bets.length, 1);
      assert.equal(soccer.bets[0].stakeMinor, 125_50);
      assert.equal(soccer.bets[0].cashOutHundredths, 120);
      assert.equal(soccer.balanceMinor, 100_000_00 - 125_50 + soccer.bets[0].payoutMinor);
    });
  },
);

testWith(
  [CHROMIUM],
  "startDemoSite() shows fields, switch and button where the skin places them when the page is open",
  async () => {
    await withPage(async (page) => {
      for (const [index, { name, skin }] of TABLES.entries()) {
        const { places } = SKINS[skin];
        const parts = { amount: "amount", autoCashOut: "autoCashOut", play: "play", autoSwitch: "switch" } as const;
        for (const [place, className] of Object.entries(parts)) {
          const expected = places[place as keyof typeof parts];
          const found = await page.locator(`[data-table=${name}] .${className}`).boundingBox();
          assert.deepEqual(found, { ...expected, x: expected.x + index * 960 }, `${name} ${place}`);
        }
      }
    });
  },
);

Deno.test({
  name: "startDemoSite() refuses a socket when it comes from another origin",
  async fn() {
    await using site = await startDemoSite({ port: 0, seed: 1, tables: TABLES, speed: 1 });
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(site.url).port) });
    const request = [
      "GET /socket HTTP/1.1",
      `Host: ${new URL(site.url).host}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Origin: http://elsewhere.example",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    ];
    await connection.write(new TextEncoder().encode(`${request.join("\r\n")}\r\n\r\n`));
    const answer = new Uint8Array(64);
    await connection.read(answer);
    connection.close();
    assert.match(new TextDecoder().decode(answer), /^HTTP\/1\.1 403 /);
  },
});
