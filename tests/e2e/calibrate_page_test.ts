/** The calibration view in a real browser, over the virtual desktop: regions drawn and read, a bookmaker saved that can be used. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { CalibrationDesk } from "../../core/calibration/calibration_desk.ts";
import { PluginStore } from "../../core/cells/plugin_store.ts";
import { VirtualDesktop } from "../../core/screen/virtual_source.ts";
import { startServer } from "../../core/server/server.ts";
import { SKINS } from "../../core/simulator/skins.ts";
import { GeneratedHost } from "../core/server/generated_host.ts";
import { CHROMIUM, launchHeadless, openPage } from "./headless.ts";
import { DESKTOP, pageBundle, PHONE } from "./page_harness.ts";
import { testWith } from "./programs.ts";

const WINDOW = { x: 960, y: 540, width: 960, height: 540 };

interface Opened {
  page: Page;
  desktop: VirtualDesktop;
  dataDir: string;
  complaints: string[];
  /** moves the tables' time on */
  pass: (ms: number) => void;
}

function calibrateTest(
  name: string,
  options: { viewport: { width: number; height: number }; locale?: string },
  check: (opened: Opened) => Promise<void>,
): void {
  testWith([CHROMIUM], name, async () => {
    await using opened = new AsyncDisposableStack();
    let nowMs = 0;
    const clock = { nowMs: () => nowMs } as ConstructorParameters<typeof VirtualDesktop>[0]["clock"];
    const table = { name: "mozzart", skin: "mozzart", window: WINDOW } as const;
    const desktop = opened.use(new VirtualDesktop({ clock, seed: 3, startMs: 0, tables: [table] }));
    const dataDir = opened.adopt(
      await Deno.makeTempDir({ prefix: "aviator-calibrate-" }),
      (dir) => Deno.remove(dir, { recursive: true }),
    );
    const calibration = opened.use(
      new CalibrationDesk({ source: desktop, tables: () => [], dataDir, nowMs: () => performance.now() }),
    );
    const host = new GeneratedHost();
    const server = opened.use(
      await startServer({ host, calibration, port: 0, bundle: pageBundle(), log: () => {} }),
    );
    const browser = opened.adopt(await launchHeadless(), (one) => one.close());
    const { viewport, locale } = options;
    const { page, complaints } = await openPage(browser, { url: server.url, viewport, locale });
    await page.evaluate(() => location.hash = "#/calibrate");
    await page.waitForSelector(".board canvas");
    const pass = (ms: number) => {
      for (const end = nowMs + ms; nowMs < end;) {
        nowMs = Math.min(end, nowMs + 200);
        desktop.advance();
      }
    };
    await check({ page, desktop, dataDir, complaints, pass });
  });
}

/** Drags from one point of the picture to another, in the picture's pixels. */
async function drag(page: Page, { x, y, width, height }: { x: number; y: number; width: number; height: number }) {
  const board = page.locator(".board svg");
  const box = (await board.boundingBox())!;
  const view = (await board.getAttribute("viewBox"))!.split(" ").map(Number);
  const at = (px: number, py: number) => [box.x + px * box.width / view[2], box.y + py * box.height / view[3]] as const;
  await page.mouse.move(...at(x, y));
  await page.mouse.down();
  await page.mouse.move(...at(x + width / 2, y + height / 2));
  await page.mouse.move(...at(x + width, y + height));
  await page.mouse.up();
}

const choose = (page: Page, place: string) => page.locator(`.places button.mark-${place}`).click();

calibrateTest("a table is drawn, read, saved and found by the plugin store", { viewport: DESKTOP }, async (opened) => {
  const { page, desktop, dataDir, complaints, pass } = opened;
  await drag(page, WINDOW);
  await page.getByRole("button", { name: "Look at this window" }).click();
  await page.waitForFunction(() => document.querySelector(".board svg")?.getAttribute("viewBox") === "0 0 960 540");
  const { places } = SKINS.mozzart;
  for (
    const [place, rect] of [["phase", places.phase], ["myMoney", places.balance], ["otherCount", places.count]] as const
  ) {
    await choose(page, place);
    await drag(page, rect);
  }
  await choose(page, "score");
  await drag(page, places.score);
  pass(9_000);
  while (desktop.game("mozzart").state().phase !== "flying") pass(500);
  const { players, balanceMinor } = desktop.game("mozzart").state();
  const read = (place: string) => page.locator(`[data-reading="${place}"] output`);
  await page.waitForFunction(
    (text) => document.querySelector('[data-reading="otherCount"] output')?.textContent === text,
    String(players),
  );
  assert.equal(await read("myMoney").innerText(), (balanceMinor / 100).toFixed(2));
  assert.equal(await read("score").innerText(), (desktop.game("mozzart").state().multiplier / 100).toFixed(2));
  const shot = Deno.env.get("AVIATOR_SCREENSHOTS");
  if (shot) await page.screenshot({ path: join(shot, "calibrate_desktop.png") });
  await page.fill('input[name="name"]', "never-seen");
  await page.getByRole("button", { name: "Save bookmaker" }).click();
  await page.waitForSelector(".saved");
  assert.match(
    await page.locator(".saved code").innerText(),
    /^\{"bookmaker":"never-seen","window":\[9\d\d,5\d\d,9\d\d,5\d\d\]\}$/,
  );
  const { plugins, refused } = await new PluginStore({ folders: [dataDir], dataDir }).load();
  assert.deepEqual(refused, []);
  assert.deepEqual(plugins.map(({ manifest }) => manifest.name), ["never-seen"]);
  assert.equal(plugins[0].manifest.table?.locale, "sr-RS");
  assert.deepEqual(complaints, []);
});

for (const locale of ["en-GB", "sr-Latn-RS"]) {
  calibrateTest(
    `regions are proposed and moved by keys on a phone in ${locale}`,
    { viewport: PHONE, locale },
    async ({ page, pass }) => {
      pass(60_000);
      await page.locator("[data-window-choice]").selectOption(
        "2×2, " + (locale === "en-GB" ? "window" : "prozor") + " 4",
      );
      await page.waitForFunction(() => document.querySelector(".board svg")?.getAttribute("viewBox") === "0 0 960 540");
      await page.locator(".toolbar button").nth(1).click();
      const region = page.locator('.region[data-place="myMoney"]');
      await region.waitFor();
      await region.focus();
      const before = Number(await region.locator("rect").getAttribute("y"));
      await page.keyboard.press("ArrowDown");
      assert.equal(Number(await region.locator("rect").getAttribute("y")), before + 1);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${over} px too wide`);
      const shot = Deno.env.get("AVIATOR_SCREENSHOTS");
      if (shot) await page.screenshot({ path: join(shot, `calibrate_phone_${locale}.png`), fullPage: true });
    },
  );
}
