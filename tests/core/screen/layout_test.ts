/** Where windows and regions end up: grids on screens and monitors, and no pixel of a region lost at a fractional scale. */
import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { windowOf } from "../../../core/host/screen_setup.ts";
import { type LayoutName, LAYOUTS, layoutWindows, placeRect } from "../../../core/screen/layout.ts";
import { describeSkin } from "../../../core/simulator/describe_skin.ts";
import { SKINS } from "../../../core/simulator/skins.ts";

const SCREENS = [{ width: 1920, height: 1080 }, { width: 2560, height: 1440 }, { width: 1367, height: 771 }];
/** Exact places may miss whole pixels by rounding of their own. */
const SLACK = 1e-6;

Deno.test("layoutWindows() gives windows of one size inside the screen, none over another", () => {
  for (const screen of SCREENS) {
    for (const name of Object.keys(LAYOUTS) as LayoutName[]) {
      const windows = layoutWindows(name, screen);
      equal(windows.length, LAYOUTS[name][0] * LAYOUTS[name][1]);
      for (const [index, { x, y, width, height }] of windows.entries()) {
        ok(x >= 0 && y >= 0 && x + width <= screen.width && y + height <= screen.height);
        deepEqual([width, height], [windows[0].width, windows[0].height]);
        const over = windows.slice(0, index).filter((other) =>
          x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
        );
        deepEqual(over, []);
      }
    }
  }
});

Deno.test("layoutWindows() begins where the monitor begins", () => {
  deepEqual(layoutWindows("2x1", { x: 1920, y: 300, width: 1280, height: 720 }), [
    { x: 1920, y: 300, width: 640, height: 720 },
    { x: 2560, y: 300, width: 640, height: 720 },
  ]);
});

Deno.test("placeRect() keeps every pixel of a region inside the window at every scale of a desktop", () => {
  for (const skin of Object.values(SKINS)) {
    const { regions, window: reference } = describeSkin(skin);
    for (const scale of [0.5, 2 / 3, 0.75, 0.8, 1, 1.1, 1.25, 1.5, 1.75, 2]) {
      const window = {
        ...{ x: 100, y: 50, width: Math.round(scale * reference.width) },
        height: Math.round(scale * reference.height),
      };
      const across = window.width / reference.width, down = window.height / reference.height;
      for (const box of Object.values(regions)) {
        const { x, y, width, height } = placeRect(box, { window, reference });
        const left = 100 + box[0] * across, top = 50 + box[1] * down;
        ok(x <= left + SLACK && x > left - 1 && y <= top + SLACK && y > top - 1);
        const right = left + box[2] * across, bottom = top + box[3] * down;
        ok(x + width >= right - SLACK && x + width < right + 1, `${skin.name} ${box} at ${scale}`);
        ok(y + height >= bottom - SLACK && y + height < bottom + 1);
        ok(x + width <= window.x + window.width && y + height <= window.y + window.height);
      }
    }
  }
});

Deno.test("placeRect() changes nothing at scale 1, and refuses what reaches outside", () => {
  const reference = { width: 960, height: 540 }, window = { x: 7, y: 9, ...reference };
  deepEqual(placeRect([1, 2, 3, 4], { window, reference }), { x: 8, y: 11, width: 3, height: 4 });
  deepEqual(placeRect([0, 0, 960, 540], { window, reference }), window);
  throws(() => placeRect([900, 0, 61, 10], { window, reference }), { code: "bad_config" });
});

Deno.test("windowOf() places by number, by pixels, and by a cell of one monitor's grid", () => {
  const screen = { width: 4480, height: 1440 };
  const monitors = [{ x: 0, y: 0, width: 1920, height: 1080 }, { x: 1920, y: 0, width: 2560, height: 1440 }];
  const at = (window: Parameters<typeof windowOf>[0]) => windowOf(window, { screen, layout: "2x2", monitors });
  deepEqual(at(3), { x: 2240, y: 720, width: 2240, height: 720 });
  deepEqual(at([5, 6, 700, 400]), { x: 5, y: 6, width: 700, height: 400 });
  deepEqual(at({ monitor: 0, cell: 3 }), { x: 960, y: 540, width: 960, height: 540 });
  deepEqual(at({ monitor: 1, cell: 5, layout: "3x2" }), { x: 1920 + 2 * 853, y: 720, width: 853, height: 720 });
  throws(() => at({ monitor: 2, cell: 0 }), {
    code: "bad_config",
    message: /monitor 2: .*0 \(1920x1080\), 1 \(2560x1440\)/,
  });
  deepEqual(windowOf({ monitor: 0, cell: 1 }, { screen, layout: "2x1" }), { x: 2240, y: 0, width: 2240, height: 1440 });
});
