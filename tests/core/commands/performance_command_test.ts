/** `performance compare` on files that were written by hand: changes, marks, and what is refused. */
import { deepEqual, equal, match } from "node:assert/strict";
import { join } from "node:path";
import type { ModuleFigures, PerformanceFile } from "../../../core/protocol/performance.ts";
import { runHere } from "./run_here.ts";

function figures(change: Partial<ModuleFigures>): ModuleFigures {
  return {
    ...{ calls: 100, failures: 0, totalMs: 200, ioWaitMs: 0, meanMs: 2, p50Ms: 2, p95Ms: 4, maxMs: 9 },
    ...{ rssBytes: null, rssBytesMax: null, cpuShare: null, ...change },
  };
}

function file(...modules: Record<string, ModuleFigures>[]): PerformanceFile {
  const run = { startedAtMs: 0, endedAtMs: 60_000, source: "virtual", tables: 4, rounds: 9 };
  const runs = modules.map((one, index) => ({ ...run, startedAtMs: -index + 10, modules: one }));
  return { version: 1, runs, minutes: { atMs: [], values: {} }, anomalies: [] };
}

async function folderWith(content: PerformanceFile | string): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "aviator-compare-" });
  const text = typeof content === "string" ? content : JSON.stringify(content);
  await Deno.writeTextFile(join(folder, "performance.json"), text);
  return folder;
}

const linesOf = (text: string) => text.split("\n");

Deno.test("performance compare prints before, after and the change of the last two runs", async () => {
  const after = { writer: figures({ meanMs: 3, p95Ms: 3, totalMs: 300, ioWaitMs: 300 }), new: figures({ calls: 3 }) };
  const before = { writer: figures({ ioWaitMs: 100, rssBytes: 50e6 }) };
  const data = await folderWith(file(after, before));
  const { status, out } = await runHere("performance", "compare", "--data", data, "--json");
  equal(status, 0);
  const found = linesOf(out).map((line) => JSON.parse(line)).map(
    ({ module, figure, before, after, change, verdict }) => {
      return [module, figure, before, after, change === null ? null : Math.round(change * 100), verdict];
    },
  );
  deepEqual(found, [
    ["new", "meanMs", null, 2, null, "unsure"],
    ["new", "p95Ms", null, 4, null, "unsure"],
    ["writer", "meanMs", 2, 3, 50, "worse"],
    ["writer", "p95Ms", 4, 3, -25, "better"],
    ["writer", "ioWaitShare", 0.5, 1, 100, "same"],
    ["writer", "rssBytes", 50e6, null, null, "unsure"],
  ]);
  const table = (await runHere("performance", "compare", "2", data, "--data", data)).out;
  match(table, /writer +mean time, ms +2 +3 +\+50 % worse/);
  await Deno.remove(data, { recursive: true });
});

Deno.test("performance compare takes two files and calls nothing better of too few calls", async () => {
  const one = await folderWith(file({ server: figures({ calls: 19 }) }));
  const other = await folderWith(file({ server: figures({ calls: 500, meanMs: 1 }) }));
  const { status, out } = await runHere("performance", "compare", one, join(other, "performance.json"), "--json");
  equal(status, 0);
  deepEqual(linesOf(out).map((line) => JSON.parse(line).verdict), ["unsure", "unsure"]);
  for (const folder of [one, other]) await Deno.remove(folder, { recursive: true });
});

const REFUSED: [what: string, content: PerformanceFile | string, args: string[], says: RegExp][] = [
  ["a run that is not known", file({}), ["1", "2"], /Cannot compare run 2: 1 are known/],
  ["no JSON", "nonsense", [], /Cannot read .*performance\.json/],
  ["another file's fields", '{"version":2}', [], /Cannot use .*performance\.json.*version/],
  ["a file that is not there", file({}), ["nowhere.json", "1"], /Cannot read nowhere\.json: there is none/],
];

for (const [what, content, args, says] of REFUSED) {
  Deno.test(`performance compare ends with status 2 when it is given ${what}`, async () => {
    const data = await folderWith(content);
    const { status, errors } = await runHere("performance", "compare", ...args, "--data", data);
    equal(status, 2);
    match(errors, says);
    await Deno.remove(data, { recursive: true });
  });
}

Deno.test("performance list prints runs by their numbers and what was unusual", async () => {
  const known = file({}, {});
  known.anomalies.push({ atMs: 0, series: "server.meanMs", value: 20, usual: 2 });
  const data = await folderWith(known);
  const { out } = await runHere("performance", "list", "--data", data);
  match(linesOf(out)[0], /^ {2}1 {2}1970-.* 4 tables \(virtual\), 9 rounds/);
  equal(linesOf(out)[2], "unusual at 1970-01-01T00:00:00.000Z: server.meanMs was 20, usually 2");
  await Deno.remove(data, { recursive: true });
});
