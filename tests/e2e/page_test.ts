/** The page in a real browser against a real server, fed by generated rounds. */
import assert from "node:assert/strict";
import { startServer } from "../../core/server/server.ts";
import type { GeneratedHost } from "../core/server/generated_host.ts";
import { DESKTOP, pageBundle, pageTest, PHONE, show, VIEWS } from "./page_harness.ts";

pageTest("the page shows live values when tables are read", {}, async ({ page, complaints, host }) => {
  for (const table of host.stateOf.tables) {
    const score = page.locator(`[data-table="${table.table}"] .score`);
    const seen = new Set<string>();
    await page.waitForFunction(
      (name) => /^[\d.,]+×$/.test(document.querySelector(`[data-table="${name}"] .score`)?.textContent ?? ""),
      table.table,
    );
    while (seen.size < 5) seen.add(await score.innerText());
  }
  assert.equal(new URL(page.url()).search, "", "the token has left the address");
  const [cookie] = await page.context().cookies();
  assert.equal(cookie.httpOnly && cookie.sameSite, "Strict");
  assert.deepEqual(complaints, []);
});

pageTest("the multiplier climbs between two readings when a table flies", {}, async ({ page, host, freeze }) => {
  const table = host.stateOf.tables[0];
  freeze();
  Object.assign(table, { phase: "flying", score: 5_000 });
  host.tell({ type: "tables", tables: [table] });
  const reading = '[data-table="balkanbet"] .score[data-score="5000"]';
  await page.waitForSelector(reading);
  await page.waitForFunction(
    (selector) => Number.parseFloat(document.querySelector(selector)?.textContent ?? "") > 50.5,
    reading,
  );
});

pageTest(
  "the multiplier is the reading and nothing else when the flight is over",
  {},
  async ({ page, host, freeze }) => {
    const table = host.stateOf.tables[0];
    freeze();
    for (
      const [phase, score, text] of [["flying", 199, /^[12]\./], ["crashed", 201, /^2\.01×$/], [
        "waiting",
        201,
        /^–$/,
      ]] as const
    ) {
      Object.assign(table, { phase, score });
      host.tell({ type: "tables", tables: [table] });
      await page.waitForSelector(`[data-table="balkanbet"] .flight.${phase}`);
      assert.match(await page.locator('[data-table="balkanbet"] .score').innerText(), text);
    }
  },
);

for (const viewport of [DESKTOP, PHONE]) {
  for (const locale of ["en-GB", "sr-Latn-RS"]) {
    const name = `no view scrolls sideways when ${viewport.width} px wide in ${locale}`;
    pageTest(name, { viewport, locale, rounds: 400 }, async ({ page, complaints }) => {
      for (const view of VIEWS) {
        await show(page, view);
        await page.waitForFunction(() => document.querySelector("main article, main section") !== null);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${view}: ${over} px too wide`);
        const halt = await page.locator("button.halt").boundingBox();
        assert.ok(halt && halt.x >= 0 && halt.x + halt.width <= viewport.width && halt.y < 120, `HALT on ${view}`);
      }
      assert.deepEqual(complaints, []);
    });
  }

  pageTest(
    `HALT stops betting from every view when ${viewport.width} px wide`,
    { viewport },
    async ({ page, host }) => {
      for (const view of VIEWS) {
        await show(page, view);
        await page.click("button.halt");
        await page.waitForSelector('button.halt[aria-pressed="true"]');
        assert.equal(host.stateOf.betting.state, "halted");
        assert.match(await page.locator(".betting").innerText(), /halted by hand on the page/);
        await page.getByRole("button", { name: "Resume" }).click();
        assert.equal(host.stateOf.betting.state, "halted", "one press is not enough");
        await page.getByRole("button", { name: "Really resume" }).click();
        await page.waitForSelector('button.halt[aria-pressed="false"]');
        assert.equal(host.stateOf.betting.state, "active");
      }
    },
  );
}

pageTest(
  "older rounds come without a hole when the table was changed between",
  { rounds: 1_700, frozen: true },
  async ({ page, host }) => {
    await show(page, "rounds");
    const count = page.locator("section:nth-child(2) .panel-top .num");
    const older = page.getByRole("button", { name: "Load older" });
    await page.waitForSelector("tbody tr");
    const shown = async (rows: string) => {
      await page.waitForFunction(
        (text) => document.querySelector("section:nth-child(2) .panel-top .num")?.textContent === text,
        rows,
      );
      return await count.innerText();
    };
    assert.equal(await shown("500"), "500");
    const table = page.locator(".filter select").first();
    await table.selectOption("mozzart");
    await shown("425");
    assert.equal(await older.count(), 0, "all 425 of them fit one page");
    await table.selectOption("");
    await shown("500");
    for (const rows of ["1,000", "1,500", "1,700"]) {
      await older.click();
      await shown(rows);
    }
    assert.equal(await older.count(), 0);
    assert.ok(host.asked.every((one) => one.what === "rounds"));
  },
);

pageTest(
  "rounds are chosen by multiplier and compared with the law, whose counts are of all rounds, and saved as a file",
  { rounds: 1_700, frozen: true },
  async ({ page, host, complaints }) => {
    await show(page, "rounds");
    const counted = page.locator("section:nth-child(1) .panel-top .num").first();
    await counted.waitFor();
    assert.equal(await counted.innerText(), "rounds: 1,700");
    assert.equal(await page.locator(".law-table tbody tr").count(), 6);
    await page.getByLabel("At least").fill("10");
    await page.getByLabel("At least").press("Enter");
    const wanted = (await host.rounds({ multiplierMin: 1000, limit: 1000 })).length;
    await page.waitForFunction(
      (text) => document.querySelector("section:nth-child(2) .panel-top .num")?.textContent === text,
      String(wanted),
    );
    assert.ok(wanted > 50);
    assert.equal(await counted.innerText(), "rounds: 1,700", "the law is about all rounds, not about chosen ones");
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "CSV" }).click();
    const path = await (await download).path();
    const lines = Deno.readTextFileSync(path).trim().split("\n");
    assert.equal(lines[0], "id,bookmaker,started_at,ended_at,multiplier,players,players_money,source");
    assert.equal(lines.length - 1, wanted);
    await page.getByLabel("Cash-out").selectOption("1000");
    await page.getByText(/Staked on every round: .* came back/).waitFor();
    assert.deepEqual(complaints, []);
  },
);

pageTest("HALT is reached and pressed when only the keyboard is used", {}, async ({ page, host }) => {
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement ?? document.body);
      return { halt: document.activeElement?.classList.contains("halt"), outline: parseFloat(style.outlineWidth) };
    });
    assert.ok(focus.outline >= 2, "the focus is visible");
    if (focus.halt) break;
  }
  await page.keyboard.press("Enter");
  await page.waitForSelector('button.halt[aria-pressed="true"]');
  assert.equal(host.stateOf.betting.state, "halted");
});

const liveTable = (host: GeneratedHost) => void (host.stateOf.tables[0].mode = "live");

pageTest("arming takes two steps and says what it costs when live is allowed", {
  liveAllowed: true,
  prepare: liveTable,
}, async ({ page, host }) => {
  await page.click("text=Arm live betting…");
  await page.click("dialog >> text=30 min");
  await page.click("dialog >> text=Continue");
  await page.waitForSelector("dialog >> text=No edge has been shown");
  const said = await page.locator("dialog").innerText();
  assert.match(said, /on average RSD\s148[.,]05 an hour are lost/);
  assert.match(said, /460[.,]00 at risk in a sequence, lost whole in 4[.,]90\s?% of them/);
  const confirm = page.getByRole("button", { name: "Arm for 30 minutes" });
  assert.equal(await confirm.isDisabled(), true);
  await page.click("dialog input[type=checkbox]");
  assert.deepEqual(host.asked.filter((one) => one.what === "arm"), []);
  await confirm.click();
  await page.waitForSelector(".status .mode.live");
  assert.match(await page.locator(".status .mode.live").innerText(), /LIVE, armed\s+(30:00|29:\d\d)/);
  await page.click("text=Disarm");
  await page.waitForSelector(".status .mode.live-off");
});

pageTest("arming shows the reason when the host refuses", { prepare: liveTable }, async ({ page }) => {
  await page.click("text=Arm live betting…");
  await page.click("dialog >> text=Continue");
  await page.waitForSelector("dialog [role=alert]");
  assert.match(await page.locator("dialog [role=alert]").innerText(), /configuration does not allow/);
});

pageTest(
  "a plugin is switched on, paused and resumed from the page when the buttons are pressed",
  {},
  async ({ page, host }) => {
    await show(page, "plugins");
    await page.click('[data-row="ladder"]');
    await page.click('[data-plugin="ladder"] .actions button');
    await page.waitForSelector('[data-plugin="ladder"] .badge.good');
    assert.deepEqual(host.asked.at(-1), { what: "enable", value: "ladder" });
    const panel = page.locator('[data-plugin="ladder"]');
    await panel.getByRole("button", { name: "Pause" }).click();
    await panel.getByText("paused").waitFor();
    await panel.getByRole("button", { name: "Go on" }).click();
    await panel.getByText("running").waitFor();
    await page.click('[data-row="odds"]');
    assert.match(await page.locator('[data-plugin="odds"]').innerText(), /api\.example\.org:443 — polls match odds/);
  },
);

pageTest(
  "the page says that its numbers are old when the program stops, and goes on when it is back",
  {},
  async (opened) => {
    const { page, stop, port, token, host } = opened;
    await stop();
    await page.waitForSelector(".banner");
    assert.match(await page.locator(".banner").innerText(), /Connection lost/);
    const again = await startServer({ host, port, token, bundle: pageBundle(), log: () => {} });
    try {
      await page.waitForSelector(".banner", { state: "detached" });
    } finally {
      await again[Symbol.asyncDispose]();
    }
    const anew = await startServer({ host, port, bundle: pageBundle(), log: () => {} });
    try {
      await page.waitForFunction(() => document.querySelector(".banner")?.textContent?.includes("started anew"));
    } finally {
      await anew[Symbol.asyncDispose]();
    }
  },
);

pageTest("the chosen language and colours stay when the page is loaded again", {}, async ({ page }) => {
  await page.locator("footer select").nth(0).selectOption("sr");
  await page.locator("footer select").nth(1).selectOption("dark");
  await page.reload();
  await page.waitForSelector("text=U poštenoj crash igri nema prednosti");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "sr-Latn");
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(ground, "rgb(17, 19, 22)");
});

pageTest("the truth about the game stands on every view when shown", {}, async ({ page }) => {
  for (const view of VIEWS) {
    await show(page, view);
    assert.match(await page.locator("footer").innerText(), /no edge to find: over the long run 97 %/);
  }
});

pageTest("each view says that it is empty when nothing is there", {
  tables: 0,
  rounds: 0,
  prepare: (host) => {
    host.stateOf.plugins = [];
  },
}, async ({ page }) => {
  for (const view of VIEWS.slice(0, 4)) {
    await show(page, view);
    await page.waitForSelector("main .empty");
  }
});

pageTest(
  "doubtful readings are shown with their picture and the reason when asked for",
  { frozen: true },
  async (opened) => {
    await opened.page.getByText("Doubtful readings").click();
    const reading = opened.page.locator('[data-reading-id="7"]');
    await reading.waitFor();
    assert.match(await reading.innerText(), /Soccer.*score.*read as 12345[^]*9000 ms off the growth curve/);
  },
);
