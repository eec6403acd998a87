/** The log searched in real files: filters, pages over rotations, bounded work, and lines that nobody can read. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { LOG_FILE_BYTES_MAX, LogFile } from "../../../core/ops/log.ts";
import { LogSearch, SEARCH_BYTES_MAX } from "../../../core/ops/log_search.ts";
import type { LogEntry, LogPage, LogQuery } from "../../../core/protocol/log_entry.ts";

class LogFolder implements Disposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "aviator-logs-" });
  readonly path = join(this.folder, "aviator.log");
  readonly search = new LogSearch(this.path);

  write(entries: Iterable<LogEntry>): void {
    using file = new LogFile(this.path);
    for (const entry of entries) file.write(entry);
  }

  /** All pages of a question; `between` runs after each. */
  async all(query: LogQuery, between: () => void = () => {}): Promise<{ entries: LogEntry[]; pages: LogPage[] }> {
    const pages: LogPage[] = [];
    let cursor: string | null = null;
    do {
      const page: LogPage = await this.search.find({ ...query, ...cursor === null ? {} : { cursor } });
      pages.push(page);
      between();
      cursor = page.cursor;
    } while (cursor !== null);
    return { entries: pages.flatMap(({ entries }) => entries), pages };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

const LEVELS = ["debug", "info", "warning", "error"] as const;

function entry(index: number, message = `line ${index}`): LogEntry {
  return { atMs: 1_000_000 + index * 1_000, level: LEVELS[index % 4], source: `part ${index % 3}`, message };
}

function entries(count: number, message?: (index: number) => string): LogEntry[] {
  return Array.from({ length: count }, (_, index) => entry(index, message?.(index)));
}

Deno.test("LogSearch.find() gives every line once, newest first, whatever the size of a page", async () => {
  using log = new LogFolder();
  const written = entries(3_000, (index) => `čćžšđ ${"x".repeat(index * 7 % 300)} ${index}`);
  log.write(written);
  for (const limit of [1_000, 333, 1_001, 3_000]) {
    assert.deepEqual((await log.all({ limit })).entries, written.toReversed(), `${limit} a page`);
  }
});

Deno.test("LogSearch.find() goes on over rotated files, and in the same place when one is rotated between two pages", async () => {
  using log = new LogFolder();
  const long = "y".repeat(1_800), count = Math.ceil(2.5 * LOG_FILE_BYTES_MAX / 1_880);
  log.write(entries(count, (index) => `${long} ${index}`));
  const [{ size }, older] = [await Deno.stat(log.path), await Deno.stat(join(log.folder, "aviator.2.log"))];
  assert.ok(size > 0 && older.size > 0);
  let rotated = false;
  const { entries: found } = await log.all({ limit: 700 }, () => {
    if (rotated) return;
    rotated = true;
    // Enough to push every file one number further.
    log.write(Array.from({ length: 2_700 }, (_, index) => entry(1_000_000 + index, long)));
  });
  assert.deepEqual(
    found.map(({ message }) => Number(message.split(" ")[1])),
    Array.from({ length: count }, (_, index) => count - 1 - index),
  );
});

const FILTERS: [what: string, query: Partial<LogQuery>, keep: (one: LogEntry) => boolean][] = [
  ["a source", { source: "part 1" }, ({ source }) => source === "part 1"],
  ["a level and graver ones", { level: "warning" }, ({ level }) => level === "warning" || level === "error"],
  ["a text, capitals or not", { text: "LINE 12" }, ({ message }) => message.includes("line 12")],
  ["a time", { fromMs: 1_100_000, toMs: 1_200_000 }, ({ atMs }) => atMs >= 1_100_000 && atMs <= 1_200_000],
  ["all of them", { source: "part 0", level: "info", text: "5" }, (one) => {
    return one.source === "part 0" && one.level !== "debug" && one.message.includes("5");
  }],
  ["a pattern's signs, which mean themselves", { text: ".*" }, () => false],
];

for (const [what, query, keep] of FILTERS) {
  Deno.test(`LogSearch.find() filters by ${what}`, async () => {
    using log = new LogFolder();
    const written = entries(2_000);
    log.write(written);
    assert.deepEqual((await log.all({ ...query, limit: 50 })).entries, written.toReversed().filter(keep));
  });
}

Deno.test("LogSearch.find() looks at no more than its limit for one page, and finds what is rare on a later one", async () => {
  using log = new LogFolder();
  const long = "z".repeat(1_900);
  log.write(entries(Math.ceil(2.2 * SEARCH_BYTES_MAX / 1_980), (index) => index === 9 ? "the needle" : long));
  const { entries: found, pages } = await log.all({ text: "needle", limit: 10 });
  assert.deepEqual(found.map(({ message }) => message), ["the needle"]);
  assert.ok(pages.length >= 3, `${pages.length} pages`);
});

Deno.test("LogSearch.find() stops at lines from before what is asked for, instead of looking at all", async () => {
  using log = new LogFolder();
  log.write(entries(9_000, () => "w".repeat(1_000)));
  const page = await log.search.find({ fromMs: entry(8_990).atMs, limit: 100 });
  assert.deepEqual([page.entries.length, page.cursor], [10, null]);
});

Deno.test("LogSearch.find() leaves out what is no line of the log, and knows the sources", async () => {
  using log = new LogFolder();
  log.write(entries(2));
  await Deno.writeTextFile(
    log.path,
    '\n\nnonsense\n{"atMs":"x"}\n\u00ff\n' + JSON.stringify(entry(2)) + "\n" + '{"atMs":1',
    {
      append: true,
    },
  );
  const page = await log.search.find({ limit: 10 });
  assert.deepEqual(page.entries, [entry(2), entry(1), entry(0)]);
  assert.deepEqual([page.cursor, page.sources], [null, ["part 0", "part 1", "part 2"]]);
});

Deno.test("LogSearch.find() gives nothing where there is no log, and nothing for a cursor into a file that is gone", async () => {
  using log = new LogFolder();
  assert.deepEqual(await log.search.find({ limit: 10 }), { entries: [], cursor: null, sources: [] });
  log.write(entries(10));
  assert.deepEqual((await log.search.find({ limit: 10, cursor: "1-5" })).entries, []);
});
