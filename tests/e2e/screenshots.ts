/**
 * Takes pictures of every view of the running program, in both themes, on a desk and on a phone, to be looked at:
 * `deno task screenshots DIR [VIEW…]`. Fails where the browser complains or a page scrolls sideways.
 */
import { join } from "node:path";
import { REMOTE_VIEW_NAMES, VIEW_NAMES } from "../../ui/route.ts";
import { launchHeadless, openPage } from "./headless.ts";
import { startProgram } from "./program.ts";

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const THEMES = ["light", "dark"];
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
      for (const theme of THEMES) {
        await page.evaluate((chosen) => localStorage.setItem("theme", chosen), theme);
        for (const view of views) {
          await page.goto(new URL(`/#/${view}`, program.url).href);
          await page.reload();
          await page.waitForSelector("footer");
          await page.waitForTimeout(1_500);
          await page.screenshot({ path: join(dir, `${view}-${size}-${theme}.png`), fullPage: true });
          const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          if (sideways > 0) wrong.push(`${view} on ${size}: ${sideways} px wider than the screen`);
        }
      }
      wrong.push(...complaints);
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
