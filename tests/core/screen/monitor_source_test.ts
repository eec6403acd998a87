/** Monitors as a screen: cut out of whole pictures, several of them, and the same pixels as the X11 source where both can run. */
import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { MonitorCamera } from "../../../core/screen/desktop_monitors.ts";
import { DesktopSource } from "../../../core/screen/desktop_source.ts";
import { MonitorSource } from "../../../core/screen/monitor_source.ts";
import { paint, PAINTING_PROGRAMS } from "../../e2e/painting.ts";
import { testWith } from "../../e2e/programs.ts";
import { startXvfb } from "../../e2e/xvfb.ts";

interface CountingCamera extends MonitorCamera {
  captures: number;
}

/** A monitor on which each pixel tells its number and its place. */
function camera(number: number, rect: { x: number; y: number; width: number; height: number }): CountingCamera {
  const { width, height } = rect;
  return {
    ...rect,
    ...{ name: `M${number}`, scale: 1, primary: number === 0, captures: 0 },
    capture() {
      this.captures += 1;
      const data = new Uint8Array(4 * width * height);
      for (let index = 0; index < width * height; index++) {
        data.set([number, index % width, Math.floor(index / width), 255], 4 * index);
      }
      return Promise.resolve({ width, height, data });
    },
  };
}

Deno.test("grab() cuts each rectangle out of its own monitor, and takes each monitor's picture once", async () => {
  const monitors = [
    camera(0, { x: 0, y: 0, width: 60, height: 40 }),
    camera(1, { x: 60, y: 10, width: 80, height: 50 }),
  ];
  await using source = await MonitorSource.of(monitors);
  deepEqual([source.name, source.width, source.height], ["desktop", 140, 60]);
  const before = monitors.map(({ captures }) => captures);
  const [a, b, c] = await source.grab([
    { x: 50, y: 30, width: 10, height: 10 },
    { x: 60, y: 10, width: 1, height: 1 },
    { x: 138, y: 59, width: 2, height: 1 },
  ]);
  deepEqual([...a.data.subarray(0, 4)], [0, 50, 30, 255]);
  deepEqual([...b.data], [1, 0, 0, 255]);
  deepEqual([...c.data], [1, 78, 49, 255, 1, 79, 49, 255]);
  deepEqual(monitors.map(({ captures }, index) => captures - before[index]), [1, 1]);
  await source.grab([{ x: 0, y: 0, width: 1, height: 1 }]);
  deepEqual(monitors.map(({ captures }, index) => captures - before[index]), [2, 1]);
});

Deno.test("grab() refuses what lies on no monitor or on two, and a monitor that has another size now", async () => {
  const monitors = [
    camera(0, { x: 0, y: 0, width: 60, height: 40 }),
    camera(1, { x: 60, y: 10, width: 80, height: 50 }),
  ];
  const source = await MonitorSource.of(monitors);
  for (const rect of [{ x: 55, y: 20, width: 10, height: 5 }, { x: 0, y: 45, width: 5, height: 5 }]) {
    await rejects(source.grab([rect]), { code: "screen", message: /on none of M0 60x40 at 0,0, M1 80x50 at 60,10/ });
  }
  await rejects(source.grab([{ x: 0, y: 0, width: 0, height: 5 }]), { code: "screen" });
  monitors[0].capture = camera(0, { x: 0, y: 0, width: 30, height: 20 }).capture;
  const corner = { x: 0, y: 0, width: 1, height: 1 };
  await rejects(source.grab([corner]), { code: "screen", message: /M0: it says 60x40 and its picture is 30x20/ });
  await rejects(MonitorSource.of(monitors), { code: "screen" });
  await source[Symbol.asyncDispose]();
  await rejects(source.grab([corner]), { code: "screen", message: /closed/ });
});

testWith(PAINTING_PROGRAMS, "MonitorSource sees the very pixels that the X11 source sees", async () => {
  await using xvfb = await startXvfb({ width: 640, height: 400 });
  await paint(xvfb.display, [
    { x: 0, y: 0, width: 640, height: 400, color: "#102030" },
    { x: 101, y: 53, width: 33, height: 17, color: "#00ff7f" },
    { x: 637, y: 398, width: 3, height: 2, color: "#fedc01" },
  ]);
  const before = Deno.env.get("DISPLAY");
  Deno.env.set("DISPLAY", xvfb.display);
  try {
    await using x11 = await DesktopSource.open();
    await using source = await MonitorSource.open();
    deepEqual([source.width, source.height], [640, 400]);
    const rects = [{ x: 0, y: 0, width: 640, height: 400 }, { x: 100, y: 50, width: 40, height: 21 }];
    const own = await source.grab(rects), other = await x11.grab(rects);
    own.forEach(({ data }, index) => equal(Buffer.compare(Buffer.from(data), Buffer.from(other[index].data)), 0));
    ok(own[1].data.includes(0x7f));
  } finally {
    if (before === undefined) Deno.env.delete("DISPLAY");
    else Deno.env.set("DISPLAY", before);
  }
});
