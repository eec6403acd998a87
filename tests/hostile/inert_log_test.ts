/** Texts that try to be more than text, from a real plugin by every way that it has to the log and the terminal: all inert there. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { LogFile, startLog } from "../../core/ops/log.ts";
import { PluginWorkshop, question, RecordedCell } from "../core/cells/plugin_fixture.ts";

const STEERING = [
  "\u001b[2J\u001b[H",
  "\u001b]0;title\u0007",
  "\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007",
  "\u001b]52;c;ZXZpbA==\u0007",
  "\u001bP+q544e\u001b\\",
  "\u001b[31mred",
  "\u009b31m",
  "\u0090q\u009c",
  "a\u0000b",
  "back\b\b\b\bspace",
  "\rover",
  "two\nlines",
  "\u000b\u000c",
  "\u007f\u007f",
  "\u0085next",
  "\u061carabic",
  "\u200b\u200c\u200d",
  "\u200e\u200f",
  "\u2028line\u2029paragraph",
  "\u202egnp.exe",
  "\u202a\u202b\u202c\u202d",
  "\u2060\u2061\u2064",
  "\u2066hidden\u2067\u2068\u2069",
  "\u206a\u206f",
  "\ufeffbom",
];
/** Half as they are, half where a line of the log seems to end. */
const TEXTS = STEERING.flatMap((text) => [text, `"}\n{"atMs":1,"level":"error","source":"core","message":"${text}"}`]);
// deno-lint-ignore no-control-regex
const NOT_INERT = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;
const LINES_A_TIME = 10;

Deno.test("A plugin's fifty texts are inert in the log file and on the terminal, whichever way they take", async () => {
  assert.equal(TEXTS.length, 50);
  await using workshop = new PluginWorkshop();
  const source = `import { defineStrategy } from "@aviator/sdk";
    const texts = ${JSON.stringify(TEXTS)}, bytes = (text) => new TextEncoder().encode(text + "\\n");
    export default defineStrategy({ decide(history, { nowMs }) {
      const some = texts.slice(nowMs, nowMs + ${LINES_A_TIME});
      for (const text of some) console.log(text);
      for (const text of some) Deno.stderr.writeSync(bytes(text));
      throw new Error(some.join(" "));
    } });`;
  const path = join(workshop.folder, "aviator.log");
  const terminal: string[] = [], told = console.error;
  console.error = (line: string) => void terminal.push(line);
  try {
    using file = new LogFile(path);
    const write = startLog(file, { console: true, nowMs: () => 1 });
    for (let at = 0; at < TEXTS.length; at += LINES_A_TIME) {
      // A cell of its own each: what it may say a second is limited.
      await using cell = new RecordedCell(await workshop.load({ kind: "strategy", source }), {
        log: (level, message) => write(level, "tested", message),
      });
      await cell.plugin.start();
      const failure = await cell.plugin.decide({ ...question(), nowMs: at }).then(() => "", String);
      write("error", "tested", failure);
      await cell.plugin.stop();
    }
  } finally {
    console.error = told;
  }
  const lines = (await Deno.readTextFile(path)).trimEnd().split("\n");
  assert.ok(lines.length >= 2 * TEXTS.length, `${lines.length} lines`);
  for (const line of lines) {
    const entry = JSON.parse(line);
    assert.deepEqual([Object.keys(entry), entry.source], [["atMs", "level", "source", "message"], "tested"]);
    assert.doesNotMatch(entry.message, NOT_INERT);
  }
  for (const line of terminal) assert.doesNotMatch(line, NOT_INERT);
  assert.equal(terminal.length, lines.length);
});
