/** A real browser on a real X server: one page that fills the screen, without bars. */
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { CHROMIUM, QUIET_SWITCHES } from "./headless.ts";
import { program } from "./programs.ts";

/** Programs that a test of a browser needs, for `testWith`. */
export const BROWSER_PROGRAMS = ["Xvfb", CHROMIUM, "xdotool"];

export interface ChromiumOptions {
  display: string;
  url: string;
  /** the screen's own size, pixels */
  width: number;
  height: number;
  /** device pixels a CSS pixel, 1 unless told */
  scale?: number;
}

export interface Chromium extends AsyncDisposable {
  readonly page: Page;
}

function switches({ url, width, height, scale = 1 }: ChromiumOptions): string[] {
  return [
    `--app=${url}`,
    "--kiosk",
    "--window-position=0,0",
    `--window-size=${width},${height}`,
    `--force-device-scale-factor=${scale}`,
    ...QUIET_SWITCHES,
    // Hides the bar that warns of --no-sandbox.
    "--test-type",
    "--disable-infobars",
    // A page behind the pointer must go on drawing.
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
  ];
}

/** Shows a page; resolves once it has loaded and fills the screen. */
export async function launchChromium(options: ChromiumOptions): Promise<Chromium> {
  await using opened = new AsyncDisposableStack();
  const profile = opened.adopt(await Deno.makeTempDir({ prefix: "aviator-chromium-" }), remove);
  const context: BrowserContext = opened.adopt(
    await chromium.launchPersistentContext(profile, {
      executablePath: program(CHROMIUM),
      headless: false,
      viewport: null,
      env: { ...Deno.env.toObject(), DISPLAY: options.display },
      ignoreDefaultArgs: ["--enable-automation"],
      args: switches(options),
    }),
    (context) => context.close(),
  );
  const page = context.pages()[0] ?? await context.waitForEvent("page");
  await page.waitForLoadState("load");
  await fill(page, options);
  const resources = opened.move();
  return { page, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** A browser that no window manager helps leaves out the last row and column. */
async function fill(page: Page, { display, width, height, scale = 1 }: ChromiumOptions): Promise<void> {
  const { success, stderr } = await new Deno.Command(program("xdotool"), {
    args: ["search", "--onlyvisible", "--class", CHROMIUM, "windowsize", String(width), String(height)],
    env: { DISPLAY: display },
  }).output();
  if (!success) throw new Error(`Cannot fill the screen: ${new TextDecoder().decode(stderr)}`);
  await page.waitForFunction(
    (size) => innerWidth === size.width && innerHeight === size.height,
    { width: Math.ceil(width / scale), height: Math.ceil(height / scale) },
  );
}

/** A browser's last process may still write when the first has ended. */
async function remove(folder: string): Promise<void> {
  try {
    await Deno.remove(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Error && error.message.includes("not empty"))) throw error;
    await Deno.remove(folder, { recursive: true });
  }
}
