/**
 * Promise: grabbing thirty regions takes at most a third of what a Python program takes that uses shared memory too.
 *
 * `deno run -A tests/bench/capture_bench.ts [--peers DIR]`; the peer is `capture.py` in that folder or in `AVIATOR_PEERS`.
 */
import { ok } from "node:assert/strict";
import { parseArgs } from "node:util";
import { DesktopSource } from "../../core/screen/desktop_source.ts";
import { tellFigure } from "./figures.ts";
import { program } from "../e2e/programs.ts";
import { startXvfb } from "../e2e/xvfb.ts";

const SCREEN = { width: 1920, height: 1080 };
/** Width and height of a table's five regions. */
const REGIONS = [[300, 90], [180, 32], [180, 32], [180, 32], [160, 28]];
/** Six tables, where the peer has them too. */
const RECTS = Array.from(
  { length: 6 },
  (_, table) => REGIONS.map(([width, height]) => ({ x: 100 * table, y: 200, width, height })),
).flat();
const SECONDS = 0.3, TURNS = 5, RATIO_MAX = 1 / 3;

/** Times of one grab, in ms, for about `SECONDS`. */
async function sample(source: DesktopSource): Promise<number[]> {
  const times: number[] = [];
  const endMs = performance.now() + 1000 * SECONDS;
  while (performance.now() < endMs) {
    const startMs = performance.now();
    const pictures = await source.grab(RECTS);
    times.push(performance.now() - startMs);
    ok(pictures.length === RECTS.length && pictures[29].data.length === 4 * 160 * 28 && pictures[29].data[3] === 255);
  }
  return times;
}

/** The peer's median in ms; null without the peer. */
async function peerMs(peers: string | undefined, display: string): Promise<number | null> {
  if (!peers) return null;
  const regions = RECTS.map(({ x, y, width, height }) => [x, y, width, height].join()).join(";");
  const args = [`${peers}/capture.py`, "--display", display, "--methods", "xshm", "--regions", regions];
  const { success, stdout, stderr } = await new Deno.Command(program("python3"), {
    args: [...args, "--seconds", String(SECONDS)],
  }).output();
  const text = new TextDecoder();
  ok(success, text.decode(stderr));
  return JSON.parse(text.decode(stdout)).p50Ms.xshm.regions;
}

function percentile(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))];
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}

const { values: { peers } } = parseArgs({
  options: { peers: { type: "string", default: Deno.env.get("AVIATOR_PEERS") } },
});
await using xvfb = await startXvfb(SCREEN);
await using source = await DesktopSource.open({ display: xvfb.display });
await sample(source);
const ours: number[] = [], theirs: number[] = [], ratios: number[] = [];
// In turns: what else the machine does meets both.
for (let turn = 0; turn < TURNS; turn++) {
  const times = await sample(source), peer = await peerMs(peers, xvfb.display);
  ours.push(...times);
  if (peer !== null) {
    theirs.push(peer);
    ratios.push(percentile(times, 0.5) / peer);
  }
}
const ratio = ratios.length > 0 ? percentile(ratios, 0.5) : null;
console.log(JSON.stringify({
  bench: "capture",
  regions: RECTS.length,
  p50Ms: rounded(percentile(ours, 0.5)),
  p95Ms: rounded(percentile(ours, 0.95)),
  peerP50Ms: theirs.length > 0 ? percentile(theirs, 0.5) : null,
  ratio: ratio === null ? null : rounded(ratio),
  ratioOfEachTurn: ratios.map(rounded),
  goal: rounded(RATIO_MAX),
}));
if (ratio !== null) {
  const beside = "Python with shared memory";
  tellFigure({ step: "30 regions grabbed", value: ratio, unit: "ratio", atMost: RATIO_MAX, beside });
}
