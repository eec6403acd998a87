import assert from "node:assert/strict";
import type { Picture } from "../../../core/protocol/picture.ts";
import { VirtualClock } from "../../../core/clock.ts";
import { VirtualDesktop } from "../../../core/screen/virtual_source.ts";
import { describeSkin } from "../../../core/simulator/describe_skin.ts";
import { fontFamily, SKINS } from "../../../core/simulator/skins.ts";
import { findShift } from "../../../core/tables/window_search.ts";
import { calibratedReader } from "../../../core/vision/calibrated_reader.ts";
import { drawOverlay, markTable, showValue } from "../../../core/vision/overlay.ts";

const table = describeSkin(SKINS.soccer), reader = calibratedReader(table);
const WINDOW = { x: 100, y: 60, width: 960, height: 540 };

/** A desktop with one table, seconds into its first flight. */
async function screenshot(): Promise<Picture> {
  const clock = new VirtualClock({ startMs: 1_000_000, speed: Infinity });
  await using desktop = new VirtualDesktop({
    clock,
    seed: 4,
    startMs: 1_000_000 - 6_000,
    tables: [{ name: "soccer", skin: "soccer", window: WINDOW }],
    width: 1200,
    height: 700,
  });
  const [picture] = await desktop.grab([{ x: 0, y: 0, width: 1200, height: 700 }]);
  return { ...picture, data: Uint8Array.from(picture.data) };
}

Deno.test("markTable() reads each region where the window stands and names the controls", async () => {
  const marks = await markTable(await screenshot(), { table, window: WINDOW, reader });
  const read = Object.fromEntries(marks.filter(({ kind }) => kind === "region").map(({ name, text }) => [name, text]));
  assert.match(read.myMoney, /^100000\.00 \(/);
  assert.match(read.phase, /^flying/);
  assert(marks.every(({ kind, read }) => kind === "control" || read));
  assert.deepEqual(marks.filter(({ kind }) => kind === "control").map(({ name }) => name), [
    "amount",
    "autoCashOut",
    "play",
    "autoCashOutSwitch",
    "history",
  ]);
  const score = marks.find(({ name }) => name === "score")!.rect;
  assert.equal(score.x, WINDOW.x + table.regions.score[0]);
});

Deno.test("drawOverlay() leaves the pixels inside a region as they were", async () => {
  const picture = await screenshot(), marks = await markTable(picture, { table, window: WINDOW, reader });
  const font = fontFamily(SKINS.soccer, "regular");
  const canvas = drawOverlay(picture, { marks, window: WINDOW, font });
  const { x, y, width, height } = marks.find(({ name }) => name === "score")!.rect;
  const drawn = canvas.getContext("2d").getImageData(x, y, width, height).data;
  for (let row = 0; row < height; row++) {
    const from = 4 * ((y + row) * picture.width + x);
    assert.deepEqual(
      Uint8Array.from(drawn.subarray(4 * row * width, 4 * (row + 1) * width)),
      picture.data.slice(from, from + 4 * width),
    );
  }
  const [red, green, blue] = canvas.getContext("2d").getImageData(x - 1, y + 5, 1, 1).data;
  assert.deepEqual([red, green, blue], [0, 200, 83]);
});

Deno.test("findShift() finds a window that has moved, and no shift when it has not or is not there", async () => {
  const picture = await screenshot();
  const at = (dx: number, dy: number) => ({ ...WINDOW, x: WINDOW.x + dx, y: WINDOW.y + dy });
  const stays = findShift(picture, { table, window: WINDOW });
  assert.deepEqual({ dx: stays.dx, dy: stays.dy, parts: stays.parts }, { dx: 0, dy: 0, parts: 4 });
  const moved = findShift(picture, { table, window: at(-34, 27) });
  assert(Math.abs(moved.dx - 34) <= 12 && Math.abs(moved.dy + 27) <= 8, `${moved.dx},${moved.dy}`);
  const black = { ...picture, data: new Uint8Array(picture.data.length) };
  assert.deepEqual(findShift(black, { table, window: WINDOW }), { dx: 0, dy: 0, parts: 0 });
});

Deno.test("showValue() writes multipliers and money with decimals, counts without", () => {
  assert.equal(showValue("score", 345), "3.45");
  assert.equal(showValue("otherCount", 345), "345");
  assert.equal(showValue("phase", "flying"), "flying");
});
