/** New lines of the log before those that are known. */
import assert from "node:assert/strict";
import type { LogEntry } from "../../core/protocol/log_entry.ts";
import { withNew } from "../../ui/new_lines.ts";

const line = (atMs: number, message = `${atMs}`): LogEntry => ({ atMs, level: "info", source: "core", message });
const lines = (entries: LogEntry[], cursor: string | null = null) => ({ entries, cursor });

Deno.test("withNew() puts new lines first, each once, also those of the same millisecond", () => {
  const known = lines([line(5, "b"), line(5, "a"), line(3)], "1-20");
  const merged = withNew(known, lines([line(7), line(5, "c"), line(5, "b"), line(5, "a")]));
  assert.deepEqual(merged.entries.map(({ message }) => message), ["7", "c", "b", "a", "3"]);
  assert.equal(merged.cursor, "1-20", "older lines go on where they did");
});

Deno.test("withNew() changes nothing when nothing is new", () => {
  const known = lines([line(5), line(3)]);
  assert.equal(withNew(known, lines([line(5)])), known);
});

Deno.test("withNew() begins anew when so many are new that there is a gap, and when there were none", () => {
  const fresh = lines([line(9), line(8)], "1-7");
  assert.equal(withNew(lines([line(5)]), fresh), fresh);
  assert.equal(withNew(lines([]), fresh), fresh);
});
