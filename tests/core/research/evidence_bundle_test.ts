/** The evidence bundle: its files say the same as each other, and nothing of a name gets into the page as markup. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { bundleFiles, writeBundle, zipBundle } from "../../../core/research/evidence_bundle.ts";
import { testFairness } from "../../../core/research/fairness.ts";
import { testInWords } from "../../../core/research/fairness_texts.ts";
import { parseRounds } from "../../../core/research/rounds_file.ts";
import { drawSeries } from "../../../core/research/round_series.ts";
import { Random } from "../../../core/simulator/random.ts";

const random = new Random("bundle");
const SERIES = drawSeries(() => random.uint32(), { count: 500 });
const REPORT = testFairness(SERIES);
const FILES = bundleFiles(REPORT, SERIES, { source: "<img src=x onerror=alert(1)> & co", madeAtMs: 1_700_000_000_000 });
const textOf = (name: string, files: ReadonlyMap<string, Uint8Array> = FILES) =>
  new TextDecoder().decode(files.get(name));

Deno.test("bundleFiles() has the rounds as they were, the report that was made of them, and the hashes of all", () => {
  const { series } = parseRounds(textOf("rounds.csv"));
  assert.deepEqual(series.multiplier, SERIES.multiplier);
  assert.deepEqual(series.endedAtMs, SERIES.endedAtMs);
  assert.deepEqual(JSON.parse(textOf("report.json")).ks, REPORT.ks);
  const sums = textOf("SHA256SUMS.txt").trim().split("\n").map((line) => line.split("  "));
  assert.deepEqual(sums.map(([, name]) => name), ["rounds.csv", "report.json", "report.html"]);
  for (const [sum, name] of sums) assert.equal(sum, createHash("sha256").update(FILES.get(name)!).digest("hex"));
});

Deno.test("bundleFiles() makes a page in two languages that runs nothing and fetches nothing", () => {
  const page = textOf("report.html");
  assert.match(page, /Is this table fair\?/);
  assert.match(page, /Da li je ovaj sto pošten\?/);
  assert.ok(page.includes("&lt;img src=x onerror=alert(1)&gt; &amp; co"));
  assert.doesNotMatch(page, /<img|<script|https?:|undefined|NaN/);
});

Deno.test("testInWords() has words for every test in both languages", () => {
  for (const { id } of REPORT.tests) {
    assert.notEqual(testInWords(id, "en"), id);
    assert.notEqual(testInWords(id, "sr"), testInWords(id, "en"));
  }
  assert.match(testInWords("autocorrelation-3", "en"), /the one 3 before it/);
});

Deno.test("zipBundle() packs every file, and writeBundle() never overwrites one", async () => {
  const unpacked = unzipSync(zipBundle(FILES, 1_700_000_000_000));
  assert.deepEqual(Object.keys(unpacked).sort(), [...FILES.keys()].sort());
  assert.equal(new TextDecoder().decode(unpacked["rounds.csv"]), textOf("rounds.csv"));
  const folder = await Deno.makeTempDir();
  try {
    await writeBundle(FILES, join(folder, "new"));
    assert.equal(await Deno.readTextFile(join(folder, "new", "rounds.csv")), textOf("rounds.csv"));
    await assert.rejects(writeBundle(FILES, join(folder, "new")), /is there already/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
