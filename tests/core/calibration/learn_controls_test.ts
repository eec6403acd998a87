import assert from "node:assert/strict";
import { boxOf, draftTable, USUAL_LIMITS } from "../../../core/calibration/draft_table.ts";
import { type ControlFrame, learnControls } from "../../../core/calibration/learn_controls.ts";
import { learnTable } from "../../../core/calibration/learn_table.ts";
import type { LabelledFrame } from "../../../core/calibration/learn_table.ts";
import type { PlaceRects } from "../../../core/protocol/calibration.ts";
import type { Rect } from "../../../core/protocol/picture.ts";
import { SKIN_NAMES, type SkinName, SKINS } from "../../../core/simulator/skins.ts";
import { channelDistance, parseColor } from "../../../core/vision/colors.ts";
import { deskWith } from "../betting/desk.ts";
import { LoneTable, WINDOW } from "./virtual_tables.ts";

function placesOf(skin: SkinName): PlaceRects {
  const { amount, autoCashOut, play, autoSwitch, history } = SKINS[skin].places;
  return { amount, autoCashOut, play, autoCashOutSwitch: autoSwitch, history };
}

function clickOn(table: LoneTable, { x, y, width, height }: Rect): void {
  table.desktop.click({ x: x + width / 2, y: y + height / 2 });
}

/** Frames of a round that is only watched and, when `betting`, of one with a bet of the user's; only then the switch is on. */
async function watch(skin: SkinName, { betting, rounds = 1 }: { betting: boolean; rounds?: number }) {
  await using table = new LoneTable(skin);
  const frames: LabelledFrame[] = [], { play, autoSwitch } = SKINS[skin].places;
  const keep = async () => frames.push(await table.frame());
  // The virtual tables' switch is on.
  if (!betting) clickOn(table, autoSwitch);
  // A round that crashes at once shows nobody a flight.
  const flies = (bets: boolean) =>
    table.state.phase === "flying" && (!bets || table.desktop.game(skin).bets().at(-1)?.outcome === "open");
  for (const bets of Array.from({ length: rounds }, () => betting ? [false, true] : [false]).flat()) {
    do {
      table.until("crashed", 400);
      table.until("waiting", 400);
      if (bets) clickOn(table, play);
      await keep();
      table.until("waiting", 3_000);
      await keep();
      while (table.state.phase === "waiting") table.pass(200);
    } while (!flies(bets));
    await keep();
    table.until("crashed", 400);
    await keep();
  }
  return frames;
}

const shown = (frames: readonly LabelledFrame[]): ControlFrame[] =>
  frames.map(({ picture, truth }) => ({ picture, phase: truth.phase }));

function near(one: string, other: string): boolean {
  const { r, g, b } = parseColor(one);
  return channelDistance([r, g, b], 0, parseColor(other)) <= 12;
}

for (const skin of SKIN_NAMES) {
  Deno.test(`learnControls() learns the button's three faces and the switch of ${skin} when a bet was seen`, async () => {
    const { controls, missing } = learnControls(shown(await watch(skin, { betting: true })), {
      places: placesOf(skin),
    });
    assert.deepEqual(missing, []);
    const { bet, cancel, cashOut, switchOn } = SKINS[skin].colors;
    for (
      const [learnt, drawn] of [
        [controls!.playColors.bet, bet],
        [controls!.playColors.cancel, cancel],
        [controls!.playColors.cashOut, cashOut],
        [controls!.switchOnColor!, switchOn],
      ]
    ) assert.ok(near(learnt, drawn), `${learnt} is not ${drawn}`);
  });
}

Deno.test("learnControls() names what nobody has drawn and what no frame shows, and assumes nothing", async () => {
  const frames = shown(await watch("mozzart", { betting: false })), places = placesOf("mozzart");
  assert.deepEqual(learnControls(frames, { places }), {
    controls: null,
    missing: ["cancelColor", "cashOutColor", "switchColor"],
  });
  const { amount: _, ...others } = places;
  assert.deepEqual(learnControls(frames, { places: others }).missing, ["amount"]);
  const { autoCashOutSwitch: _switch, ...without } = places, { cancel, cashOut } = SKINS.mozzart.colors;
  const given = learnControls(frames, { places: without, colors: { cancel, cashOut } });
  assert.deepEqual([given.missing, given.controls?.playColors.cancel], [[], cancel]);
  // Faces that the reader could not tell apart are no faces.
  const same = learnControls(frames, { places: without, colors: { cancel, cashOut: cancel } });
  assert.deepEqual(same.controls, null);
});

Deno.test("learnControls() believes what somebody says of a button more than its hue", async () => {
  const frames = shown(await watch("mozzart", { betting: true })), places = placesOf("mozzart");
  const turned = frames.map((frame) => ({ ...frame, button: "bet" as const }));
  assert.deepEqual(learnControls(turned, { places }).missing, ["cancelColor", "cashOutColor"]);
});

Deno.test("a bet by clicks is placed on a table that is known by calibration alone", async () => {
  const skin = "mozzart", { locale } = SKINS[skin], frames = await watch(skin, { betting: true, rounds: 2 });
  const { regions } = frames[0];
  const lesson = learnTable(frames, { locale, phaseRegion: boxOf(regions.phase!) });
  const { controls } = learnControls(shown(frames), { places: placesOf(skin) });
  const table = draftTable(WINDOW, { regions, locale, limits: USUAL_LIMITS, ...lesson, controls });
  assert.ok(table.palette && table.controls);
  const { request, desktop } = deskWith({ names: [skin], describe: () => table });
  const bet = await request();
  assert.deepEqual([bet.state, bet.reason], ["placed", ""]);
  const taken = desktop.game(skin).bets().map(({ stakeMinor, cashOutHundredths }) => [stakeMinor, cashOutHundredths]);
  assert.deepEqual(taken, [[25_50, 220]]);
});
