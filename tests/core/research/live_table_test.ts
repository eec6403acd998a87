import { equal, ok } from "node:assert/strict";
import type { Round } from "../../../core/protocol/round.ts";
import { LiveTable } from "../../../core/research/live_table.ts";
import { loadModel, type Model } from "../../../core/research/model_file.ts";
import { trainModel, USUAL_SHAPE } from "../../../core/research/model_training.ts";
import { unnotedTrial } from "../../../core/research/trial_book.ts";
import { hashSeries } from "../../../core/research/rounds_source.ts";
import { fairRounds } from "./planted_rounds.ts";

const series = fairRounds(300, "live table");

function round(index: number, change: Partial<Round> = {}): Round {
  return {
    ...{ id: 10 * index, table: "mozzart", startedAtMs: index * 22_000, endedAtMs: index * 22_000 + 15_000 },
    ...{ multiplier: series.multiplier[index], players: null, playersMoneyMinor: null },
    ...change,
  };
}

async function withModel(run: (model: Model) => void): Promise<void> {
  const dataDir = await Deno.makeTempDir();
  const shape = {
    ...USUAL_SHAPE,
    forest: { ...USUAL_SHAPE.forest, trees: 4 },
    boosting: { ...USUAL_SHAPE.boosting, trees: 4 },
  };
  const rounds = { series, title: "rounds", hash: hashSeries(series) };
  const { path } = await trainModel(rounds, { name: "a", shape, dataDir, workers: 0, nowMs: 1, trial: unnotedTrial() });
  run(await loadModel(path));
  await Deno.remove(dataDir, { recursive: true });
}

function liveWith(model: Model, rounds: number): LiveTable {
  const live = new LiveTable({ table: "mozzart", rounds: [], targetHundredths: 200 });
  live.use(model);
  for (let index = 0; index < rounds; index++) live.push(round(index), 5);
  return live;
}

const saidBy = (live: LiveTable) => live.word?.probabilityHigh ?? null;

Deno.test("LiveTable says nothing before ten rounds, then each next round, and gives what it said with what came", () =>
  withModel((model) => {
    equal(liveWith(model, 9).word, null);
    const live = liveWith(model, 10), said = live.word;
    ok(said && said.after.id === 90);
    const row = live.push(round(10), 6);
    equal(row?.probability, said.probabilityHigh);
    equal(row?.id, 100);
    equal(row?.atMs, 5);
    equal(row?.multiplier, series.multiplier[10]);
    equal(row?.model, "a-v1");
  }));

Deno.test("LiveTable takes its word back when a round was missed in between, or comes off the history strip", () =>
  withModel((model) => {
    equal(liveWith(model, 10).push(round(11), 6), null);
    equal(liveWith(model, 10).push(round(10, { source: "history" }), 6), null);
    // Just in time is in time.
    ok(liveWith(model, 10).push(round(10, { startedAtMs: round(9).endedAtMs + 20_000 }), 6));
    equal(liveWith(model, 10).push(round(10, { startedAtMs: round(9).endedAtMs + 20_001 }), 6), null);
  }));

Deno.test("LiveTable puts a round that is found later into its place, and says nothing of the one under way", () =>
  withModel((model) => {
    const late = liveWith(model, 12);
    late.push(round(13), 6);
    late.push(round(12, { source: "history" }), 7);
    equal(saidBy(late), null);
    equal(late.push(round(14), 8), null);
    const whole = liveWith(model, 15);
    equal(saidBy(late), saidBy(whole));
    late.push(round(14), 9);
    equal(saidBy(late), null);
  }));

Deno.test("LiveTable keeps no more rounds than features look back on: the same word with and without older ones", () =>
  withModel((model) => {
    const long = liveWith(model, 290), late = new LiveTable({ table: "mozzart", rounds: [], targetHundredths: 200 });
    late.use(model);
    for (let index = 70; index < 290; index++) late.push(round(index), 5);
    equal(saidBy(long), saidBy(late));
  }));
