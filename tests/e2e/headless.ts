/** A real browser without a screen. */
import { type Browser, chromium, type Page, type ViewportSize } from "playwright-core";
import { findProgram, program } from "./programs.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
/** The browser's program; the first name where none is installed. */
export const CHROMIUM = NAMES.find(findProgram) ?? NAMES[0];

/** What any test's browser is told: root needs no sandbox, and nothing is asked of a network that may not be there. */
export const QUIET_SWITCHES = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function launchHeadless(): Promise<Browser> {
  return await chromium.launch({ executablePath: program(CHROMIUM), args: QUIET_SWITCHES });
}

export interface OpenedPage {
  page: Page;
  /** errors and dialogs that the browser showed */
  complaints: string[];
}

/** Opens the program's page and waits until it is drawn. */
export async function openPage(
  browser: Browser,
  { url, viewport, locale = "en-GB" }: { url: string; viewport: ViewportSize; locale?: string },
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport, locale });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  await page.goto(url);
  await page.waitForSelector("footer");
  return { page, complaints };
}
