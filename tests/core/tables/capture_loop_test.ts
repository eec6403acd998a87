/** The capture loop: changed regions only, late ticks counted, and no table that waits for another's reader. */
import { deepEqual, equal, match } from "node:assert/strict";
import { VirtualClock } from "../../../core/clock.ts";
import { HostError } from "../../../core/protocol/errors.ts";
import type { Picture, Rect } from "../../../core/protocol/picture.ts";
import type { NumberReading, Reading } from "../../../core/protocol/reading.ts";
import type { ScreenSource } from "../../../core/screen/screen_source.ts";
import { CaptureLoop, sameBytes, type TableEye, type TableFrame } from "../../../core/tables/capture_loop.ts";
import type { Table } from "../../../core/tables/table.ts";

const TICK_MS = 200;
const nothing: NumberReading = { value: null, confidence: 0, method: "none", micros: 0 };

/** A screen of one colour a column of tables, which the test paints. */
class PaintedScreen implements ScreenSource {
  readonly name = "virtual";
  readonly width = 100;
  readonly height = 10;
  /** colour by x of the region */
  readonly colors = new Map<number, number>();
  fails = false;
  grabs = 0;

  grab(rects: readonly Rect[]): Promise<Picture[]> {
    this.grabs += 1;
    if (this.fails) return Promise.reject(new HostError("screen", "Cannot grab: unplugged"));
    return Promise.resolve(rects.map(({ x, width, height }) => ({
      width,
      height,
      data: new Uint8Array(4 * width * height).fill(this.colors.get(x) ?? 0),
    })));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

function tableAt(name: string, x: number): Table {
  const rect = (left: number) => ({ x: left, y: 0, width: 5, height: 3 });
  const regions: Table["regions"] = [{ region: "score", rect: rect(x) }, { region: "phase", rect: rect(x + 10) }];
  return { name, title: name, description: {} as Table["description"], window: rect(x), regions };
}

const readingOf = ({ table, tick, takenAtMs }: TableFrame): Reading => ({
  ...{ table, tick, takenAtMs, phase: "flying", progress: null },
  ...{ score: nothing, myMoney: nothing, otherCount: nothing, otherMoney: nothing },
});

function setUp(eyes: (clock: VirtualClock) => TableEye[]) {
  const clock = new VirtualClock({ startMs: 1_000_000, speed: Infinity });
  const source = new PaintedScreen();
  const readings: string[] = [], blind: string[] = [], troubles: string[] = [];
  const loop = new CaptureLoop({
    source,
    clock,
    tickMs: TICK_MS,
    eyes: eyes(clock),
    onReading: ({ table, tick }) => readings.push(`${table} ${tick}`),
    onBlind: (table, reason) => blind.push(`${table}: ${reason}`),
    onTrouble: (message) => troubles.push(message),
    settle: () => Promise.resolve(),
  });
  return { clock, source, loop, readings, blind, troubles };
}

Deno.test("CaptureLoop gives a reader only the regions whose pixels changed", async () => {
  const seen: string[] = [];
  const eye: TableEye = {
    table: tableAt("a", 0),
    read: (frame) => {
      seen.push([...frame.crops].map(([region, picture]) => `${region} ${picture.data[0]}`).join(", "));
      return Promise.resolve(readingOf(frame));
    },
  };
  const { clock, source, loop } = setUp(() => [eye]);
  await clock.work(async () => {
    loop.start();
    await clock.sleep(TICK_MS + 50);
    source.colors.set(10, 7);
    await clock.sleep(2 * TICK_MS);
    await loop[Symbol.asyncDispose]();
  });
  deepEqual(seen, ["score 0, phase 0", "", "phase 7", ""]);
});

Deno.test("CaptureLoop keeps five looks a second and counts those that come too late instead of making up for them", async () => {
  const { clock, source, loop } = setUp(() => []);
  const grab = source.grab.bind(source);
  source.grab = async (rects) => {
    // The third look takes a second and a half.
    if (source.grabs === 2) await clock.sleep(1_500);
    return await grab(rects);
  };
  await clock.work(async () => {
    loop.start();
    await clock.sleep(3_000 + 10);
    await loop[Symbol.asyncDispose]();
  });
  equal(loop.lateTicks, 6);
  equal(loop.ticks + loop.lateTicks, 3_000 / TICK_MS + 1);
});

Deno.test("CaptureLoop reads the other tables on time while one reader is slow", async () => {
  const { clock, loop, readings } = setUp((clock) => [
    { table: tableAt("slow", 0), read: (frame) => clock.sleep(10 * TICK_MS).then(() => readingOf(frame)) },
    { table: tableAt("quick", 30), read: (frame) => Promise.resolve(readingOf(frame)) },
  ]);
  await clock.work(async () => {
    loop.start();
    await clock.sleep(5 * TICK_MS + 10);
    deepEqual(readings, ["quick 1", "quick 2", "quick 3", "quick 4", "quick 5", "quick 6"]);
  });
  await loop[Symbol.asyncDispose]();
  equal(readings.filter((line) => line.startsWith("slow")).length, 6, "what was under way is waited for at the end");
});

Deno.test("CaptureLoop says once that the screen is gone, marks every table blind, and sees again when it is back", async () => {
  const { clock, source, loop, readings, blind, troubles } = setUp(() => [
    { table: tableAt("a", 0), read: (frame) => Promise.resolve(readingOf(frame)) },
  ]);
  source.fails = true;
  await clock.work(async () => {
    loop.start();
    await clock.sleep(2 * TICK_MS + 10);
    source.fails = false;
    await clock.sleep(TICK_MS);
    await loop[Symbol.asyncDispose]();
  });
  equal(troubles.length, 1);
  match(troubles[0], /unplugged/);
  equal(blind.length, 3);
  deepEqual(readings, ["a 4"]);
});

Deno.test("CaptureLoop takes a reader's failure as blindness of its table, with the reason", async () => {
  const { clock, loop, readings, blind } = setUp(() => [
    { table: tableAt("a", 0), read: () => Promise.reject(new HostError("deadline", "Cannot read: 500 ms are over")) },
    { table: tableAt("b", 30), read: () => Promise.resolve(null) },
  ]);
  await clock.work(async () => {
    loop.start();
    await clock.sleep(10);
    await loop[Symbol.asyncDispose]();
  });
  deepEqual(readings, []);
  deepEqual(blind.sort(), ["a: Cannot read: 500 ms are over", "b: its reader does not run or is busy"]);
});

Deno.test("sameBytes() sees a difference in any byte, aligned or not", () => {
  const bytes = Uint8Array.from({ length: 21 }, (_, index) => index);
  for (const offset of [0, 1]) {
    const a = bytes.subarray(offset), length = a.length;
    equal(sameBytes(a, a.slice()), true);
    for (let index = 0; index < length; index++) {
      const b = a.slice();
      b[index] ^= 128;
      equal(sameBytes(a, b), false, `byte ${index}`);
    }
    equal(sameBytes(a, a.slice(0, length - 1)), false);
  }
});

Deno.test("CaptureLoop shows a watcher what it asked for, grabbed once with the tables' regions", async () => {
  const clock = new VirtualClock({ startMs: 1_000_000, speed: Infinity });
  const source = new PaintedScreen();
  const grabbed: number[] = [], seen: [number, number[]][] = [];
  const grab = source.grab.bind(source);
  source.grab = (rects) => {
    grabbed.push(rects.length);
    return grab(rects);
  };
  const table = tableAt("a", 0), extra = { x: 40, y: 0, width: 5, height: 3 };
  source.colors.set(0, 7).set(40, 9);
  await using loop = new CaptureLoop({
    ...{
      source,
      clock,
      tickMs: TICK_MS,
      onReading() {},
      onBlind() {},
      onTrouble() {},
      settle: () => Promise.resolve(),
    },
    eyes: [{ table, read: (frame) => Promise.resolve(readingOf(frame)) }],
    watchers: [{
      rects: [extra, table.regions[0].rect],
      onFrame: ({ takenAtMs, pictures }) => seen.push([takenAtMs, pictures.map(({ data }) => data[0])]),
    }],
  });
  loop.start();
  await clock.work(() => clock.sleep(TICK_MS + 10));
  deepEqual(grabbed, [3, 3]);
  deepEqual(seen, [[1_000_000, [9, 7]], [1_000_200, [9, 7]]]);
});

Deno.test("CaptureLoop ticks at a recording's own moments, and ends with it", async () => {
  const clock = new VirtualClock({ startMs: 1_000_000, speed: Infinity });
  const moments = [1_000_000, 1_000_203, 1_000_399, 1_001_000];
  const source = Object.assign(new PaintedScreen(), {
    nextFrameMs: (afterMs: number) => moments.find((atMs) => atMs > afterMs) ?? null,
  });
  const ticks: number[] = [];
  const read = (frame: TableFrame) => Promise.resolve(readingOf(frame));
  const loop = new CaptureLoop({
    ...{ source, clock, tickMs: TICK_MS, onBlind() {}, onTrouble() {}, settle: () => Promise.resolve() },
    eyes: [{ table: tableAt("a", 0), read }],
    onReading: ({ takenAtMs }) => ticks.push(takenAtMs),
  });
  loop.start();
  await loop.ended;
  deepEqual(ticks, moments);
});

Deno.test("CaptureLoop tells readings in the tables' order when asked to, whichever is ready first", async () => {
  const told = async (inOrder: boolean) => {
    const clock = new VirtualClock({ startMs: 1_000_000, speed: Infinity });
    const readings: string[] = [];
    await using loop = new CaptureLoop({
      ...{ source: new PaintedScreen(), clock, tickMs: TICK_MS, inOrder, onTrouble() {} },
      settle: () => Promise.resolve(),
      eyes: [30, 20, 10].map((ms, index) => ({
        table: tableAt(`t${index}`, 20 * index),
        read: async (frame) => {
          await clock.sleep(ms);
          return index === 1 ? null : readingOf(frame);
        },
      })),
      onReading: ({ table }) => readings.push(table),
      onBlind: (table) => readings.push(`${table} blind`),
    });
    loop.start();
    await clock.work(() => clock.sleep(TICK_MS - 10));
    return [...readings];
  };
  deepEqual(await told(true), ["t0", "t1 blind", "t2"]);
  deepEqual(await told(false), ["t2", "t1 blind", "t0"]);
});
