/** Windows that are moved on the virtual desktop: found to the pixel, told once, never invented. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { VirtualClock } from "../../../core/clock.ts";
import { describeMove, LOOK_EVERY_MS, type MovedWindow, WindowWatch } from "../../../core/host/window_watch.ts";
import type { Rect } from "../../../core/protocol/picture.ts";
import { VirtualDesktop } from "../../../core/screen/virtual_source.ts";
import { describeSkin } from "../../../core/simulator/describe_skin.ts";
import { type SkinName, SKINS } from "../../../core/simulator/skins.ts";
import { placeTable } from "../../../core/tables/table.ts";

const SCREEN = { width: 1920, height: 1080 };
const SIZE = { width: 800, height: 450 };
const WINDOWS: Record<string, Rect> = {
  balkanbet: { x: 0, y: 0, ...SIZE },
  maxbet: { x: 900, y: 0, ...SIZE },
  soccer: { x: 400, y: 520, ...SIZE },
};
const LEARN_MS = 60_000;

function setUp() {
  const clock = new VirtualClock({ startMs: 1_000_000, speed: Infinity });
  const tables = Object.entries(WINDOWS).map(([name, window]) => ({ name, skin: name as SkinName, window }));
  const desktop = new VirtualDesktop({ clock, tables, seed: 4, ...SCREEN });
  const moved: MovedWindow[] = [], back: string[] = [];
  const watch = new WindowWatch({
    clock,
    source: desktop,
    tables: tables.map(({ name, skin, window }) =>
      placeTable({ name, title: name, description: describeSkin(SKINS[skin]) }, { window, screen: SCREEN })
    ),
    phaseOf: (table) => {
      const { phase } = desktop.game(table).state();
      return phase;
    },
    onMoved: (one) => moved.push(one),
    onBack: (table) => back.push(table),
  });
  const pass = (ms: number) => clock.work(() => clock.sleep(ms));
  return { clock, desktop, watch, moved, back, pass };
}

Deno.test("WindowWatch finds a window that moved, to the pixel, tells it once, and tells when it is back", async () => {
  const { desktop, watch, moved, back, pass } = setUp();
  await using _watch = watch;
  watch.start();
  await pass(LEARN_MS);
  deepEqual(watch.known, Object.keys(WINDOWS));
  equal(moved.length, 0, "nothing moved while it learnt and looked");
  desktop.moveTable("soccer", { x: 537, y: 493 });
  await pass(10 * LOOK_EVERY_MS);
  const from = WINDOWS.soccer;
  deepEqual(moved, [{ table: "soccer", from, to: { ...from, x: 537, y: 493 } }]);
  match(
    describeMove(moved[0]),
    /moved by \(\+137, -27\): it was at 400,520 and is now at 537,493; .*tables move soccer 537 493/,
  );
  deepEqual(back, []);
  desktop.moveTable("soccer", { x: 10, y: 600 });
  await pass(10 * LOOK_EVERY_MS);
  deepEqual(moved.slice(1).map(({ to }) => [to.x, to.y]), [[10, 600]]);
  desktop.moveTable("soccer", { x: 400, y: 520 });
  await pass(2 * LOOK_EVERY_MS);
  deepEqual(back, ["soccer"]);
  equal(moved.length, 2);
});

Deno.test("WindowWatch tells of no move when a window is gone from the screen, or half a screen of rounds goes by", async () => {
  const { desktop, watch, moved, back, pass } = setUp();
  await using _watch = watch;
  watch.start();
  await pass(LEARN_MS);
  // Laid over: the table beneath cannot be seen anywhere.
  desktop.moveTable("maxbet", { x: 400, y: 520 });
  desktop.moveTable("soccer", { x: 410, y: 530 });
  await pass(12 * LOOK_EVERY_MS);
  ok(!moved.some(({ table }) => table === "balkanbet"), "the untouched one stays");
  desktop.moveTable("maxbet", { x: 900, y: 0 });
  desktop.moveTable("soccer", { x: 400, y: 520 });
  await pass(3 * LOOK_EVERY_MS);
  const wrong = moved.filter(({ table, to }) =>
    !(table === "soccer" && to.x === 410) && !(table === "maxbet" && to.x === 400)
  );
  deepEqual(wrong, []);
  deepEqual(back.toSorted(), moved.map(({ table }) => table).toSorted());
  const told = moved.length;
  await pass(5 * 60_000);
  equal(moved.length, told);
});

Deno.test("WindowWatch finds two windows that changed places", async () => {
  const { desktop, watch, moved, pass } = setUp();
  await using _watch = watch;
  watch.start();
  await pass(LEARN_MS);
  desktop.moveTable("balkanbet", { x: 900, y: 0 });
  desktop.moveTable("maxbet", { x: 0, y: 0 });
  await pass(10 * LOOK_EVERY_MS);
  deepEqual(
    moved.map(({ table, to }) => [table, to.x, to.y]).toSorted(),
    [["balkanbet", 900, 0], ["maxbet", 0, 0]],
  );
});
