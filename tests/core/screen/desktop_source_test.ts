import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import type { Picture, Rect } from "../../../core/protocol/picture.ts";
import { DesktopSource } from "../../../core/screen/desktop_source.ts";
import { paint, PAINTING_PROGRAMS, type Patch } from "../../e2e/painting.ts";
import { testWith } from "../../e2e/programs.ts";
import { startXvfb, type Xvfb } from "../../e2e/xvfb.ts";

const SCREEN = { width: 641, height: 403 };
const PATCHES: Patch[] = [
  { x: 0, y: 0, width: 641, height: 403, color: "#102030" },
  { x: 0, y: 0, width: 3, height: 2, color: "#ff0000" },
  { x: 100, y: 50, width: 33, height: 17, color: "#00ff7f" },
  { x: 110, y: 55, width: 1, height: 1, color: "#fedcba" },
  { x: 638, y: 401, width: 3, height: 2, color: "#0001fe" },
];

function isIn({ x, y, width, height }: Rect, at: { x: number; y: number }): boolean {
  return at.x >= x && at.x < x + width && at.y >= y && at.y < y + height;
}

/** What a rectangle of the painted screen looks like. */
function expected(rect: Rect): Picture {
  const data = new Uint8Array(4 * rect.width * rect.height);
  for (let index = 0; index < rect.width * rect.height; index++) {
    const at = { x: rect.x + index % rect.width, y: rect.y + Math.floor(index / rect.width) };
    const color = Number.parseInt(PATCHES.findLast((patch) => isIn(patch, at))!.color.slice(1), 16);
    data.set([color >> 16, color >> 8 & 255, color & 255, 255], 4 * index);
  }
  return { width: rect.width, height: rect.height, data };
}

async function openPainted(): Promise<{ xvfb: Xvfb; source: DesktopSource } & AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const xvfb = opened.use(await startXvfb(SCREEN));
  await paint(xvfb.display, PATCHES);
  const source = opened.use(await DesktopSource.open({ display: xvfb.display }));
  const resources = opened.move();
  return { xvfb, source, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

const isScreenError = (words: RegExp) => (error: Error & { code?: string }) => {
  equal(error.code, "screen");
  ok(words.test(error.message), error.message);
  return true;
};
const pixel = { x: 0, y: 0, width: 1, height: 1 };

testWith(
  PAINTING_PROGRAMS,
  "grab() gives the exact colours when rectangles of all kinds are asked for at once",
  async () => {
    await using desktop = await openPainted();
    equal(desktop.source.name, "desktop");
    deepEqual([desktop.source.width, desktop.source.height], [641, 403]);
    const rects = [
      pixel,
      { x: 98, y: 48, width: 37, height: 21 },
      { x: 110, y: 55, width: 1, height: 1 },
      { x: 109, y: 54, width: 3, height: 3 },
      { x: 634, y: 398, width: 7, height: 5 },
      { x: 0, y: 402, width: 641, height: 1 },
      { x: 640, y: 0, width: 1, height: 403 },
      { x: 0, y: 0, width: 641, height: 403 },
      { x: 98, y: 48, width: 37, height: 21 },
    ];
    const pictures = await desktop.source.grab(rects);
    deepEqual(pictures.map((picture) => ({ ...picture, data: Uint8Array.from(picture.data) })), rects.map(expected));
  },
);

testWith(PAINTING_PROGRAMS, "grab() gives no pictures when no rectangle is asked for", async () => {
  await using desktop = await openPainted();
  deepEqual(await desktop.source.grab([]), []);
});

testWith(PAINTING_PROGRAMS, "grab() grows its memory when more is asked for than ever before", async () => {
  await using desktop = await openPainted();
  const whole = { x: 0, y: 0, ...SCREEN };
  await desktop.source.grab([pixel]);
  const pictures = await desktop.source.grab(Array.from({ length: 20 }, () => whole));
  for (const picture of pictures) deepEqual(Uint8Array.from(picture.data), expected(whole).data);
  deepEqual(Uint8Array.from((await desktop.source.grab([pixel]))[0].data), expected(pixel).data);
});

testWith(PAINTING_PROGRAMS, "grab() fails and the next grab works when a rectangle reaches outside", async () => {
  await using desktop = await openPainted();
  const outside = [
    { x: 600, y: 0, width: 42, height: 10 },
    { x: 0, y: 400, width: 10, height: 4 },
    { x: -1, y: 0, width: 10, height: 10 },
    { x: 0, y: 0, width: 0, height: 10 },
    { x: 0.5, y: 0, width: 10, height: 10 },
    { x: NaN, y: 0, width: 10, height: 10 },
    { x: 2 ** 32, y: 0, width: 1, height: 1 },
  ];
  for (const rect of outside) {
    await rejects(desktop.source.grab([pixel, rect]), isScreenError(/^Cannot grab .* outside the screen of 641x403/));
    deepEqual(Uint8Array.from((await desktop.source.grab([pixel]))[0].data), expected(pixel).data);
  }
});

testWith(PAINTING_PROGRAMS, "grab() refuses when the grab before has not ended", async () => {
  await using desktop = await openPainted();
  desktop.xvfb.signal("SIGSTOP");
  const first = desktop.source.grab([pixel]);
  await rejects(desktop.source.grab([pixel]), isScreenError(/still owes/));
  desktop.xvfb.signal("SIGCONT");
  equal((await first).length, 1);
});

testWith(
  PAINTING_PROGRAMS,
  "grab() fails, leaving the event loop free, and recovers when the server stands still",
  async () => {
    await using desktop = await openPainted();
    desktop.xvfb.signal("SIGSTOP");
    let turns = 0;
    const timer = setInterval(() => turns += 1, 10);
    await rejects(desktop.source.grab([pixel]), isScreenError(/stopped answering/));
    clearInterval(timer);
    ok(turns > 20, `${turns} turns of the event loop`);
    const againAtMs = performance.now();
    await rejects(desktop.source.grab([pixel]), isScreenError(/stopped answering/));
    ok(performance.now() - againAtMs < 1000, "the second time nobody waits");
    desktop.xvfb.signal("SIGCONT");
    let pictures: Picture[] | null = null;
    // The server needs a moment to wake up.
    while (!pictures) pictures = await desktop.source.grab([pixel]).catch(() => null);
    deepEqual(Uint8Array.from(pictures[0].data), expected(pixel).data);
  },
);

testWith(
  PAINTING_PROGRAMS,
  "grab() fails each time and finds the screen again when its server was killed and came back",
  async () => {
    await using desktop = await openPainted();
    const { display } = desktop.xvfb;
    desktop.xvfb.signal("SIGKILL");
    await desktop.xvfb.ended;
    await rejects(desktop.source.grab([pixel]), isScreenError(/is gone/));
    await rejects(desktop.source.grab([pixel]), isScreenError(/Cannot open display/));
    await using _other = await startXvfb({ width: 320, height: 200, display });
    await rejects(desktop.source.grab([pixel]), isScreenError(/was 641x403 and came back as 320x200/));
  },
);

testWith(["Xvfb"], "grab() leaks no descriptor and no memory when called 10,000 times", async () => {
  await using xvfb = await startXvfb({ width: 1920, height: 1080 });
  await using source = await DesktopSource.open({ display: xvfb.display });
  const rects = Array.from({ length: 40 }, (_, index) => ({ x: 40 * index, y: 20, width: 20, height: 10 }));
  for (let count = 0; count < 2000; count++) await source.grab(rects);
  const before = { files: descriptors(), rssBytes: Deno.memoryUsage().rss };
  for (let count = 0; count < 10_000; count++) await source.grab(rects);
  equal(descriptors(), before.files);
  const grownBytes = Deno.memoryUsage().rss - before.rssBytes;
  ok(grownBytes < 8e6, `grown by ${grownBytes} bytes`);
});

testWith(["Xvfb"], "open() leaks no descriptor and no shared memory when opened and disposed 50 times", async () => {
  await using xvfb = await startXvfb({ width: 1920, height: 1080 });
  const open = async () => {
    await using source = await DesktopSource.open({ display: xvfb.display });
    await source.grab([{ x: 0, y: 0, width: 1920, height: 1080 }]);
  };
  await open();
  const before = { files: descriptors(), segments: sharedSegments() };
  for (let count = 0; count < 50; count++) await open();
  equal(descriptors(), before.files);
  equal(sharedSegments(), before.segments);
});

testWith(["Xvfb"], "open() refuses when the screen has 16 bit colour", async () => {
  await using xvfb = await startXvfb({ width: 320, height: 200, depth: 16 });
  await rejects(DesktopSource.open({ display: xvfb.display }), isScreenError(/depth 16 \(16 bits, red f800\)/));
});

testWith(["Xvfb"], "open() fails when the server stands still", async () => {
  await using xvfb = await startXvfb({ width: 320, height: 200 });
  xvfb.signal("SIGSTOP");
  await rejects(DesktopSource.open({ display: xvfb.display }), isScreenError(/no answer in 3000 ms/));
});

testWith(["Xvfb"], "open() fails when there is no such display or screen", async () => {
  await using xvfb = await startXvfb({ width: 320, height: 200 });
  await rejects(DesktopSource.open({ display: `${xvfb.display}.3` }), isScreenError(/no such screen/));
  await rejects(DesktopSource.open({ display: ":9999" }), isScreenError(/does not answer/));
  await rejects(DesktopSource.open({ display: "nonsense" }), isScreenError(/no display name/));
});

testWith(["Xvfb"], "grab() refuses when the source is disposed", async () => {
  await using xvfb = await startXvfb({ width: 320, height: 200 });
  const source = await DesktopSource.open({ display: xvfb.display });
  await source[Symbol.asyncDispose]();
  await rejects(source.grab([pixel]), TypeError);
});

function descriptors(): number {
  return [...Deno.readDirSync("/proc/self/fd")].length;
}

/** Pieces of nameless memory that this process holds for screens. */
function sharedSegments(): number {
  return Deno.readTextFileSync("/proc/self/maps").split("\n").filter((line) => line.includes("aviator-screen")).length;
}
