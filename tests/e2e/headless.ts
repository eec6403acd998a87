/** A real browser without a screen. */
import { type Browser, chromium } from "playwright-core";
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
