/** The thread that trains a table's model from its recorded rounds. It may read the data folder and write its models. */
import { join } from "node:path";
import { DATABASE_FILE } from "../storage/open_database.ts";
import { readRoundColumns } from "../storage/round_columns.ts";
import { liveModelName } from "./live_table.ts";
import { type ModelShape, pruneModels } from "./model_file.ts";
import { trainModel } from "./model_training.ts";
import { sliceSeries } from "./round_series.ts";
import type { Trial } from "./trial_book.ts";
import { hashSeries } from "./rounds_source.ts";

/** Versions of a table's model that stay. */
const VERSIONS_KEPT = 3;

/** Trusted, as the core made it. */
export interface LiveTrainingOrder {
  dataDir: string;
  table: string;
  shape: ModelShape;
  /** the latest so many */
  roundsMax: number;
  nowMs: number;
  trial: Trial;
}

export type LiveTrainingAnswer = { path: string } | { error: string };

async function train(
  { dataDir, table, shape, roundsMax, nowMs, trial }: LiveTrainingOrder,
): Promise<LiveTrainingAnswer> {
  const all = readRoundColumns(join(dataDir, DATABASE_FILE), { table });
  const series = sliceSeries(all, Math.max(0, all.multiplier.length - roundsMax)), name = liveModelName(table);
  const rounds = { series, title: `recorded rounds of ${table}`, hash: hashSeries(series) };
  const { path } = await trainModel(rounds, { name, shape, dataDir, workers: 0, nowMs, trial });
  await pruneModels(name, { dataDir, keep: VERSIONS_KEPT });
  return { path };
}

const self = globalThis as unknown as {
  onmessage: ((event: MessageEvent<LiveTrainingOrder>) => void) | null;
  postMessage(answer: LiveTrainingAnswer): void;
};
self.onmessage = async ({ data }) => {
  self.postMessage(await train(data).catch((error: Error) => ({ error: error.message })));
};
