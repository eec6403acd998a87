/**
 * Takes pictures of every view of the running program, on a desk, a phone and a screen of 4K, in both themes and both
 * languages, and of a page whose line is lost, to be looked at: `deno task screenshots DIR [VIEW…]`. Fails where the browser complains or a page scrolls sideways.
 */
import { join } from "node:path";
import { REMOTE_VIEW_NAMES, VIEW_NAMES } from "../../ui/route.ts";
import { launchHeadless, openPage } from "./headless.ts";
import { startProgram } from "./program.ts";

const SIZES = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
  wide: { width: 3840, height: 2160 },
};
/** Each language in each theme, half of the pictures of all four. */
const LOOKS = [{ theme: "light", language: "en" }, { theme: "dark", language: "sr" }];
/** Rounds and bets are there by then. */
const PLAYED_MS = 45_000;

async function takePictures(dir: string, views: readonly string[]): Promise<string[]> {
  await Deno.mkdir(dir, { recursive: true });
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-screenshots-" });
  const wrong: string[] = [];
  await using program = await startProgram({ dataDir, args: ["--seed", "3001"] });
  const browser = await launchHeadless();
  try {
    await new Promise((resolve) => setTimeout(resolve, PLAYED_MS));
    for (const [size, viewport] of Object.entries(SIZES)) {
      const { page, complaints } = await openPage(browser, { url: program.url.href, viewport });
      for (const look of LOOKS) {
        await page.evaluate((chosen) => Object.entries(chosen).forEach((one) => localStorage.setItem(...one)), look);
        for (const view of views) {
          await page.goto(new URL(`/#/${view}`, program.url).href);
          await page.reload();
          await page.waitForSelector("footer");
          await page.waitForTimeout(1_500);
          await page.screenshot({ path: join(dir, `${view}-${size}-${look.theme}.png`), fullPage: true });
          const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          if (sideways > 0) wrong.push(`${view} on ${size}: ${sideways} px wider than the screen`);
        }
      }
      wrong.push(...complaints);
      await page.goto(new URL("/#/tables", program.url).href);
      await page.context().setOffline(true);
      await page.waitForSelector(".banner");
      await page.screenshot({ path: join(dir, `lost-${size}.png`), fullPage: true });
      await page.context().close();
    }
  } finally {
    await browser.close();
  }
  return wrong;
}

if (import.meta.main) {
  const [dir, ...views] = Deno.args;
  if (dir === undefined) throw new Error("Cannot take pictures: name a folder for them");
  const wrong = await takePictures(dir, views.length > 0 ? views : [...VIEW_NAMES, ...REMOTE_VIEW_NAMES]);
  for (const one of wrong) console.error(one);
  Deno.exit(wrong.length === 0 ? 0 : 1);
}
