import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { VirtualClock } from "../../../core/clock.ts";
import { openPredictions, Predictions, type PredictionsContext } from "../../../core/host/predictions.ts";
import { config } from "../../../core/ops/config.ts";
import type { CoreSettings } from "../../../core/ops/core_settings.ts";
import type { PageChange, PageState } from "../../../core/protocol/page.ts";
import type { Round } from "../../../core/protocol/round.ts";
import { LiveTable } from "../../../core/research/live_table.ts";
import { loadModel } from "../../../core/research/model_file.ts";
import { listModels } from "../../../core/research/model_file.ts";
import { trainModel, USUAL_SHAPE } from "../../../core/research/model_training.ts";
import type { RoundSeries } from "../../../core/research/round_series.ts";
import { unnotedTrial } from "../../../core/research/trial_book.ts";
import { hashSeries } from "../../../core/research/rounds_source.ts";
import { Reader } from "../../../core/storage/reader.ts";
import { Writer } from "../../../core/storage/writer.ts";
import { fairRounds, plantedRounds } from "../research/planted_rounds.ts";

const ROUND_MS = 22_000, START_MS = Date.UTC(2026, 0, 5);

/** Rounds of a table as the host tells them, 6 s of waiting between them. */
function roundsOf(series: RoundSeries, { table = "mozzart", from = 0 } = {}): Round[] {
  return [...series.multiplier].slice(from).map((multiplier, index) => {
    const startedAtMs = START_MS + (from + index) * ROUND_MS, endedAtMs = startedAtMs + ROUND_MS - 6_000;
    return {
      ...{ id: 1_000 + from + index, table, startedAtMs, endedAtMs, multiplier },
      ...{ players: 100, playersMoneyMinor: null },
    };
  });
}

/** A real database, a real writer and reader, and predictions on them. */
class Bench implements AsyncDisposable {
  readonly #ends = new AsyncDisposableStack();
  readonly logged: string[] = [];
  #number = 0;
  listeners = new Set<(change: PageChange) => void>();
  writer!: Writer;
  context!: PredictionsContext;
  dataDir = "";

  static async open({ roundsMin = 300, tables = ["mozzart"] } = {}): Promise<Bench> {
    const bench = new Bench(), dataDir = await Deno.makeTempDir();
    bench.dataDir = dataDir;
    bench.#ends.defer(() => Deno.remove(dataDir, { recursive: true }));
    const path = join(dataDir, "aviator.sqlite"), clock = new VirtualClock({ startMs: START_MS, speed: Infinity });
    const log = (level: string, _source: string, message: string) => void bench.logged.push(`${level}: ${message}`);
    bench.writer = await Writer.open({
      ...{ path, journalPath: join(dataDir, "journal.jsonl"), tables: 1, clock, onCommitted: () => {} },
      log: (level, message) => log(level, "writer", message),
    });
    bench.#ends.use(bench.writer);
    const reader = bench.#ends.use(await Reader.open(path));
    bench.context = {
      config: config.parse({ predictions: { roundsMin } }),
      settings: { dataDir, safeMode: false } as CoreSettings,
      ...{ clock, reader, writer: bench.writer, log, nextNumber: () => bench.#number += 1 },
      state: () => ({ tables: tables.map((table) => ({ table })) }) as PageState,
      subscribe: (listener) => {
        bench.listeners.add(listener);
        return () => bench.listeners.delete(listener);
      },
    };
    return bench;
  }

  async predictions(): Promise<Predictions> {
    return this.#ends.use(await Predictions.open(this.context));
  }

  async store(rounds: readonly Round[]): Promise<void> {
    this.writer.add(rounds.map((round) => ({ plugin: "main", seq: round.id, row: { kind: "round", ...round } })));
    await this.writer.drain({ deadlineMs: 10_000 });
  }

  tell(rounds: readonly Round[]): void {
    for (const round of rounds) for (const listener of this.listeners) listener({ type: "round", round });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#ends.disposeAsync();
  }
}

Deno.test("Predictions trains a table's model when there are enough rounds, says each next round, and keeps what it said beside what came", async () => {
  await using bench = await Bench.open();
  const series = fairRounds(900, "live"), rounds = roundsOf(series);
  await bench.store(rounds.slice(0, 400));
  const predictions = await bench.predictions();
  const before = await predictions.view();
  deepEqual([before.tables[0].model, before.tables[0].next, before.tables[0].live], [null, null, null]);
  equal(before.tables[0].rounds, 400);
  predictions.follow();
  await predictions.idle();
  bench.tell(rounds.slice(400));
  await bench.writer.drain({ deadlineMs: 10_000 });
  const { tables: [table], targetHundredths } = await predictions.view();
  equal(targetHundredths, 200);
  equal(table.model?.name, "live-mozzart");
  equal(table.model?.trainedRounds, 312);
  ok(table.next && Math.abs(table.next.probabilityHigh + table.next.probabilityLow - 1) < 1e-12);
  // The first round after training was said nothing of: nothing was known before it.
  const stored = await bench.context.reader.predictions({ limit: 10_000 });
  equal(stored.length, 499);
  equal(table.live?.forecasts, 499);
  for (const { id, multiplier, lawProbability, model } of stored) {
    equal(multiplier, rounds[id - 1_000].multiplier);
    equal(lawProbability, 0.485);
    match(model, /^live-mozzart-v\d$/);
  }
  ok(table.live.verdict !== "edge");
  equal(table.live.calibration.reduce((sum, point) => sum + point.forecasts, 0), 499);
});

Deno.test("Predictions says exactly what the model gives the features that its training had for the same round", async () => {
  await using bench = await Bench.open();
  const series = plantedRounds(1_000, "same"), rounds = roundsOf(series);
  await bench.store(rounds.slice(0, 400));
  const predictions = await bench.predictions();
  predictions.follow();
  await predictions.idle();
  const [listed] = await listModels(bench.dataDir);
  const model = await loadModel(listed.path),
    live = new LiveTable({ table: "mozzart", rounds: [], targetHundredths: 200 });
  live.use(model);
  bench.tell(rounds.slice(400, 640));
  await predictions.idle();
  for (const round of rounds.slice(400, 640)) live.push(round, 0);
  await bench.writer.drain({ deadlineMs: 10_000 });
  const [last] = await bench.context.reader.predictions({ limit: 1 });
  deepEqual([last.id, last.multiplier], [1_639, rounds[639].multiplier]);
  equal(live.word?.probabilityHigh, (await predictions.view()).tables[0].next?.probabilityHigh);
});

Deno.test("Predictions goes on with its model after a restart, and trains anew only when there are more rounds", async () => {
  await using bench = await Bench.open();
  const rounds = roundsOf(fairRounds(1_400, "restart"));
  await bench.store(rounds.slice(0, 400));
  {
    await using first = await Predictions.open(bench.context);
    first.follow();
    await first.idle();
  }
  const second = await bench.predictions();
  equal((await second.view()).tables[0].model?.version, 1);
  second.follow();
  await second.idle();
  equal((await listModels(bench.dataDir)).length, 1);
  // 400 rounds were seen: 300 more are needed.
  equal((await second.view()).tables[0].roundsNeeded, 690);
  await bench.store(rounds.slice(400, 800));
  bench.tell(rounds.slice(400, 800));
  await second.idle();
  equal((await second.view()).tables[0].model?.version, 2);
});

Deno.test("Predictions says what is wrong when training fails, goes on, and uses no model of another target", async () => {
  await using bench = await Bench.open({ tables: ["mozzart", "soccer"] });
  const odd = fairRounds(400, "odd");
  await bench.store(roundsOf({ ...odd, multiplier: odd.multiplier.map(() => 150) }));
  await bench.store(
    roundsOf(fairRounds(100, "few"), { table: "soccer" }).map((round) => ({ ...round, id: round.id + 5_000 })),
  );
  const shape = { ...USUAL_SHAPE, targetHundredths: 300 }, series = fairRounds(400, "other");
  await trainModel({ series, title: "others", hash: hashSeries(series) }, {
    ...{ name: "live-soccer", shape, dataDir: bench.dataDir, workers: 0, nowMs: 1, trial: unnotedTrial() },
  });
  const predictions = await bench.predictions();
  predictions.follow();
  await predictions.idle();
  const { tables: [mozzart, soccer] } = await predictions.view();
  match(mozzart.trouble, /0 of 312 rounds reach 2x; choose another target/);
  ok(mozzart.roundsNeeded >= 700 && mozzart.model === null);
  deepEqual([soccer.model, soccer.trouble], [null, ""]);
  ok(bench.logged.some((line) => line.startsWith("warning: Cannot train on recorded rounds of mozzart")));
});

for (const [name, make] of [["planted", plantedRounds], ["fair", fairRounds]] as const) {
  Deno.test(`Predictions tells ${name === "planted" ? "value where its model has shown an edge" : "no value by the law"}`, async () => {
    await using bench = await Bench.open();
    const all = 8_200, rounds = roundsOf(make(all, name));
    await bench.store(rounds.slice(0, 8_000));
    const predictions = await bench.predictions();
    predictions.follow();
    bench.tell(rounds.slice(8_000, 8_001));
    await predictions.idle();
    bench.tell(rounds.slice(8_001));
    await bench.writer.drain({ deadlineMs: 10_000 });
    const { reader } = bench.context, told = await reader.signals({ limit: 1_000 });
    const foretold = await reader.predictions({ table: "mozzart", limit: 1_000 });
    equal(foretold.length, 198);
    const ofValue = foretold.filter(({ probability }) => 2 * probability - 1 >= 0.03).length;
    // What is said of the round after the last one is a signal, too, and no prediction yet.
    if (name === "planted") ok(told.length >= ofValue && told.length <= ofValue + 1 && ofValue > 20, `${told.length}`);
    else equal(told.length, 0);
    ok(
      told.every(({ event, selection, from }) =>
        event === "mozzart" && selection === ">= 2.00" && from === "live-mozzart-v1"
      ),
    );
  });
}

Deno.test("openPredictions() opens nothing when switched off, in safe mode, and for a recording", async () => {
  await using bench = await Bench.open();
  const context = bench.context as Parameters<typeof openPredictions>[0];
  const off = config.parse({ predictions: { enabled: false } });
  equal(await openPredictions({ ...context, config: off }), null);
  equal(await openPredictions({ ...context, settings: { ...context.settings, safeMode: true } }), null);
  const replay = config.parse({ source: "replay", recording: "a.avr", strategies: [] });
  equal(await openPredictions({ ...context, config: replay }), null);
});
