/** What every screen promises, held by the virtual one and by a recording of it; and that both show the same. */
import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { VirtualClock } from "../../../core/clock.ts";
import type { Picture, Rect } from "../../../core/protocol/picture.ts";
import { Recorder } from "../../../core/recording/recorder.ts";
import { ReplaySource } from "../../../core/screen/replay_source.ts";
import type { ScreenSource } from "../../../core/screen/screen_source.ts";
import { VirtualDesktop } from "../../../core/screen/virtual_source.ts";
import { headerOf } from "../../../core/tables/recorded_rects.ts";
import { describeSkin } from "../../../core/simulator/describe_skin.ts";
import { SKINS } from "../../../core/simulator/skins.ts";
import { placeTable } from "../../../core/tables/table.ts";

const SCREEN = { width: 1000, height: 600 };
const WINDOW = { x: 20, y: 30, width: 960, height: 540 };
const START_MS = 1_000_000, TICK_MS = 200, TICKS = 120;
const TABLE = placeTable({ name: "soccer", title: "Soccer", description: describeSkin(SKINS.soccer) }, {
  window: WINDOW,
  screen: SCREEN,
});

function virtual(): { clock: VirtualClock; source: VirtualDesktop } {
  const clock = new VirtualClock({ startMs: START_MS, speed: Infinity });
  const tables = [{ name: "soccer", skin: "soccer", window: WINDOW } as const];
  return { clock, source: new VirtualDesktop({ clock, tables, seed: 9, ...SCREEN }) };
}

/** Records the virtual desktop for some ticks. */
async function recordTo(path: string, { full }: { full: boolean }): Promise<void> {
  const { clock, source } = virtual();
  const header = headerOf([TABLE], { source: { name: "virtual", ...SCREEN }, tickMs: TICK_MS, seed: 9, full });
  await using recorder = await Recorder.open({ path, header, onTrouble: () => {} });
  await clock.work(async () => {
    for (let tick = 0; tick < TICKS; tick++) {
      await recorder.room();
      recorder.onFrame({ takenAtMs: clock.nowMs(), pictures: await source.grab(recorder.rects) });
      await clock.sleep(TICK_MS);
    }
  });
}

const digest = (pictures: readonly Picture[]) =>
  pictures.map(({ data, width, height }) => `${width}x${height} ${createHash("sha256").update(data).digest("hex")}`);

async function withRecording(full: boolean, task: (path: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "aviator-replay-" });
  await recordTo(join(dir, "a.avr"), { full });
  await task(join(dir, "a.avr"));
  await Deno.remove(dir, { recursive: true });
}

/** What holds of every screen. `inside`: rectangles that it can show. */
async function keepsPromises(source: ScreenSource, inside: readonly Rect[]): Promise<void> {
  const pictures = await source.grab(inside);
  deepEqual(pictures.map(({ width, height }) => [width, height]), inside.map(({ width, height }) => [width, height]));
  for (const { width, height, data } of pictures) equal(data.length, 4 * width * height);
  deepEqual(digest(await source.grab(inside.toReversed())), digest(pictures).toReversed());
  deepEqual(await source.grab([]), []);
  const outside = { x: source.width - 3, y: 0, width: 4, height: 4 };
  await rejects(source.grab([...inside, outside]), { code: "screen" });
  deepEqual(digest(await source.grab(inside)), digest(pictures), "after a grab that failed");
  await source[Symbol.asyncDispose]();
  await rejects(source.grab(inside), { code: "screen", message: /closed/ });
}

const PIECES = [WINDOW, { ...WINDOW, width: 1, height: 1 }, { x: 500, y: 300, width: 77, height: 33 }];

Deno.test("the virtual screen keeps a screen's promises", async () => {
  await keepsPromises(virtual().source, PIECES);
});

Deno.test("a recorded screen keeps a screen's promises", () =>
  withRecording(true, async (path) => {
    await keepsPromises(ReplaySource.open(path, { clock: { nowMs: () => START_MS + 30 * TICK_MS } }), PIECES);
  }));

Deno.test("ReplaySource shows at each moment what the screen showed, and the last picture between two", () =>
  withRecording(false, async (path) => {
    const { clock, source } = virtual();
    let nowMs = START_MS;
    await using replay = ReplaySource.open(path, { clock: { nowMs: () => nowMs } });
    const rects = TABLE.regions.map(({ rect }) => rect);
    for (let tick = 0; tick < TICKS; tick++) {
      nowMs = clock.nowMs();
      const seen = digest(await source.grab(rects));
      deepEqual(digest(await replay.grab(rects)), seen, `tick ${tick}`);
      nowMs += TICK_MS - 1;
      deepEqual(digest(await replay.grab(rects)), seen, `after tick ${tick}`);
      await clock.work(() => clock.sleep(TICK_MS));
    }
    equal(replay.nextFrameMs(nowMs), null);
    deepEqual(replay.counts, { frames: TICKS, dropped: 0 });
    deepEqual(replay.damage, []);
  }));

Deno.test("ReplaySource refuses what was not recorded, saying how to record it", () =>
  withRecording(false, async (path) => {
    await using replay = ReplaySource.open(path, { clock: { nowMs: () => START_MS } });
    await rejects(replay.grab([WINDOW]), { code: "screen", message: /Cannot grab 960x540 at 20,30: .*--full/ });
    throws(() => ReplaySource.open(path + ".none", { clock: { nowMs: () => 0 } }), { code: "storage" });
  }));
