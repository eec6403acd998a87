/**
 * Eight tables and ten open pages: the core's memory stays where it is and its event loop stays free, and the pages draw every frame.
 * Long alone, as it takes both processors: `AVIATOR_PAGES_SECONDS=600`. One page is drawn by a browser; eight are clients
 * that hear and ask what a page on another view does, for ten browsers' pages would leave the program nothing; the tenth
 * is the stream that measures.
 * What a busy machine takes from everybody is measured beside it, in a process and on a page that do nothing, and is not
 * held against the program.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { linesOf } from "../../core/ops/lines.ts";
import type { PageMessage } from "../../core/protocol/page.ts";
import { CHROMIUM, launchHeadless, openPage } from "./headless.ts";
import { openPageClient } from "./page_client.ts";
import { DESKTOP, VIEWS } from "./page_harness.ts";
import { startProgram } from "./program.ts";
import { findProgram } from "./programs.ts";

const SECONDS = Number(Deno.env.get("AVIATOR_PAGES_SECONDS") ?? 0);
const PAGES = 10;
/** Share of the time after which memory is taken for what it will stay at. */
const SETTLED = 0.3;
const GROWTH_BYTES_MAX = 40_000_000;
const GAP_MS_MAX = 50;
const FIRST_PAINT_MS_MAX = 1_000;
const FRAMES_SHARE_MIN = 0.95;
const FRAMES_MS = 5_000;

/** Six bookmakers come with the program; two more are read as two of those are. */
async function writeConfig(dataDir: string): Promise<string[]> {
  const own = ["balkanbet", "mozzart", "soccer", "admiral", "meridian", "maxbet"];
  const more = join(dataDir, "more");
  const copies = await Promise.all(["balkanbet", "mozzart"].map(async (skin) => {
    const manifest = JSON.parse(await Deno.readTextFile(`plugins/bookmakers/${skin}/plugin.json`));
    const name = `${skin}-2`, folder = join(more, "bookmakers", name);
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(join(folder, "plugin.json"), JSON.stringify({ ...manifest, name }));
    return name;
  }));
  const tables = [...own, ...copies].map((bookmaker, window) => ({ bookmaker, window }));
  const strategies = own.slice(0, 4).map((table) => ({ strategy: "flat", table, mode: "virtual" }));
  const configFile = join(dataDir, "config.json");
  const config = { layout: "4x2", screen: { width: 3840, height: 1080 }, tables, strategies };
  await Deno.writeTextFile(configFile, JSON.stringify(config));
  return ["--config", configFile, "--plugins", more];
}

/** Worst gaps of one second each, and memory. */
interface Watched {
  gapsMs: number[];
  /** of a process that does nothing */
  idleGapsMs: number[];
  rssBytes: number[];
}

/** Takes what the core says of itself each second, and beside it what an idle process says. */
class Watch implements AsyncDisposable {
  readonly #idle = new Deno.Command(Deno.execPath(), {
    args: ["run", new URL("idle_gap.ts", import.meta.url).pathname],
    stdout: "piped",
  }).spawn();
  readonly #listening: Promise<void>;
  #watched = Watch.#nothing();

  constructor() {
    this.#listening = this.#listen();
  }

  readonly hear = (message: PageMessage): void => {
    if (message.type !== "health") return;
    this.#watched.gapsMs.push(message.health.loopGapMs);
    this.#watched.rssBytes.push(message.health.coreRssBytes);
  };

  async for(seconds: number): Promise<Watched> {
    this.#watched = Watch.#nothing();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    return this.#watched;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#idle.kill("SIGTERM");
    await Promise.all([this.#idle.status, this.#listening]);
  }

  async #listen(): Promise<void> {
    for await (const line of linesOf(this.#idle.stdout)) this.#watched.idleGapsMs.push(Number(line));
  }

  static #nothing(): Watched {
    return { gapsMs: [], idleGapsMs: [], rssBytes: [] };
  }
}

const firstPaintMs = (page: Page) =>
  page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity);

/** Frames a second that one page draws, and how long the slowest of a hundred takes. */
async function framesOf(page: Page): Promise<{ perSecond: number; slowMs: number }> {
  await page.bringToFront();
  const gapsMs = await page.evaluate((forMs) =>
    new Promise<number[]>((resolve) => {
      const gaps: number[] = [], startMs = performance.now();
      let last = startMs;
      requestAnimationFrame(function again(nowMs) {
        gaps.push(nowMs - last);
        last = nowMs;
        if (nowMs - startMs < forMs) requestAnimationFrame(again);
        else resolve(gaps.slice(1));
      });
    }), FRAMES_MS);
  return { perSecond: 1_000 * gapsMs.length / gapsMs.reduce((sum, gap) => sum + gap, 0), slowMs: at(gapsMs, 0.99) };
}

const at = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);

Deno.test({
  name: `eight tables and ${PAGES} open pages leave the core small and its event loop free, and are drawn every frame`,
  ignore: SECONDS === 0 || !findProgram(CHROMIUM),
  fn: async () => {
    const dataDir = await Deno.makeTempDir({ prefix: "aviator-pages-" });
    await using program = await startProgram({ dataDir, args: await writeConfig(dataDir) });
    await using watch = new Watch();
    await using clients = new AsyncDisposableStack();
    const asPage = async (view: (typeof VIEWS)[number], onMessage?: (message: PageMessage) => void) =>
      clients.use(await openPageClient(program, { view, onMessage }));
    const opened = [await asPage("tables", watch.hear)];
    await watch.for(15);
    const alone = await watch.for(Math.min(60, SECONDS / 5));
    const browser = await launchHeadless();
    try {
      const first = await openPage(browser, { url: program.url.href, viewport: DESKTOP });
      await first.page.locator(".card").nth(7).waitFor();
      const paintMs = await firstPaintMs(first.page), frames = await framesOf(first.page);
      const blank = await first.page.context().newPage();
      await blank.goto(new URL("/health", program.url).href);
      const blankPaintMs = await firstPaintMs(blank), blankFrames = await framesOf(blank);
      await blank.close();
      for (const view of VIEWS.slice(1, PAGES - 1)) opened.push(await asPage(view));
      const open = await watch.for(SECONDS);
      const settled = open.rssBytes.slice(Math.floor(open.rssBytes.length * SETTLED));
      const half = Math.floor(settled.length / 2);
      const growth = at(settled.slice(half), 0.5) - at(settled.slice(0, half), 0.5);
      const gaps = ({ gapsMs, idleGapsMs }: Watched) =>
        `median ${at(gapsMs, 0.5)} ms, 99 of 100 ${at(gapsMs, 0.99)} ms (idle process: ${at(idleGapsMs, 0.5)}, ${
          at(idleGapsMs, 0.99)
        } ms)`;
      const drawn = ({ perSecond, slowMs }: typeof frames) =>
        `${perSecond.toFixed(1)} frames/s, one in a hundred over ${slowMs.toFixed(1)} ms`;
      console.log([
        `first paint ${paintMs.toFixed(0)} ms, of a line of text ${blankPaintMs.toFixed(0)} ms`,
        `eight tables ${drawn(frames)}; a line of text ${drawn(blankFrames)}`,
        `event-loop gap with one stream: ${gaps(alone)}`,
        `event-loop gap with ${PAGES}: ${gaps(open)}`,
        `core memory ${megabytes(alone.rssBytes.at(-1)!)} MB with one stream; with ten pages ${
          megabytes(at(settled.slice(0, half), 0.5))
        } MB, later ${megabytes(at(settled.slice(half), 0.5))} MB`,
      ].join("\n"));
      ok(paintMs - blankPaintMs <= FIRST_PAINT_MS_MAX, `first paint after ${paintMs} ms`);
      ok(frames.perSecond >= FRAMES_SHARE_MIN * blankFrames.perSecond, `${frames.perSecond} frames a second`);
      ok(growth <= GROWTH_BYTES_MAX, `memory grew by ${megabytes(growth)} MB`);
      ok(at(open.gapsMs, 0.99) < GAP_MS_MAX + at(open.idleGapsMs, 0.99), `event-loop gap ${at(open.gapsMs, 0.99)} ms`);
      equal(await first.page.locator(".banner").count(), 0, "the page is live");
      for (const { missed, heard, refused } of opened) {
        ok(heard > SECONDS, `${heard} messages heard`);
        equal(missed, 0, "messages that did not come");
        deepEqual(refused, [], "answers that were no success");
      }
    } finally {
      await browser.close();
    }
    program.signal("SIGTERM");
    await program.ended;
    await Deno.remove(dataDir, { recursive: true });
  },
});
