/** A test of the page: a browser and a server of its own, fed by generated rounds; afterwards everything is stopped. */
import type { Browser, Page } from "playwright-core";
import { CalibrationDesk } from "../../core/calibration/calibration_desk.ts";
import type { ConfigurationControls } from "../../core/protocol/configuration.ts";
import type { Operations } from "../../core/protocol/operations.ts";
import type { Rect } from "../../core/protocol/picture.ts";
import { buildPageBundle } from "../../core/server/page_bundle.ts";
import { startServer } from "../../core/server/server.ts";
import { REMOTE_VIEW_NAMES, VIEW_NAMES } from "../../ui/route.ts";
import { NoJobs } from "../core/server/generated_jobs.ts";
import { GeneratedHost, type GeneratedHostOptions } from "../core/server/generated_host.ts";
import { generatedConfiguration, generatedOperations } from "../core/server/generated_operations.ts";
import { CHROMIUM, launchHeadless, openPage } from "./headless.ts";
import { testWith } from "./programs.ts";

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };
/** Every view that has an address. */
export const VIEWS = [...VIEW_NAMES, ...REMOTE_VIEW_NAMES];
/** real time between two steps of the generated host, and host time that passes in one */
const STEP_EVERY_MS = 50;
const STEP_MS = 200;

/** A screen on which nothing is written. */
const GREY_SCREEN = {
  width: 320,
  height: 200,
  grab: (rects: readonly Rect[]) =>
    Promise.resolve(
      rects.map(({ width, height }) => ({ width, height, data: new Uint8Array(4 * width * height).fill(99) })),
    ),
};

let built: ReturnType<typeof buildPageBundle> | undefined;
/** The page's files, built once for all tests of a file. */
export const pageBundle = () => built ??= buildPageBundle();

export interface Opened {
  host: GeneratedHost;
  page: Page;
  /** what the browser complained of */
  complaints: string[];
  /** stops the host's time */
  freeze: () => void;
  stop: () => Promise<void>;
  port: number;
  token: string;
}

export interface OpenOptions extends GeneratedHostOptions {
  viewport?: { width: number; height: number };
  locale?: string;
  /** the host's time stands still from the first moment on */
  frozen?: boolean;
  prepare?: (host: GeneratedHost) => void;
  /** in the place of the made-up ones */
  operations?: Partial<Operations>;
  configuration?: ConfigurationControls;
}

/** Opens the page and hands it to the test. */
export function pageTest(name: string, options: OpenOptions, check: (opened: Opened) => Promise<void>): void {
  testWith([CHROMIUM], name, async () => {
    const browser = await launchHeadless();
    try {
      await withPage({ browser, options, check });
    } finally {
      await browser.close();
    }
  });
}

async function withPage(
  { browser, options, check }: { browser: Browser; options: OpenOptions; check: (opened: Opened) => Promise<void> },
): Promise<void> {
  const host = new GeneratedHost(options);
  options.prepare?.(host);
  using calibration = new CalibrationDesk({ source: GREY_SCREEN, tables: () => [], dataDir: "", nowMs: Date.now });
  const operations = { ...generatedOperations(), ...options.operations };
  const configuration = options.configuration ?? generatedConfiguration();
  const server = await startServer({
    configuration,
    host,
    calibration,
    operations,
    jobs: new NoJobs(),
    port: 0,
    bundle: pageBundle(),
    log: () => {},
  });
  const timer = options.frozen ? undefined : setInterval(() => host.step(STEP_MS), STEP_EVERY_MS);
  const freeze = () => clearInterval(timer);
  const stop = async () => await server[Symbol.asyncDispose]();
  try {
    const { viewport = DESKTOP, locale } = options;
    const { page, complaints } = await openPage(browser, { url: server.url, viewport, locale });
    await page.waitForFunction(() => !document.querySelector("main > .empty") || document.querySelector("h1"));
    await check({ host, page, complaints, freeze, stop, port: server.port, token: server.token });
  } finally {
    freeze();
    await stop();
  }
}

export const show = async (page: Page, view: string) => {
  await page.evaluate((name) => location.hash = `#/${name}`, view);
  await page.waitForFunction(
    (name) => document.querySelector("main")?.dataset.view === name,
    view,
  );
};
