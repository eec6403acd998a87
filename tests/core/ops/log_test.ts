/** The log: inert text, whole lines, old files kept and no more. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { inert, LOG_FILE_BYTES_MAX, LOG_FILES_KEPT, LogFile, startLog } from "../../../core/ops/log.ts";

Deno.test("inert() shows terminal escapes, line breaks and direction marks as their codes", () => {
  equal(
    inert("\u001b[31mred\u0007\r\nnext\u202Eevil\u0085"),
    "\\u001b[31mred\\u0007\\u000d\\u000anext\\u202eevil\\u0085",
  );
  equal(inert("a\u061cb\u200bc\u2028d\u2060e\ufefff"), "a\\u061cb\\u200bc\\u2028d\\u2060e\\ufefff");
  equal(inert("<script>č</script>"), "<script>č</script>");
  equal(inert("x".repeat(5_000)).length, 2_000);
});

Deno.test("startLog() writes one JSON line an entry, whatever the text", async () => {
  const dir = await Deno.makeTempDir({ prefix: "aviator-log-" });
  const path = join(dir, "aviator.log");
  {
    using file = new LogFile(path);
    const log = startLog(file, { console: false, nowMs: () => 123 });
    log("warning", "plugin\n", 'a "quoted"\nline \u001b[2J');
    log("debug", "core", "second");
  }
  const lines = (await Deno.readTextFile(path)).trim().split("\n").map((line) => JSON.parse(line));
  deepEqual(lines, [
    { atMs: 123, level: "warning", source: "plugin\\u000a", message: 'a "quoted"\\u000aline \\u001b[2J' },
    { atMs: 123, level: "debug", source: "core", message: "second" },
  ]);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("LogFile starts a new file at its limit and keeps only so many", async () => {
  const dir = await Deno.makeTempDir({ prefix: "aviator-log-" });
  {
    using file = new LogFile(join(dir, "aviator.log"));
    const entry = { atMs: 1, level: "info" as const, source: "test", message: "x".repeat(1_000_000) };
    for (let index = 0; index < 5 * (LOG_FILES_KEPT + 3); index++) file.write(entry);
    equal(file.lost, 0);
  }
  const files = await Array.fromAsync(Deno.readDir(dir));
  equal(files.length, LOG_FILES_KEPT + 1);
  for (const { name } of files) ok((await Deno.stat(join(dir, name))).size <= LOG_FILE_BYTES_MAX, name);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("LogFile counts what it cannot write and never throws", () => {
  using file = new LogFile("/nowhere/aviator.log");
  file.write({ atMs: 1, level: "info", source: "test", message: "lost" });
  equal(file.lost, 1);
});
