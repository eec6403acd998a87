import assert from "node:assert/strict";
import type { Picture } from "../../../core/protocol/picture.ts";
import type { Region } from "../../../core/protocol/reading.ts";
import { TableReader } from "../../../core/vision/table_reader.ts";
import { readNumber } from "../../../core/vision/number_reader.ts";
import { loadFrame, loadLabels, paint } from "./pictures.ts";
import { TABLE } from "./table.ts";

const SIZE = { width: 200, height: 100 };
const FLYING = paint(SIZE, [["#101020", 0, 0, 200, 100], ["#e50539", 0, 60, 60, 30]]);
const WAITING = paint(SIZE, [["#101020", 0, 0, 200, 100], ["#40a0ff", 50, 80, 50, 10]]);
const NOTHING = { value: null, confidence: 0, method: "none", micros: 0 };

async function readableFrame(region: "score" | "otherCount"): Promise<{ picture: Picture; value: number }> {
  const kind = region === "score" ? "multiplier" : "count";
  for (const { image, locale, truth } of await loadLabels()) {
    if (typeof truth[region] !== "number" || locale !== "en-US") continue;
    const picture = await loadFrame(image);
    if (readNumber(picture, { kind, locale }).value === truth[region]) return { picture, value: truth[region] };
  }
  throw new Error(`no readable ${region}`);
}

function frame(tick: number, crops: Partial<Record<Region, Picture>>) {
  return { tick, takenAtMs: 1000 + tick, crops: new Map(Object.entries(crops) as [Region, Picture][]) };
}

Deno.test("TableReader.read() keeps what did not change, as cached and for no time", async () => {
  const reader = new TableReader(TABLE, "demo");
  const score = await readableFrame("score"), count = await readableFrame("otherCount");
  const first = reader.read(frame(1, { phase: FLYING, score: score.picture, otherCount: count.picture }));
  assert.equal(first.table, "demo");
  assert.equal(first.score.value, score.value);
  assert.equal(first.otherCount.value, count.value);
  assert.deepEqual(first.myMoney, NOTHING);
  const second = reader.read(frame(2, {}));
  assert.deepEqual(second, {
    ...first,
    tick: 2,
    takenAtMs: 1002,
    score: { ...first.score, method: "cached", micros: 0 },
    otherCount: { ...first.otherCount, method: "cached", micros: 0 },
  });
});

Deno.test("TableReader.read() withholds the score when no flight is on", async () => {
  const { picture, value } = await readableFrame("score");
  const reader = new TableReader(TABLE, "demo");
  assert.deepEqual(reader.read(frame(1, { score: picture })).score, NOTHING);
  const waiting = reader.read(frame(2, { phase: WAITING }));
  assert.deepEqual(waiting.score, NOTHING);
  assert(Math.abs(waiting.progress! - 0.5) < 0.02);
  assert.equal(reader.read(frame(3, { phase: FLYING })).score.value, value);
});

Deno.test("TableReader.read() forgets a value when its region changed to something unreadable", async () => {
  const { picture } = await readableFrame("otherCount");
  const reader = new TableReader(TABLE, "demo");
  reader.read(frame(1, { phase: FLYING, otherCount: picture }));
  const covered = reader.read(frame(2, { otherCount: paint(SIZE, [["#101010", 0, 0, 200, 100]]) }));
  assert.equal(covered.otherCount.value, null);
  assert.equal(reader.read(frame(3, {})).otherCount.value, null);
});
