import assert from "node:assert/strict";
import { progressLine } from "../../../core/commands/progress_bar.ts";
import { parseLocale } from "../../../core/commands/diagnose_command.ts";
import { FRAMES_DIR, loadLabels } from "../vision/pictures.ts";
import { runHere } from "./run_here.ts";

Deno.test("read --json prints a line a region and last the summary; --report writes the page", async () => {
  const dir = await Deno.makeTempDir(), report = `${dir}/report.html`;
  try {
    const { status, out } = await runHere("read", FRAMES_DIR, "--json", "--report", report);
    const lines = out.split("\n").map((line) => JSON.parse(line)), labels = await loadLabels();
    assert.equal(status, 0);
    assert.equal(lines.length, labels.length + 1);
    assert.deepEqual(Object.keys(lines[0]), ["image", "region", "value", "confidence", "method", "micros"]);
    assert.deepEqual(Object.keys(lines.at(-1)), ["frames", "regions", "right", "wrong", "withheld", "msPerFrame"]);
    assert.match(await Deno.readTextFile(report), /^<!doctype html>/);
    const plain = await runHere("read", FRAMES_DIR);
    assert.match(plain.out, /region\s+right\s+wrong/);
    assert.match(plain.out, /a picture takes \d/);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("read ends with 2 and the remedy when the set or the report's place is wrong", async () => {
  const missing = await runHere("read", "/nowhere/at/all", "--json");
  assert.equal(missing.status, 2);
  assert.match(missing.errors, /Cannot read \/nowhere\/at\/all\/labels\.jsonl.*a frame set is a folder/);
  const report = await runHere("read", FRAMES_DIR, "--report", "/nowhere/report.html");
  assert.equal(report.status, 2);
  assert.match(report.errors, /Cannot write \/nowhere\/report\.html/);
});

Deno.test("diagnose says why and writes page and data; a wrong region is named", async () => {
  const dir = await Deno.makeTempDir(), [label] = await loadLabels(), image = `${FRAMES_DIR}/${label.image}`;
  try {
    const told = await runHere("diagnose", image, "--kind", "multiplier", "--locale", label.locale, "--out", dir);
    assert.equal(told.status, 0);
    assert.match(told.out, /page: /);
    assert.match(await Deno.readTextFile(`${dir}/diagnosis.html`), /^<!doctype html>/);
    assert("attempts" in JSON.parse(await Deno.readTextFile(`${dir}/diagnosis.json`)));
    const json = await runHere("diagnose", image, "--json");
    assert("why" in JSON.parse(json.out));
    const outside = await runHere("diagnose", image, "--region", "0,0,9999,9");
    assert.equal(outside.status, 2);
    assert.match(outside.errors, /--region 0,0,9999,9: outside/);
    const gone = await runHere("diagnose", `${dir}/none.png`);
    assert.deepEqual([gone.status, /Cannot read .*none\.png/.test(gone.errors)], [2, true]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("overlay writes the picture; an unknown table is named", async () => {
  const dir = await Deno.makeTempDir(), [label] = await loadLabels(), image = `${FRAMES_DIR}/${label.image}`;
  try {
    const done = await runHere("overlay", image, "--table", "soccer", "--out", `${dir}/o.png`, "--json");
    assert.equal(done.status, 0, done.errors);
    assert(done.out.split("\n").map((line) => JSON.parse(line)).some(({ name }) => name === "score"));
    assert((await Deno.stat(`${dir}/o.png`)).size > 100);
    const unknown = await runHere("overlay", image, "--table", "nobody", "--out", `${dir}/o.png`);
    assert.deepEqual([unknown.status, /nobody/.test(unknown.errors)], [2, true]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("quick-test says region by region what was read, and ends with 1 when a table is not there", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const good = await runHere("quick-test", "--table", "balkanbet", "--seconds", "8", "--json", "--data", dir);
    assert.equal(good.status, 0, good.errors);
    const { place, regions, phases } = JSON.parse(good.out);
    assert.equal(place, "here");
    assert.equal(phases.waiting + phases.flying + phases.crashed, 40);
    for (const { region, reads, values, last } of regions) {
      assert.equal(values, reads, region);
      if (region === "myMoney") assert.equal(last, 10_000_000);
    }
    const unknown = await runHere("quick-test", "--table", "nobody", "--data", dir);
    assert.deepEqual([unknown.status, /"nobody".*balkanbet/.test(unknown.errors)], [2, true]);
    assert.deepEqual([...Deno.readDirSync(dir)], []);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("parseLocale() takes a tag or two examples, and nothing else", () => {
  assert.equal(parseLocale("sr-RS"), "sr-RS");
  assert.deepEqual(parseLocale("12 345,60/x3.45"), { number: "12 345,60", multiplier: "x3.45" });
  for (const bad of ["serbian", "a/b/c", "/"]) assert.throws(() => parseLocale(bad), /examples such as/);
});

Deno.test("progressLine() shows share, counts and what is left", () => {
  const line = progressLine("reading", { done: 25, all: 100, passedMs: 5000 });
  assert.equal(line, "reading [#######-----------------------] 25 of 100, 15 s left");
  assert.equal(progressLine("x", { done: 0, all: 9, passedMs: 1 }), `x [${"-".repeat(30)}] 0 of 9`);
});
