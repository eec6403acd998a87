/** What the bench's own machinery promises: a failing bench costs the others nothing, misses are shown, plots are whole. */
import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import { join } from "node:path";
import { README, RESULTS, withTable } from "./bench.ts";
import { type BenchFile, type Figure, runBench, tableOf } from "./figures.ts";
import { plotOf } from "./plot.ts";

const FIGURES = new URL("./figures.ts", import.meta.url).href;
const MET: Figure = { step: "grab", value: 1 / 4, unit: "ratio", atMost: 1 / 3, beside: "a peer" };
const MISSED: Figure = {
  ...{ step: "write", value: 0.8, unit: "ratio", atLeast: 0.9, beside: "a loop", bound: "it hops" },
};

const fileWith = (figures: Figure[], failed: string | null = null): BenchFile => ({
  ...{ version: 1, measuredAt: "2026-01-01", machine: "2 cores" },
  results: [{ bench: "some", seconds: 1, failed, figures, curves: [] }],
});

async function benchOf(code: string): Promise<{ file: string } & AsyncDisposable> {
  const folder = await Deno.makeTempDir({ prefix: "aviator-figures-" }), file = join(folder, "some_bench.ts");
  await Deno.writeTextFile(file, `import { tellCurve, tellFigure } from "${FIGURES}";\n${code}`);
  return { file, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

Deno.test("runBench() keeps what was told, and says how it ended, when the bench fails", async () => {
  await using bench = await benchOf(`tellFigure(${JSON.stringify(MET)}); throw new Error("no");`);
  const result = await runBench(bench.file, { args: [], secondsMax: 60 });
  deepEqual([result.bench, result.failed, result.figures], ["some", "ended with 1", [MET]]);
});

Deno.test("runBench() ends a bench and says so when it takes too long", async () => {
  await using bench = await benchOf("setInterval(() => {}, 1000);");
  const result = await runBench(bench.file, { args: [], secondsMax: 1 });
  equal(result.failed, "took more than 1 s");
});

Deno.test("tableOf() shows goals met, missed, and what failed", () => {
  const table = tableOf(fileWith([MET, MISSED], "ended with 1"));
  match(table, /^\| grab \| 1\/4 \| ≤ 1\/3 \| yes \| a peer \|$/m);
  match(table, /^\| write \| 0.8 × \| ≥ 0.9 × \| \*\*no\*\* \| a loop \|$/m);
  match(table, /^\| the rest of some \| ended with 1 \|/m);
});

Deno.test("tableOf() says what bounds a goal only where it is missed", () => {
  const metNow = { ...MISSED, value: 0.95 };
  match(tableOf(fileWith([MISSED])), /^- write, beside a loop: it hops$/m);
  ok(!tableOf(fileWith([metNow])).includes("it hops"));
});

Deno.test("tellFigure() ends a bench that runs by itself with 1 when a goal is missed", async () => {
  for (const [figure, code] of [[MET, 0], [MISSED, 1]] as const) {
    await using bench = await benchOf(`tellFigure(${JSON.stringify(figure)});`);
    const args = ["run", "-A", "--no-check", bench.file];
    const status = await new Deno.Command(Deno.execPath(), { args, stdout: "null", stderr: "null" }).output();
    equal(status.code, code);
    equal((await runBench(bench.file, { args: [], secondsMax: 60 })).failed, null);
  }
});

Deno.test("withTable() replaces what stands between the marks and nothing else", async () => {
  const readme = await Deno.readTextFile(README);
  const once = withTable(readme, fileWith([MET])), twice = withTable(once, fileWith([MISSED]));
  match(once, /\| grab \|/);
  ok(!twice.includes("| grab |") && twice.includes("| write |"));
  equal(withTable(twice, fileWith([MET])), once);
  const [head] = readme.split("<!-- bench");
  ok(once.startsWith(head) && once.endsWith(readme.split("<!-- /bench -->")[1]));
  throws(() => withTable("no marks", fileWith([MET])), /has no <!-- bench/);
});

Deno.test("README's table is the one of the recorded results", async () => {
  const recorded = await Deno.readTextFile(join(RESULTS, "bench.json")).catch(() => null);
  if (recorded === null) return;
  const cells = (text: string) =>
    text.split("\n").filter((line) => line.startsWith("|")).map((line) => line.replace(/[-\s]+/g, " "));
  const shown = cells((await Deno.readTextFile(README)).split("<!-- bench")[1].split("<!-- /bench")[0]);
  deepEqual(shown, cells(tableOf(JSON.parse(recorded))));
});

Deno.test("plotOf() draws every point inside the picture when sizes spread over four powers of ten", () => {
  const series = {
    writer: [[1e3, 2e5], [1e5, 1.9e5], [1e7, 1.2e5]] as [number, number][],
    flat: [[1e3, 7], [1e7, 7]] as [number, number][],
  };
  const svg = plotOf({ title: "writing <rows>", x: "rows", unit: "rows/s", series });
  const circles = [...svg.matchAll(/<circle cx="([^"]+)" cy="([^"]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);
  equal(circles.length, 5);
  for (const [x, y] of circles) ok(x >= 70 && x <= 620 && y >= 40 && y <= 310, `${x},${y}`);
  match(svg, />10M</);
  ok(!/NaN|Infinity|<rows>/.test(svg));
});
