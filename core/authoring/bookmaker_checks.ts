/** What is asked of a bookmaker: a reading for any frame in time, no number out of nothing, and its own labelled pictures read right. */
import { join } from "node:path";
import { PLUGIN_TIMINGS } from "../cells/plugin_cell_options.ts";
import type { LoadedPlugin } from "../cells/plugin_store.ts";
import { HostError } from "../protocol/errors.ts";
import type { TableDescription } from "../protocol/manifest.ts";
import type { Picture } from "../protocol/picture.ts";
import { NUMBER_REGIONS, type Reading, type Region } from "../protocol/reading.ts";
import { Random } from "../simulator/random.ts";
import { calibratedReader } from "../vision/calibrated_reader.ts";
import { readFrameSet } from "../vision/frame_set.ts";
import { type CheckList, Finding } from "./check_list.ts";
import type { TriedPlugin } from "./tried_plugin.ts";

/** Labelled pictures in a bookmaker's folder. */
const FRAMES_FOLDER = "frames";
const NOISE_FRAMES = 6;
const START_MS = 1_750_000_000_000;

type Paint = (at: number) => number;
interface StrangeFrame {
  what: string;
  crops: Map<Region, Picture>;
  takenAtMs: number;
}

/** Makes the checks. */
export async function checkBookmaker(
  list: CheckList,
  { tried, plugin }: { tried: TriedPlugin; plugin: LoadedPlugin },
): Promise<void> {
  // Given by the manifest's own check.
  const table = plugin.manifest.table!, { name } = plugin.manifest;
  await list.check("reads any frame", async () => {
    const frames = strangeFrames(table);
    let slowestMs = 0, tick = 0;
    for (const frame of frames) {
      const startMs = performance.now();
      const reading = await read(tried, { ...frame, table: name, tick: tick += 1 });
      slowestMs = Math.max(slowestMs, performance.now() - startMs);
      refuseInvented(reading, frame.what);
    }
    return `${frames.length} frames, the slowest took ${slowestMs.toFixed(1)} ms of ${PLUGIN_TIMINGS.readMs}`;
  });
  await list.check("reads its own pictures", () => checkFrames(plugin, table));
}

async function read(
  tried: TriedPlugin,
  { what, crops, takenAtMs, table, tick }: StrangeFrame & { table: string; tick: number },
): Promise<Reading> {
  try {
    const reading = await tried.cell.readFrame({ table, tick, takenAtMs }, crops);
    tried.checkAlive(what);
    if (reading !== null) return reading;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    throw new Finding(`${what}: ${error.message}`);
  }
  throw new Finding(`${what}: it gave no reading`);
}

function refuseInvented(reading: Reading, what: string): void {
  for (const region of NUMBER_REGIONS) {
    const { value } = reading[region];
    if (value !== null) throw new Finding(`${what}: it reads ${region} as ${value} where nothing stands: give null`);
  }
}

function strangeFrames(table: TableDescription): StrangeFrame[] {
  const random = new Random("bookmaker checks");
  const regions = Object.entries(table.regions) as [Region, readonly number[]][];
  const all = (paint: Paint, size: (width: number, height: number) => [number, number] = (w, h) => [w, h]) =>
    new Map(regions.map(([region, [, , width, height]]) => [region, picture(...size(width, height), paint)]));
  const noise: Paint = () => random.uint32() & 255;
  const frame = (what: string, crops: Map<Region, Picture>, offsetMs = 0) => ({
    what,
    crops,
    takenAtMs: START_MS + offsetMs,
  });
  return [
    frame("a first frame without any crop", new Map()),
    frame("a black screen", all((at) => at % 4 === 3 ? 255 : 0), 200),
    frame("a white screen", all(() => 255), 400),
    frame("crops of one pixel", all(noise, () => [1, 1]), 600),
    frame("crops one pixel high", all(noise, (width) => [width, 1]), 800),
    frame("crops of twice the size", all(() => 40, (width, height) => [2 * width, 2 * height]), 1000),
    frame("the score alone", new Map([...all(noise)].filter(([region]) => region === "score")), 1200),
    ...Array.from({ length: NOISE_FRAMES }, (_, index) => frame("noise", all(noise), 1400 + 200 * index)),
    frame("a clock that jumped back an hour", all(() => 40), -3_600_000),
    frame("a clock that jumped a day ahead", all(() => 80), 86_400_000),
    frame("nothing new", new Map(), 86_400_200),
  ];
}

function picture(width: number, height: number, paint: Paint): Picture {
  return { width, height, data: Uint8Array.from({ length: 4 * width * height }, (_, at) => paint(at)) };
}

async function checkFrames(plugin: LoadedPlugin, table: TableDescription): Promise<string> {
  const folder = join(plugin.folder, FRAMES_FOLDER);
  if (!await Deno.lstat(folder).then(() => true, () => false)) {
    return `none: keep some labelled ones in ${FRAMES_FOLDER}/ and every later change is held against them`;
  }
  if (plugin.manifest.entry) return "not tried: its own code reads, let its own test hold them";
  const wrong: string[] = [];
  let said = "";
  const watch = {
    reader: calibratedReader(table),
    onResult: ({ verdict, truth, line: { image, region, value } }: {
      verdict: string | null;
      truth: unknown;
      line: { image: string; region: Region; value: unknown };
    }) => {
      if (verdict === "wrong") wrong.push(`${image} ${region} is read as ${value} instead of ${truth}`);
    },
  };
  for await (const line of readFrameSet(folder, watch)) {
    if ("frames" in line) said = `${line.frames} pictures: ${line.right} right, ${line.withheld} withheld`;
  }
  if (wrong.length > 0) throw new Finding(`${wrong.length} wrong: ${wrong.slice(0, 3).join("; ")}`);
  return said;
}
