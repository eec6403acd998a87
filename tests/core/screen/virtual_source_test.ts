/** The virtual desktop as a screen: crops, time, determinism, refusals. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { setImmediate } from "node:timers";
import { VirtualClock } from "../../../core/clock.ts";
import type { Picture } from "../../../core/protocol/picture.ts";
import { layoutWindows } from "../../../core/screen/layout.ts";
import { VirtualDesktop } from "../../../core/screen/virtual_source.ts";
import { popupsOf } from "../../../core/simulator/popups.ts";
import { type SkinName, SKINS } from "../../../core/simulator/skins.ts";

const START_MS = 1_000_000;
const WINDOWS = layoutWindows("2x2", { width: 1920, height: 1080 });
const ALL = { x: 0, y: 0, width: 1920, height: 1080 };

function desk() {
  const clock = new VirtualClock({ startMs: START_MS, speed: Infinity });
  const tables = [
    { name: "one", skin: "balkanbet", window: WINDOWS[0] },
    { name: "two", skin: "meridian", window: WINDOWS[3] },
  ] as const;
  const desktop = new VirtualDesktop({ clock, tables, seed: 4 });
  return { desktop, pass: (ms: number) => clock.work(() => clock.sleep(ms)) };
}

/** The whole screen as a digest: a failed comparison of eight million bytes would take the memory to explain itself. */
async function digest(desktop: VirtualDesktop): Promise<string> {
  const [{ data }] = await desktop.grab([ALL]);
  return createHash("sha256").update(data).digest("hex");
}

function pixel({ data, width }: Picture, { x, y }: { x: number; y: number }): string {
  return "#" + [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)]
    .map((channel) => channel.toString(16).padStart(2, "0")).join("");
}

Deno.test("grab() gives crops as RGBA, each where it was asked for", async () => {
  const { desktop } = desk();
  await using _closing = desktop;
  const { stage } = SKINS.balkanbet.places, { play } = SKINS.meridian.places;
  const [corner, button, all] = await desktop.grab([
    { x: stage.x + 30, y: stage.y + 5, width: 3, height: 2 },
    { x: 960 + play.x + 20, y: 540 + play.y + 5, width: 4, height: 4 },
    ALL,
  ]);
  assert.deepEqual([corner.width, corner.height, corner.data.length], [3, 2, 24]);
  assert.equal(pixel(corner, { x: 2, y: 1 }), SKINS.balkanbet.colors.stage);
  assert.equal(pixel(button, { x: 0, y: 0 }), SKINS.meridian.colors.bet);
  assert.equal(pixel(all, { x: 960 + play.x + 20, y: 540 + play.y + 5 }), SKINS.meridian.colors.bet);
  assert.ok(all.data.every((value, index) => index % 4 !== 3 || value === 255));
});

Deno.test("grab() shows another picture when time has passed, and the same one when it has not", async () => {
  const { desktop, pass } = desk();
  await using _closing = desktop;
  const first = await digest(desktop);
  assert.equal(await digest(desktop), first);
  await pass(200);
  assert.notEqual(await digest(desktop), first);
});

Deno.test("VirtualDesktop draws and plays the same when seed and clock are the same", async () => {
  const a = desk(), b = desk();
  await using _a = a.desktop;
  await using _b = b.desktop;
  for (let step = 0; step < 60; step += 1) {
    await a.pass(1000);
    if (step % 7 === 0) await a.desktop.grab([ALL]);
  }
  await b.pass(60_000);
  assert.equal(await digest(a.desktop), await digest(b.desktop));
  assert.deepEqual(a.desktop.game("two").rounds(), b.desktop.game("two").rounds());
});

Deno.test("grab() fails with code screen when a rectangle reaches outside or the desktop is closed", async () => {
  const { desktop } = desk();
  const good = { x: 0, y: 0, width: 1, height: 1 };
  const changes = [{ x: 1920 }, { x: -1 }, { y: 1080 }, { y: -1 }, { width: 1921 }, { height: 1081 }, { height: 0 }];
  for (const change of changes) await assert.rejects(desktop.grab([{ ...good, ...change }]), { code: "screen" });
  await desktop.grab([good]);
  await desktop[Symbol.asyncDispose]();
  await assert.rejects(desktop.grab([ALL]), { code: "screen" });
});

Deno.test("VirtualDesktop refuses tables of one name and windows off the screen", () => {
  const clock = new VirtualClock({ startMs: 0, speed: Infinity });
  const table = { name: "one", skin: "soccer", window: WINDOWS[0] } as const;
  const off = { ...table, window: { ...WINDOWS[3], x: 1000 } };
  assert.throws(() => new VirtualDesktop({ clock, tables: [table, table], seed: 1 }), RangeError);
  assert.throws(() => new VirtualDesktop({ clock, tables: [off], seed: 1 }), RangeError);
});

Deno.test("popupsAnHour covers a table at the moments that popupsOf() says, however late it is looked at first", async () => {
  const window = { x: 0, y: 0, width: 960, height: 540 },
    tables = [{ name: "soccer", skin: "soccer" as const, window }];
  const screen = { seed: 1, startMs: 0, width: 960, height: 540, tables };
  const [first, second] = popupsOf({ seed: 1, table: "soccer", startMs: 0, anHour: 12 }).take(2).toArray();
  for (const firstLookMs of [0, first.toMs + 1_000]) {
    const clock = new VirtualClock({ startMs: 0, speed: Infinity });
    await using desktop = new VirtualDesktop({ clock, ...screen, popupsAnHour: 12 });
    await clock.work(() => clock.sleep(firstLookMs));
    const looks = [first.fromMs - 200, first.fromMs, first.toMs - 1, first.toMs, second.fromMs, second.toMs];
    for (const atMs of looks.filter((atMs) => atMs >= firstLookMs)) {
      await clock.work(() => clock.sleep(atMs - clock.nowMs()));
      const [{ data }] = await desktop.grab([window]);
      const isDue = [first, second].some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
      assert.equal(data.subarray(0, 3).join() === "45,79,124", isDue, `${atMs} ms`);
    }
  }
});

Deno.test("cover() hides a table for its time, then all of it is drawn again", async () => {
  const clock = new VirtualClock({ startMs: 0, speed: Infinity });
  const window = { x: 0, y: 0, width: 960, height: 540 };
  const tables = [{ name: "soccer", skin: "soccer" as const, window }];
  const options = { clock, seed: 1, startMs: 0, width: 960, height: 540, tables };
  await using desktop = new VirtualDesktop(options);
  await using free = new VirtualDesktop(options);
  const box = { x: 300, y: 100, width: 400, height: 200 };
  desktop.cover("soccer", { fromMs: 1_000, toMs: 3_000 }, { fromMs: 2_000, toMs: 4_000, box });
  const same: boolean[] = [];
  for (let atMs = 0; atMs <= 5_000; atMs += 500) {
    const [[hidden], [seen]] = await Promise.all([desktop.grab([window]), free.grab([window])]);
    same.push(hidden.data.every((byte, at) => byte === seen.data[at]));
    if (atMs >= 1_000 && atMs < 3_000) assert.equal(hidden.data.subarray(0, 3).join(), "45,79,124", `${atMs} ms`);
    if (atMs === 3_500) assert.notEqual(hidden.data.subarray(0, 3).join(), "45,79,124");
    await clock.work(() => clock.sleep(500));
  }
  assert.deepEqual(same, [true, true, false, false, false, false, false, false, true, true, true]);
});

const SCREEN = { width: 3_840, height: 1_080 };

/** Eight tables, drawn whole at the first grab; `nowMs` is asked each time. */
function eightTables(nowMs: () => number): VirtualDesktop {
  const never = () => Promise.reject(new Error("nobody sleeps here"));
  const clock = { nowMs, sleep: never, work: <T>(task: () => Promise<T>) => task() };
  const skins = [...Object.keys(SKINS), ...Object.keys(SKINS)].slice(0, 8) as SkinName[];
  const windows = layoutWindows("4x2", SCREEN);
  const tables = skins.map((skin, index) => ({ name: `${skin}-${index}`, skin, window: windows[index] }));
  return new VirtualDesktop({ clock, tables, seed: 7, startMs: START_MS, ...SCREEN });
}

Deno.test("grab() lets others have their turn while many tables are drawn, and shows them all at one moment", async () => {
  let nowMs = START_MS + 4_000, turns = 0, drawn = false;
  await using desktop = eightTables(() => nowMs);
  const whole = [{ x: 0, y: 0, ...SCREEN }];
  const grabbed = desktop.grab(whole).then((pictures) => (drawn = true, pictures));
  const pass = () => {
    if (drawn) return;
    turns += 1;
    nowMs += 1_000;
    setImmediate(pass);
  };
  setImmediate(pass);
  const [picture] = await grabbed;
  assert.ok(turns > 0, "nobody else had a turn");
  await using still = eightTables(() => START_MS + 4_000);
  const [expected] = await still.grab(whole);
  assert.ok(Buffer.compare(picture.data, expected.data) === 0, "a table was drawn at another moment");
});
