/** How much a plugin may say. */
import assert from "node:assert/strict";
import { limitLines, LINES_PER_SECOND_MAX } from "../../../core/cells/said_lines.ts";
import { TokenBucket } from "../../../core/cells/token_bucket.ts";
import { PluginWorkshop, question } from "./plugin_fixture.ts";

Deno.test("limitLines() lets a second's lines through, drops the rest, and tells how many when there is room again", () => {
  const said: string[] = [];
  let nowMs = 0;
  const log = limitLines((level, message) => void said.push(`${level} ${message}`), () => nowMs);
  for (let line = 0; line < LINES_PER_SECOND_MAX + 7; line++) log("info", String(line));
  assert.equal(said.length, LINES_PER_SECOND_MAX);
  nowMs = 1000;
  log("error", "again");
  assert.deepEqual(said.slice(-2), [
    "error again",
    "warning 7 lines before this one were dropped: it says more than 50 a second",
  ]);
  log("info", "calm");
  assert.equal(said.at(-1), "info calm");
});

Deno.test("PluginCell limits what a plugin logs, writes to its standard error, and reports as failures", async () => {
  await using workshop = new PluginWorkshop();
  const source = `import { defineStrategy } from "@aviator/sdk";
    export default defineStrategy({ decide() {
      for (let line = 0; line < 500; line++) console.log("logged");
      Deno.stderr.writeSync(new TextEncoder().encode("noise\\n".repeat(5000)));
      return null;
    } });`;
  await using cell = await workshop.start({ kind: "strategy", source });
  await cell.plugin.decide(question());
  await cell.plugin.stop();
  assert.deepEqual(cell.states, ["starting", "running", "stopping", "stopped"]);
  assert.ok(cell.logs.length >= LINES_PER_SECOND_MAX, String(cell.logs.length));
  assert.ok(cell.logs.length <= 3 * LINES_PER_SECOND_MAX, `${cell.logs.length} lines reached the log`);
});

Deno.test("TokenBucket gives back what was not used", () => {
  const bucket = new TokenBucket(10, 0);
  assert.equal(bucket.take(11, 0), 100);
  bucket.take(-11, 0);
  assert.equal(bucket.take(10, 0), 0);
});
