import assert from "node:assert/strict";
import { isBesideFaintChange, isBesideSomething, isCrossedByBlock } from "../../../core/vision/number_surroundings.ts";
import { paint } from "./pictures.ts";

const BOX = { left: 60, top: 20, right: 139, bottom: 49, count: 900 };
const BOTH = { left: true, right: true };
const SIZE = { width: 200, height: 70 };
type Fill = [color: string, x: number, y: number, width: number, height: number];
const GROUND: Fill = ["#101010", 0, 0, 200, 70], INK: Fill = ["#ffffff", 60, 20, 10, 30];

Deno.test("isBesideSomething() sees what begins beside figures, on either side", () => {
  assert.equal(
    isBesideSomething(paint(SIZE, [GROUND, INK, ["#405060", 143, 0, 57, 70]]), { box: BOX, open: BOTH }),
    true,
  );
  assert.equal(
    isBesideSomething(paint(SIZE, [GROUND, INK, ["#405060", 0, 0, 55, 70]]), { box: BOX, open: BOTH }),
    true,
  );
});

Deno.test("isBesideSomething() lets pass what is farther away, too low, or hardly another colour", () => {
  const fills: Fill[] = [
    ["#405060", 160, 0, 40, 70],
    ["#405060", 143, 36, 57, 34],
    ["#181818", 143, 0, 57, 70],
    ["#405060", 0, 0, 40, 70],
  ];
  for (const rect of fills) {
    assert.equal(isBesideSomething(paint(SIZE, [GROUND, INK, rect]), { box: BOX, open: BOTH }), false, rect.join(" "));
  }
});

Deno.test("isBesideSomething() is cautious when there is no room above the figures to see their ground", () => {
  assert.equal(isBesideSomething(paint(SIZE, [GROUND, INK]), { box: { ...BOX, top: 1 }, open: BOTH }), true);
});

Deno.test("isBesideSomething() looks only where the number may go on", () => {
  const picture = paint(SIZE, [GROUND, INK, ["#405060", 143, 0, 57, 70]]);
  assert.equal(isBesideSomething(picture, { box: BOX, open: { left: true, right: false } }), false);
  assert.equal(isBesideSomething(picture, { box: BOX, open: { left: false, right: true } }), true);
});

Deno.test("isBesideFaintChange() sees a cover that is hardly another colour, where the number may go on", () => {
  const dark: Fill = ["#202020", 143, 0, 57, 70], flat = paint(SIZE, [GROUND, INK]);
  const covered = paint(SIZE, [GROUND, INK, dark]);
  assert.equal(isBesideSomething(covered, { box: BOX, open: BOTH }), false);
  assert.equal(isBesideFaintChange(covered, { box: BOX, open: BOTH }), true);
  assert.equal(isBesideFaintChange(covered, { box: BOX, open: { left: true, right: false } }), false);
  assert.equal(isBesideFaintChange(flat, { box: BOX, open: BOTH }), false);
  assert.equal(isBesideFaintChange(flat, { box: { ...BOX, top: 1 }, open: BOTH }), true);
});

Deno.test("isBesideFaintChange() compares with the ground beside it, not with that at the other end", () => {
  const steps = Array.from({ length: 20 }, (_, at): Fill => {
    const grey = (0x10 + 4 * at).toString(16).padStart(2, "0");
    return [`#${grey}${grey}${grey}`, 10 * at, 0, 10, 70];
  });
  assert.equal(isBesideFaintChange(paint(SIZE, [...steps, INK]), { box: BOX, open: BOTH }), false);
});

Deno.test("isCrossedByBlock() sees a block among the figures, but not their strokes", () => {
  const strokes: Fill[] = [["#ffffff", 60, 20, 10, 30], ["#ffffff", 129, 20, 11, 30]];
  assert.equal(isCrossedByBlock(paint(SIZE, [GROUND, ...strokes]), BOX), false);
  const covered = paint(SIZE, [GROUND, ...strokes, ["#405060", 85, 0, 20, 70]]);
  assert.equal(isCrossedByBlock(covered, BOX), true);
});
