/** Logs and health over time in a real browser: filtered, searched, live, inert; plots drawn. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { inert, LogFile } from "../../core/ops/log.ts";
import { LogSearch } from "../../core/ops/log_search.ts";
import type { LogEntry } from "../../core/protocol/log_entry.ts";
import { pageTest, PHONE, show } from "./page_harness.ts";

const folder = Deno.makeTempDirSync({ prefix: "aviator-log-page-" });
const path = join(folder, "aviator.log");
const START_MS = Date.UTC(2026, 2, 14, 18);

function write(...entries: Partial<LogEntry>[]): void {
  using file = new LogFile(path);
  for (const [index, { message = "", ...given }] of entries.entries()) {
    file.write({ atMs: START_MS + index, level: "info", source: "core", ...given, message: inert(message) });
  }
}

const HOSTILE = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>\u202eesrever';

pageTest("the logs view shows, filters, searches and follows the log, and keeps its text inert", {
  operations: { logs: (query) => new LogSearch(path).find(query) },
}, async ({ page, complaints }) => {
  const many = Array.from({ length: 450 }, (_, index) => ({ message: `line ${index}` }));
  write(...many, { level: "warning", source: "odds", message: "no odds" }, { source: "odds", message: HOSTILE });
  await show(page, "logs");
  const messages = () => page.locator(".log-lines li span").allInnerTexts();
  await page.waitForSelector(".log-lines li");
  assert.equal((await messages()).length, 200);
  assert.match((await messages())[0], /<img src=x onerror=.*\\u202eesrever/);
  assert.deepEqual(await page.locator(".log-lines img, .log-lines script").count(), 0);
  assert.doesNotMatch(await page.title(), /owned/);

  await page.getByRole("button", { name: "Load older" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".log-lines li").length === 400);

  await page.getByLabel("Search the messages").fill("LINE 44");
  await page.waitForFunction(() => document.querySelectorAll(".log-lines li").length === 11);
  await page.getByLabel("Search the messages").fill("");
  await page.getByLabel("Source").selectOption("odds");
  await page.getByLabel("At least").selectOption("warning");
  await page.waitForFunction(() => document.querySelectorAll(".log-lines li").length === 1);
  assert.match((await messages())[0], /no odds/);

  write({ atMs: START_MS + 9_000, level: "error", source: "odds", message: "has just come" });
  await page.waitForFunction(() =>
    document.querySelector(".log-lines li span")?.textContent?.includes("has just come")
  );
  await page.getByLabel("Search the messages").fill("nowhere");
  await page.getByText("No line fits these filters.").waitFor();
  assert.deepEqual(complaints, []);
  await Deno.remove(folder, { recursive: true });
});

for (const viewport of [undefined, PHONE]) {
  pageTest(`health shows the last hours as plots, and what each part costs, ${viewport ? "on a phone" : "on a desk"}`, {
    viewport,
  }, async ({ page, complaints }) => {
    await show(page, "health");
    await page.waitForSelector(".time-plot canvas");
    assert.equal(await page.locator(".time-plot canvas").count(), 5);
    // A plot that is drawn has more colours than its ground.
    const drawn = await page.locator(".time-plot canvas").first().evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const data = (canvas as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height).data;
      return data.filter((value, at) => at % 4 === 3 && value > 0).length;
    });
    assert.ok(drawn > 500, `${drawn} pixels`);
    assert.match(await page.locator(".time-plot figcaption").first().innerText(), /now .* between .* and /);
    await page.getByRole("rowheader", { name: "server" }).waitFor();
    assert.match(await page.locator(".anomalies li").first().innerText(), /server\.meanMs: 9\.0 ms, usually 2\.0 ms/);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    assert.deepEqual(complaints, []);
  });
}
