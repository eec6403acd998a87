/**
 * Runs every bench, one after the other, so that none disturbs another; a bench that fails costs the others nothing.
 * Ends with the one table, and writes `bench.json` and the plots of the curves.
 *
 * `deno task bench [--peers DIR] [--only read,write] [--out DIR]`; `--record` writes into `tests/bench/results/` and
 * renews README's table from it; `--readme` only does the latter.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type BenchFile, isMet, runBench, tableOf } from "./figures.ts";
import { plotOf } from "./plot.ts";

const BENCHES = [
  "read",
  "write",
  "reader",
  "capture",
  "cell",
  "event",
  "tables",
  "bet",
  "sweep",
  "forward",
  "fleet",
  "drain",
  "model",
  "start",
  "table_scaling",
  "row_scaling",
];
const SECONDS_MAX = 300;
const HERE = fileURLToPath(new URL(".", import.meta.url));
export const RESULTS = join(HERE, "results");
export const README = join(HERE, "../../README.md");
const BEGIN = "<!-- bench: written by deno task bench --readme -->", END = "<!-- /bench -->";

/** A text whose part between the marks is the table. */
export function withTable(text: string, file: BenchFile): string {
  const from = text.indexOf(BEGIN), to = text.indexOf(END);
  if (from < 0 || to < from) throw new Error(`Cannot write the table: README.md has no ${BEGIN} … ${END}`);
  const { measuredAt, machine } = file;
  return `${text.slice(0, from)}${BEGIN}\n\nMeasured on ${measuredAt}, ${machine}.\n\n${tableOf(file)}\n\n${
    text.slice(to)
  }`;
}

async function renewReadme(): Promise<void> {
  const file: BenchFile = JSON.parse(await Deno.readTextFile(join(RESULTS, "bench.json")));
  await Deno.writeTextFile(README, withTable(await Deno.readTextFile(README), file));
  // The house's format, columns included.
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", README] }).output();
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      peers: { type: "string" },
      only: { type: "string" },
      out: { type: "string", default: "data/bench" },
      record: { type: "boolean", default: false },
      readme: { type: "boolean", default: false },
    },
  });
  if (values.readme) return await renewReadme(), 0;
  const names = values.only?.split(",") ?? BENCHES;
  const file: BenchFile = {
    version: 1,
    measuredAt: new Date().toISOString().slice(0, 10),
    machine: `${navigator.hardwareConcurrency} cores, Deno ${Deno.version.deno}, ${Deno.build.os}`,
    results: [],
  };
  for (const name of names) {
    console.log(`\n${name}`);
    const args = values.peers === undefined ? [] : ["--peers", values.peers];
    file.results.push(await runBench(join(HERE, `${name}_bench.ts`), { args, secondsMax: SECONDS_MAX }));
  }
  const out = values.record ? RESULTS : values.out;
  await write(file, out);
  if (values.record) await renewReadme();
  console.log(`\n${tableOf(file)}\n\nwrote ${join(out, "bench.json")} and its plots`);
  const isGood = file.results.every(({ failed, figures }) => failed === null && figures.every(isMet));
  return isGood ? 0 : 1;
}

async function write(file: BenchFile, out: string): Promise<void> {
  await Deno.mkdir(out, { recursive: true });
  await Deno.writeTextFile(join(out, "bench.json"), `${JSON.stringify(file, null, 2)}\n`);
  for (const curve of file.results.flatMap(({ curves }) => curves)) {
    await Deno.writeTextFile(join(out, `${curve.title.replaceAll(" ", "-")}.svg`), plotOf(curve));
  }
}

if (import.meta.main) Deno.exitCode = await main();
