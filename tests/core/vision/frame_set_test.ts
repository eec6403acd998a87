import assert from "node:assert/strict";
import { HostError } from "../../../core/protocol/errors.ts";
import {
  type FrameLine,
  type FrameReader,
  type FrameResult,
  type FrameSummary,
  readFrameSet,
  readLabels,
} from "../../../core/vision/frame_set.ts";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { FRAMES_DIR, loadLabels } from "./pictures.ts";

async function readAll(
  dir: string,
  options: Parameters<typeof readFrameSet>[1] = {},
): Promise<(FrameLine | FrameSummary)[]> {
  return await Array.fromAsync(readFrameSet(dir, options));
}

async function inFolder(run: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function writeSet(dir: string, labels: readonly unknown[]): Promise<void> {
  await Deno.writeFile(`${dir}/a.png`, createCanvas(40, 20).toBuffer("image/png"));
  const lines = labels.map((label) => typeof label === "string" ? label : JSON.stringify(label));
  await Deno.writeTextFile(`${dir}/labels.jsonl`, lines.join("\n"));
}

/** Rejects with `bad_config` whose message holds all parts. */
async function refuses(dir: string, parts: readonly string[]): Promise<void> {
  await assert.rejects(readAll(dir), (error: HostError) => {
    assert.equal(error.code, "bad_config");
    for (const part of parts) assert(error.message.includes(part), `${error.message} holds no ${part}`);
    return true;
  });
}

const GOOD = { image: "a.png", regions: { score: [0, 0, 40, 20] }, locale: "sr-RS", truth: { score: null } };

Deno.test("readFrameSet() yields a line a region and last a summary that adds up", async () => {
  const results = await readAll(FRAMES_DIR), labels = await loadLabels();
  const summary = results.pop() as FrameSummary;
  assert.deepEqual(results.map((line) => (line as FrameLine).image), labels.map(({ image }) => image));
  assert.equal(summary.frames, labels.length);
  assert.equal(summary.right + summary.wrong + summary.withheld, summary.regions);
  assert.equal(summary.wrong, 0);
  assert(summary.msPerFrame.p50 > 0 && summary.msPerFrame.p95 >= summary.msPerFrame.p50);
});

Deno.test("readFrameSet() names file, line, field and value when one of many labels is wrong", async () => {
  await inFolder(async (dir) => {
    await refuses(dir, [`${dir}/labels.jsonl`, "a frame set is a folder"]);
    await writeSet(dir, [""]);
    await refuses(dir, ["labels.jsonl", "empty"]);
    const cases: [unknown, string[]][] = [
      ["{", ["not JSON"]],
      [{ ...GOOD, image: "../a.png" }, ["image", "../a.png", "inside the folder"]],
      [{ ...GOOD, locale: "serbian" }, ["locale", "serbian"]],
      [{ ...GOOD, truth: { score: "3.45" } }, ["truth.score", "3.45"]],
      [{ ...GOOD, truth: { phase: "gone" } }, ["truth.phase", "gone", "waiting"]],
      [{ ...GOOD, regions: { score: [0, 0, 0, 20] } }, ["regions.score"]],
      [{ ...GOOD, regions: { score: [10, 0, 40, 20] } }, ["regions.score", "[10,0,40,20]", "a.png", "40x20"]],
      [{ ...GOOD, image: "b.png" }, ["image", "b.png", "put the picture there"]],
    ];
    for (const [bad, parts] of cases) {
      await writeSet(dir, [GOOD, GOOD, bad, GOOD]);
      await refuses(dir, [`${dir}/labels.jsonl:3`, ...parts]);
    }
  });
});

Deno.test("readFrameSet() names the picture when it is no picture, or only half of one", async () => {
  await inFolder(async (dir) => {
    await writeSet(dir, [GOOD]);
    await Deno.writeTextFile(`${dir}/a.png`, "not a picture");
    await refuses(dir, ["labels.jsonl:1", "a.png"]);
  });
});

Deno.test("readLabels() reads a file with a mark at its beginning and other line ends", async () => {
  await inFolder(async (dir) => {
    await writeSet(dir, [GOOD]);
    const styled = JSON.stringify({ ...GOOD, style: "light", more: "ignored" });
    await Deno.writeTextFile(`${dir}/labels.jsonl`, `\ufeff${JSON.stringify(GOOD)}\r\n\r\n${styled}\r\n`);
    const labels = await readLabels(dir);
    assert.deepEqual(labels.map(({ style }) => style), [undefined, "light"]);
  });
});

Deno.test("readFrameSet() reads each region where its label says", async () => {
  const lines = (await readAll(FRAMES_DIR)).slice(0, -1) as FrameLine[];
  const { image, region, value, confidence } = lines.find((line) => line.value !== null)!;
  const { locale } = (await loadLabels()).find((label) => label.image === image)!;
  const decoded = await loadImage(await Deno.readFile(`${FRAMES_DIR}/${image}`));
  const { width, height } = decoded;
  const context = createCanvas(width + 60, height + 50).getContext("2d");
  context.drawImage(decoded, 37, 23);
  await inFolder(async (dir) => {
    const label = {
      image: "a.png",
      regions: { [region]: [37, 23, width, height] },
      locale,
      truth: { [region]: value },
    };
    await writeSet(dir, [label]);
    await Deno.writeFile(`${dir}/a.png`, context.canvas.toBuffer("image/png"));
    const [number, summary] = await readAll(dir);
    assert.equal((number as FrameLine).value, value);
    assert.equal((number as FrameLine).confidence, confidence);
    assert.equal((summary as FrameSummary).right, 1);
  });
});

Deno.test("readFrameSet() judges values and phases by the truth, and nothing where none is given", async () => {
  let phase: "flying" | "unknown" | null = null;
  let value: number | null = null;
  const reader: FrameReader = {
    readNumber: () => Promise.resolve({ value, confidence: 0.5, method: "glyphs", micros: 3 }),
    readPhase: () => ({ phase, confidence: 0.5, method: "rules" }),
  };
  const regions = { score: [0, 0, 40, 20], phase: [0, 0, 40, 20] };
  await inFolder(async (dir) => {
    const judged = async (truth: unknown) => {
      await writeSet(dir, [{ ...GOOD, regions, truth }]);
      const verdicts: Record<string, FrameResult["verdict"]> = {};
      const onResult = ({ line, verdict }: FrameResult) => verdicts[line.region] = verdict;
      const summary = (await readAll(dir, { reader, onResult })).at(-1) as FrameSummary;
      assert.equal(summary.regions, Object.values(verdicts).filter((verdict) => verdict !== null).length);
      return verdicts;
    };
    assert.deepEqual(await judged({ score: 345, phase: "flying" }), { score: "withheld", phase: "withheld" });
    assert.deepEqual(await judged({ score: null, phase: "unknown" }), { score: "right", phase: "right" });
    assert.deepEqual(await judged({ phase: null }), { score: null, phase: "right" });
    assert.deepEqual(await judged(null), { score: "right", phase: "right" });
    [value, phase] = [345, "flying"];
    assert.deepEqual(await judged({ score: 345, phase: "flying" }), { score: "right", phase: "right" });
    assert.deepEqual(await judged({ score: 340, phase: "waiting" }), { score: "wrong", phase: "wrong" });
    assert.deepEqual(await judged({ score: null, phase: "unknown" }), { score: "wrong", phase: "wrong" });
    assert.deepEqual(await judged(undefined), { score: null, phase: null });
    phase = "unknown";
    assert.deepEqual(await judged({ phase: "flying" }), { score: null, phase: "withheld" });
  });
});

Deno.test("readFrameSet() tells how far it is before each picture and at the end", async () => {
  await inFolder(async (dir) => {
    await writeSet(dir, [GOOD, GOOD, GOOD]);
    const calls: [number, number][] = [];
    await readAll(dir, { onProgress: (done, all) => calls.push([done, all]) });
    assert.deepEqual(calls, [[0, 3], [1, 3], [2, 3], [3, 3]]);
  });
});
