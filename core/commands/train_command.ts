/** `train phase`: learns a table's phases from the colours of its regions, stored or in a labelled frame set. */
import { join } from "node:path";
import type { RegionColors } from "../protocol/color_sample.ts";
import { HostError } from "../protocol/errors.ts";
import { copyCrop } from "../screen/crop.ts";
import { DATABASE_FILE } from "../storage/open_database.ts";
import { QUERY_ROWS_MAX } from "../storage/queries.ts";
import { Reader } from "../storage/reader.ts";
import { colorStatistics } from "../vision/color_statistics.ts";
import { loadPicture, readLabels } from "../vision/frame_set.ts";
import { COLOR_REGIONS, colorFeatures } from "../vision/phase_colors.ts";
import { phaseModelFile } from "../vision/phase_model_file.ts";
import { type LabelledColors, trainPhaseColors } from "../vision/training/phase_clusters.ts";
import type { CommonOptions } from "./common_options.ts";

/** The latest so many moments are trained on: half a day. */
export const SAMPLES_MAX = 100_000;
const SAMPLES_MIN = 60;

export interface TrainPhaseOptions extends CommonOptions {
  table: string;
  /** a labelled frame set instead of stored samples */
  frames?: string;
  clusters: number;
  seed: number;
}

/** Trains, prints what it reached on samples that training did not see, and stores the model for the next start. */
export async function trainPhase(options: TrainPhaseOptions): Promise<number> {
  const { table, clusters, seed } = options;
  const samples = options.frames === undefined ? await storedColors(options) : await frameColors(options.frames);
  if (samples.length < Math.max(SAMPLES_MIN, clusters * 2)) {
    throw new HostError(
      "bad_config",
      `Cannot train ${table}: ${samples.length} samples, ${SAMPLES_MIN} at least are needed; ` +
        `add "rgb-collector" to the configuration's collectors and let the table run for some minutes`,
    );
  }
  const { model, confusion } = await trainPhaseColors(samples, { table, seed, clusters, purity: 0.98, holdOut: 0.25 });
  const file = phaseModelFile(options.data, table);
  await Deno.mkdir(join(options.data, "models"), { recursive: true });
  await Deno.writeTextFile(`${file}.part`, JSON.stringify(model, null, 1));
  await Deno.rename(`${file}.part`, file);
  const report = { file, table, samples: samples.length, heldOut: model.scores, confusion, dataHash: model.dataHash };
  if (options.json) console.log(JSON.stringify(report));
  else for (const line of reportLines(report)) console.log(line);
  return 0;
}

type Report = {
  file: string;
  table: string;
  samples: number;
  heldOut: { samples: number; right: number; wrong: number; withheld: number; accuracy: number | null };
  confusion: Record<string, Record<string, number>>;
};

function reportLines({ file, table, samples, heldOut, confusion }: Report): string[] {
  const accuracy = heldOut.accuracy === null
    ? "nothing told"
    : `${(100 * heldOut.accuracy).toFixed(2)} % of what it tells`;
  return [
    `${table}: ${samples} samples, the latest ${heldOut.samples} kept for measuring`,
    `right ${heldOut.right}, wrong ${heldOut.wrong}, withheld ${heldOut.withheld}: ${accuracy}`,
    ...Object.entries(confusion).map(([phase, told]) =>
      `  ${phase.padEnd(8)} told as ${Object.entries(told).map(([name, count]) => `${name} ${count}`).join(", ")}`
    ),
    `stored in ${file}; it is used from the next start on`,
  ];
}

async function storedColors({ data, table }: TrainPhaseOptions): Promise<LabelledColors[]> {
  const path = join(data, DATABASE_FILE);
  await Deno.stat(path).catch((cause) => {
    throw new HostError("storage", `Cannot read ${path}: no such database; start the program once`, { cause });
  });
  await using reader = await Reader.open(path);
  const moments = new Map<number, { phase: LabelledColors["phase"]; regions: RegionColors[] }>();
  let beforeId: number | undefined;
  while (moments.size < SAMPLES_MAX) {
    const rows = await reader.samples({ table, limit: QUERY_ROWS_MAX, beforeId });
    for (const { takenAtMs, phase, region, mean, deviation } of rows) {
      const moment = moments.get(takenAtMs) ?? { phase, regions: [] };
      moment.regions.push({ region, mean, deviation });
      moments.set(takenAtMs, moment);
    }
    if (rows.length < QUERY_ROWS_MAX) break;
    beforeId = rows[rows.length - 1].id;
  }
  return [...moments].flatMap(([takenAtMs, { phase, regions }]) => {
    const features = colorFeatures(regions);
    return features ? [{ takenAtMs, phase, features }] : [];
  });
}

/** Frames whose phase is labelled, in the set's order. */
async function frameColors(dir: string): Promise<LabelledColors[]> {
  const samples: LabelledColors[] = [];
  for (const { image, regions, truth } of await readLabels(dir)) {
    if (!truth?.phase) continue;
    const picture = await loadPicture(`${dir}/${image}`);
    const colors = COLOR_REGIONS.flatMap((region): RegionColors[] => {
      const box = regions[region];
      if (!box) return [];
      const [x, y, width, height] = box;
      return [{ region, ...colorStatistics(copyCrop(picture, { rect: { x, y, width, height } })) }];
    });
    const features = colorFeatures(colors);
    if (features) samples.push({ takenAtMs: samples.length, phase: truth.phase, features });
  }
  return samples;
}
