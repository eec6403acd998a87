/**
 * Promises: a sweep of 1,000 settings over 1,000,000 rounds takes at most 60 s on two cores, and at most 0.8 of what NumPy
 * takes for the same sweep; results are the same to the unit. Every bundled strategy itself, event by event, plays at least a million
 * rounds in a second of one core's time.
 *
 * `deno run -A tests/bench/sweep_bench.ts [--rounds N] [--settings N]`
 */
import { deepEqual } from "node:assert/strict";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { StrategyPlay } from "../../core/betting/strategy_play.ts";
import { parsePluginConfig } from "../../core/cells/plugin_config.ts";
import { PLAY_ROUNDS_MAX } from "../../core/protocol/cell_messages.ts";
import { findStrategy, USUAL_RANGE } from "../../core/research/find_strategy.ts";
import { loadRounds } from "../../core/research/rounds_source.ts";
import { StrategyCell } from "../../core/research/strategy_cell.ts";
import { runSweep } from "../../core/research/sweep.ts";
import { tellFigure } from "./figures.ts";
import { PluginWorkshop } from "../core/cells/plugin_fixture.ts";

const PYTHON = "/usr/bin/python3";
const PLUGINS = join(import.meta.dirname!, "../../plugins");
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "1000000" },
    settings: { type: "string", default: "1000" },
    peers: { type: "string" },
  },
});
const roundsCount = Number(values.rounds), settingsCount = Number(values.settings);

await using workshop = new PluginWorkshop();
const places = { dataDir: workshop.dataDir, folders: [PLUGINS] };
const { series } = await loadRounds({ kind: "law", seed: 1, count: roundsCount }, places);
await using cell = await StrategyCell.open(await findStrategy("martingale", places));
const terms = { table: "bench", range: USUAL_RANGE, bankrollMinor: null };

/** Ladders of one to twelve steps, stakes and cash-outs all different. */
const candidates = Array.from({ length: settingsCount }, (_, index) => {
  const steps = 1 + index % 12;
  return {
    stakesMinor: Array.from({ length: steps }, (_, step) => Math.round((1_000 + index) * 1.7 ** step / 10) * 10),
    cashOutsHundredths: Array.from({ length: steps }, (_, step) => 150 + (index % 37) * 5 + 10 * step),
  };
});
const startMs = performance.now();
const results = await runSweep(cell, series, { terms, candidates });
const seconds = (performance.now() - startMs) / 1000;
const tables = [];
for (const settings of candidates) tables.push(await cell.stepTable({ ...terms, settings }));
deepEqual(results.map(({ by }) => by), candidates.map(() => "table"));

await Deno.writeFile(join(workshop.folder, "rounds.i32"), new Uint8Array(series.multiplier.buffer));
const columns = tables.map((table) => {
  const { stakes, cashOuts, afterWin, afterLoss } = table!;
  return { stakes: [...stakes], cashOuts: [...cashOuts], afterWin: [...afterWin], afterLoss: [...afterLoss] };
});
await Deno.writeTextFile(join(workshop.folder, "sets.json"), JSON.stringify(columns));
const { success, stdout, stderr } = await new Deno.Command(PYTHON, {
  args: [join(import.meta.dirname!, "numpy_sweep.py"), workshop.folder],
}).output();
if (!success) throw new Error(new TextDecoder().decode(stderr));
const numpy = JSON.parse(new TextDecoder().decode(stdout));
deepEqual(results.map(({ profit }) => profit), numpy.profit);
deepEqual(results.map(({ maxDrawdown }) => maxDrawdown), numpy.maxDrawdown);
const ratio = seconds / numpy.seconds;

const events: Record<string, number> = {};
for (const name of ["flat", "martingale", "anti-martingale", "dalembert", "fibonacci", "fixed-target"]) {
  events[name] = await millionsOfRounds(name);
}
console.log(JSON.stringify({
  ...{ bench: "sweep", settings: settingsCount, rounds: roundsCount, seconds: Number(seconds.toFixed(1)) },
  ...{ numpySeconds: Number(numpy.seconds.toFixed(1)), ratio: Number(ratio.toFixed(3)), eventMillionsOfRounds: events },
}));
tellFigure({
  ...{ step: `a sweep, ${settingsCount} settings over ${roundsCount} rounds`, value: ratio, unit: "ratio" },
  ...{ atMost: 0.8, beside: "NumPy, the same results" },
});
tellFigure({ step: "the same sweep", value: seconds, unit: "s", atMost: 60, beside: "two cores" });
for (const [name, millions] of Object.entries(events)) {
  const rate = { value: 1e6 * millions, unit: "rounds/s", atLeast: 1e6 } as const;
  tellFigure({ step: `${name} played event by event`, ...rate, beside: "one core's time" });
}

/** Rounds that the strategy's own code plays in a second of this process's time, millions. */
async function millionsOfRounds(name: string): Promise<number> {
  const { default: { decide } } = await import(join(PLUGINS, "strategies", name, "main.ts"));
  const config = parsePluginConfig((await findStrategy(name, places)).manifest, {});
  const options = { decide, table: "bench", range: USUAL_RANGE, config, bankrollMinor: null };
  let bestMs = Infinity;
  for (let time = 0; time < 5; time += 1) {
    const play = new StrategyPlay(options), before = processMs();
    for (let from = 0; from < roundsCount; from += PLAY_ROUNDS_MAX) {
      const to = from + PLAY_ROUNDS_MAX;
      play.play({ endedAtMs: series.endedAtMs.subarray(from, to), multiplier: series.multiplier.subarray(from, to) });
    }
    bestMs = Math.min(bestMs, processMs() - before);
  }
  return Number((roundsCount / 1_000 / bestMs).toFixed(2));
}

/** Processor time of this process so far: others on the machine do not count. */
function processMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
