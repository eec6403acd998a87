/** History strips of every skin, drawn at several sizes: every pill that is given is the round's, and nearly all are given. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { VirtualClock } from "../../../core/clock.ts";
import { placeRect } from "../../../core/screen/layout.ts";
import { VirtualDesktop } from "../../../core/screen/virtual_source.ts";
import { describeSkin } from "../../../core/simulator/describe_skin.ts";
import { SKIN_NAMES, SKINS } from "../../../core/simulator/skins.ts";
import { findPills, readHistory } from "../../../core/vision/history_reader.ts";
import { paint } from "./pictures.ts";

const MOMENTS = 6;

for (const [width, height, share] of [[960, 540, 0.97], [1280, 720, 0.97], [640, 360, 0.4]] as const) {
  Deno.test(`readHistory() reads the strips of every skin in windows of ${width}x${height}, none wrong`, async () => {
    let right = 0, all = 0;
    for (const skin of SKIN_NAMES) {
      const clock = new VirtualClock({ startMs: 0, speed: Infinity });
      const window = { x: 0, y: 0, width, height }, { controls, window: reference, locale } = describeSkin(SKINS[skin]);
      await using desktop = new VirtualDesktop({
        clock,
        seed: 5,
        width,
        height,
        tables: [{ name: skin, skin, window }],
      });
      for (let moment = 0; moment < MOMENTS; moment++) {
        await clock.work(() => clock.sleep(150_000));
        const [picture] = await desktop.grab([placeRect(controls!.history!, { window, reference })]);
        const truth = desktop.game(skin).state().history;
        const read = readHistory(picture, locale);
        // Only as many as find room are drawn.
        ok(read.length >= 6 && read.length <= truth.length, `${skin}: ${read.length} pills`);
        read.forEach((value, index) => {
          all += 1;
          if (value === null) return;
          equal(value, truth[index], `${skin}: pill ${index} of ${truth}`);
          right += 1;
        });
      }
    }
    console.log(`${right} of ${all} pills, none wrong`);
    ok(right >= share * all, `${right} of ${all}`);
  });
}

Deno.test("findPills() finds none in an empty strip, and marks one that is cut off by reaching outside", () => {
  deepEqual(findPills(paint({ width: 300, height: 32 }, [["#102030", 0, 0, 300, 32]])), []);
  const cut = paint({ width: 300, height: 32 }, [
    ["#102030", 0, 0, 300, 32],
    ["#ffffff", 0, 10, 30, 12],
    ["#ffffff", 60, 10, 30, 12],
  ]);
  deepEqual(findPills(cut).map(({ x, width }) => x < 0 || x + width > 300), [true, false]);
  equal(readHistory(cut, "en-US")[0], null);
});
