import assert from "node:assert/strict";
import { EXAMPLES_MAX, FrameReport, quantile, WITHHELD_EACH_MAX } from "../../../core/vision/frame_report.ts";
import type { FrameResult, FrameSummary } from "../../../core/vision/frame_set.ts";
import { countLines, reportPage } from "../../../core/vision/report_page.ts";
import { paint } from "./pictures.ts";

const picture = paint({ width: 8, height: 6 }, [["#ff0000", 0, 0, 8, 6]]);

function result(
  verdict: FrameResult["verdict"],
  { truth = 345, value = null as number | null, confidence = 0.5, image = "a.png", style = "light" } = {},
): FrameResult {
  const line = { image, region: "score" as const, value, confidence, method: "cnn" as const, micros: 1000 };
  return { line, truth, verdict, style, locale: "sr-RS", picture };
}

Deno.test("FrameReport counts by region, style and method, and what was taken for what", () => {
  const report = new FrameReport(() => "why");
  report.add(result("right", { value: 345, confidence: 1 }));
  report.add(result("wrong", { value: 845 }));
  report.add(result("wrong", { value: 34 }));
  report.add(result("withheld", { style: "dark" }));
  report.add(result(null));
  const { right, wrong, withheld, micros } = report.byRegion.get("score")!;
  assert.deepEqual({ right, wrong, withheld, reads: micros.length }, { right: 1, wrong: 2, withheld: 1, reads: 4 });
  assert.equal(report.byStyle.get("dark")!.withheld, 1);
  assert.deepEqual([...report.confusion.get("score")!], [
    ["right", 1],
    ["figure misread", 1],
    ["figures lost or added behind", 1],
    ["withheld", 1],
  ]);
  assert.equal(report.confidence.at(-1)!.right, 1);
});

Deno.test("FrameReport keeps every wrong example up to its limit and few withheld ones of a kind", () => {
  const report = new FrameReport(() => "why");
  for (let index = 0; index < 20; index++) report.add(result("withheld"));
  assert.equal(report.examples.length, WITHHELD_EACH_MAX);
  for (let index = 0; index <= EXAMPLES_MAX; index++) report.add(result("wrong", { value: 1 }));
  assert.equal(report.examples.length, EXAMPLES_MAX);
  assert.equal(report.wrongNotShown, WITHHELD_EACH_MAX + 1);
});

Deno.test("reportPage() holds figures, pictures and reasons, loads nothing and takes no text for markup", () => {
  const report = new FrameReport(() => "because <b>");
  report.add(result("wrong", { value: 845, image: '"><script>alert(1)</script>.png', style: "<i>" }));
  const summary: FrameSummary = {
    frames: 1,
    regions: 1,
    right: 0,
    wrong: 1,
    withheld: 0,
    msPerFrame: { p50: 1.25, p95: 2.5 },
  };
  const page = reportPage(report, { title: "Reading & co", summary });
  for (const part of ["1 wrong", "1.25 ms", "2.50 ms", "Reading &#38; co", "because &#60;b&#62;", "data:image/png"]) {
    assert(page.includes(part), part);
  }
  assert(!page.includes("<script>") && !page.includes("<i>"));
  assert(!/\b(src|href)="(?!data:)/.test(page) && !page.includes("http"));
});

Deno.test("countLines() is a table with a line a row", () => {
  const report = new FrameReport(() => "");
  report.add(result("right", { value: 345 }));
  const [head, row, ...rest] = countLines("style", report.byStyle).split("\n");
  assert.match(head, /^style\s+right\s+wrong\s+withheld/);
  assert.match(row, /^light\s+1\s+0\s+0\s+100\.00\s+1\.00\s+1\.00$/);
  assert.deepEqual(rest, []);
});

Deno.test("quantile() is 0 when there is nothing", () => {
  assert.equal(quantile([], 0.5), 0);
  assert.equal(quantile([3, 1, 2], 0.5), 2);
  assert.equal(quantile([3, 1, 2], 1), 3);
});
