/**
 * How long five regions of a table take to read, as a ratio to peers on the same frames in the same run. Frames and
 * peers come from the folder named by `--peers DIR` or AVIATOR_PEERS; without it only our own figure on the bundled
 * frames is printed.
 */
import { equal } from "node:assert/strict";
import { join } from "node:path";
import { type FrameSummary, readFrameSet } from "../../core/vision/frame_set.ts";
import { NUMBER_REGIONS } from "../../core/protocol/reading.ts";
import { readPhase } from "../../core/vision/phase_reader.ts";
import { paint } from "../core/vision/pictures.ts";
import { tellFigure } from "./figures.ts";
import { TABLE } from "../core/vision/table.ts";

const SEED = 7;
const FRAMES = 2_000;
/** Share of the values that must be read, all of them right. */
const RIGHT_MIN = 0.999;
const OLD_READ_MS = 10;
/** By the reader's name: what it is, and the most that ours may take of its time. */
const PEERS: Record<string, { beside: string; goals: Partial<Spread> }> = {
  spawn: { beside: "pytesseract, a process a region", goals: { p50: 1 / 1000, p95: 1 / 300 } },
  tesserocr: { beside: "tesserocr", goals: { p50: 1 / 100 } },
  opencv: { beside: "OpenCV templates", goals: {} },
};
/** Frames for a peer that needs half a second each. */
const PEER_FRAMES = 60;
const SLOWEST_BOUND = "the slowest of ours are crops whose first reading is doubted and that are read again in other " +
  "ways, while a started process costs each crop the same; a busy machine shows here first";
const BUNDLED = new URL("../core/vision/frames", import.meta.url).pathname;

interface Spread {
  p50: number;
  p95: number;
}

interface OwnRead {
  /** milliseconds of one table's five regions: one number of each kind and the phase */
  fiveRegions: Spread;
  summary: FrameSummary;
}

async function measureOurs(dir: string): Promise<OwnRead> {
  const micros: Record<string, number[]> = Object.fromEntries(NUMBER_REGIONS.map((region) => [region, []]));
  let summary: FrameSummary | null = null;
  // Twice: the first pass warms up.
  for (let pass = 0; pass < 2; pass++) {
    for (const region of NUMBER_REGIONS) micros[region] = [];
    for await (const line of readFrameSet(dir)) {
      if (!("image" in line)) summary = line;
      else if (line.region !== "phase") micros[line.region].push(line.micros);
    }
  }
  const tables = Math.min(...NUMBER_REGIONS.map((region) => micros[region].length).filter((count) => count > 0));
  const phaseMicros = measurePhase();
  const fives = Array.from(
    { length: tables },
    (_, table) => NUMBER_REGIONS.reduce((sum, region) => sum + (micros[region][table] ?? 0), phaseMicros) / 1000,
  );
  equal(summary!.wrong, 0);
  return { fiveRegions: spread(fives), summary: summary! };
}

function measurePhase(): number {
  const picture = paint({ width: 480, height: 180 }, [["#101020", 0, 0, 480, 180], ["#e50539", 0, 90, 200, 90]]);
  const times = Array.from({ length: 200 }, () => {
    const startMs = performance.now();
    equal(readPhase(picture, { table: TABLE }).phase, "flying");
    return (performance.now() - startMs) * 1000;
  });
  // The first half warms up.
  return spread(times.slice(100)).p50;
}

function spread(values: number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  return { p50: sorted[sorted.length >> 1], p95: sorted[Math.floor(sorted.length * 0.95)] };
}

interface PeerRead {
  msPerRegion: Spread;
  regions: number;
  right: number;
  wrongAccepted: number;
}

/** What a peer read and how long a region took; null when the machine lacks what it needs. */
async function measurePeer(peers: string, { reader, dir }: { reader: string; dir: string }): Promise<PeerRead | null> {
  const args = [join(peers, "ocr.py"), dir, "--reader", reader, "--limit", String(PEER_FRAMES)];
  const { success, stdout } = await new Deno.Command("/usr/bin/python3", { args, stderr: "null" }).output();
  return success ? JSON.parse(new TextDecoder().decode(stdout)) : null;
}

async function makeFrames(peers: string, dir: string): Promise<void> {
  const args = [join(peers, "crops.py"), dir, "--seed", String(SEED), "--count", String(FRAMES)];
  const { success, stderr } = await new Deno.Command("/usr/bin/python3", { args, stdout: "null" }).output();
  if (!success) throw new Error(`Cannot make frames: ${new TextDecoder().decode(stderr)}`);
}

/** Tells the ratios of five regions of ours to five of the peer's. */
export async function tellReads({ peers }: { peers?: string }): Promise<void> {
  if (!peers) return tellOwn([await measureOurs(BUNDLED)]);
  const dir = await Deno.makeTempDir({ prefix: "read-bench-" });
  try {
    await makeFrames(peers, dir);
    const turns = [await measureOurs(dir)];
    for (const [reader, { beside, goals }] of Object.entries(PEERS)) {
      const peer = await measurePeer(peers, { reader, dir });
      // Between the peers, so that what else the machine does meets both.
      turns.push(await measureOurs(dir));
      if (!peer) console.log(`read: ${reader} is not installed`);
      else tellBeside(peer, { turns: turns.slice(-2), goals, beside });
    }
    tellOwn(turns);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** A peer's ratios: ours just before it and just after it, the mean of both. */
function tellBeside(
  { msPerRegion, regions, right, wrongAccepted }: PeerRead,
  { turns, goals, beside }: { turns: OwnRead[]; goals: Partial<Spread>; beside: string },
): void {
  console.log(`${beside}: ${right} of ${regions} right, ${wrongAccepted} wrong ones look valid`);
  for (const share of ["p50", "p95"] as const) {
    const ours = turns.reduce((sum, { fiveRegions }) => sum + fiveRegions[share], 0) / turns.length;
    const value = ours / (5 * msPerRegion[share]), bound = share === "p95" ? SLOWEST_BOUND : undefined;
    tellFigure({ step: `five regions read, ${share}`, value, unit: "ratio", atMost: goals[share], beside, bound });
  }
}

function tellOwn(turns: OwnRead[]): void {
  const { right, wrong, withheld } = turns[0].summary, beside = `the truth of ${right + wrong + withheld} values`;
  // The calmest turn: what else the machine does only ever slows down.
  const value = Math.min(...turns.map(({ fiveRegions }) => fiveRegions.p95));
  tellFigure({
    ...{ step: "five regions read, p95", value, unit: "ms", atMost: OLD_READ_MS },
    beside: "the old system's 10–15 ms",
  });
  tellFigure({ step: "wrong values", value: wrong, unit: "values", atMost: 0, beside });
  tellFigure({
    ...{ step: "values right", value: right / (right + wrong + withheld), unit: "share", atLeast: RIGHT_MIN, beside },
    bound: `${withheld} are withheld because two ways of reading them differ; none is wrong`,
  });
}

if (import.meta.main) {
  const flag = Deno.args.indexOf("--peers");
  await tellReads({ peers: flag >= 0 ? Deno.args[flag + 1] : Deno.env.get("AVIATOR_PEERS") });
}
