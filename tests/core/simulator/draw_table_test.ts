/** The drawing: what is drawn piece by piece equals what is drawn at once. */
import assert from "node:assert/strict";
import { createCanvas } from "@napi-rs/canvas";
import type { DrawContext } from "../../../core/simulator/draw_context.ts";
import { drawTable, TablePainter } from "../../../core/simulator/draw_table.ts";
import { Game } from "../../../core/simulator/game.ts";
import { registerFonts } from "../../../core/simulator/register_fonts.ts";
import { type Skin, SKINS } from "../../../core/simulator/skins.ts";
import { WINDOW } from "../../../core/simulator/table_layout.ts";

const BOX = { x: 0, y: 0, ...WINDOW };
registerFonts(Object.values(SKINS));

function canvas() {
  const made = createCanvas(WINDOW.width, WINDOW.height);
  return { made, context: made.getContext("2d") as unknown as DrawContext };
}

/** Times and presses that change every part of a table at least once. */
function* moments(skin: Skin): Generator<Game> {
  const panels = skin.places.second ? 2 : 1,
    game = new Game({ ...skin, panels, seed: 3, startMs: 0, stream: { next: () => 250 } });
  const presses = new Set([1200, 7000, 22_000]);
  for (let nowMs = 0; nowMs < 40_000; nowMs += 400) {
    game.advance(nowMs);
    if (presses.has(nowMs)) game.press();
    if (nowMs === 2000) game.panel.focusOn("amount");
    if (nowMs === 2400) game.panel.selectAll();
    if (nowMs === 2800) game.panel.type("250");
    if (nowMs === 3200) game.panel.focusOn("autoCashOut");
    if (nowMs === 3600) game.panel.auto = false;
    if (panels === 2 && nowMs === 1600) game.press(2);
    if (panels === 2 && nowMs === 4000) game.panelOf(2).setText("amount", "33");
    yield game;
  }
}

for (const skin of Object.values(SKINS)) {
  Deno.test(`paint() leaves the same pixels as drawTable() when only what changed is drawn: ${skin.name}`, () => {
    const kept = canvas(), painter = new TablePainter(kept.context, { skin, box: BOX });
    for (const game of moments(skin)) {
      painter.paint(game.state());
      const fresh = canvas();
      drawTable(fresh.context, game.state(), { skin, box: BOX });
      const same = kept.made.data().equals(fresh.made.data());
      assert.ok(same, `at ${game.state().nowMs} ms in ${game.state().phase}`);
    }
  });
}

Deno.test("paint() draws nothing when nothing changed", () => {
  const game = new Game({ ...SKINS.soccer, seed: 3, startMs: 0 });
  const painter = new TablePainter(canvas().context, { skin: SKINS.soccer, box: BOX });
  assert.equal(painter.paint(game.state()), true);
  assert.equal(painter.paint(game.state()), false);
});

Deno.test("drawTable() stays inside its box when the box is one of several", () => {
  const { made, context } = canvas();
  const game = new Game({ ...SKINS.meridian, seed: 3, startMs: 0, stream: { next: () => 100_000 } });
  game.advance(25_000);
  drawTable(context, game.state(), { skin: SKINS.meridian, box: { x: 480, y: 0, width: 480, height: 270 } });
  const pixels = made.data(), drawn = new Set<boolean>();
  for (let y = 0; y < WINDOW.height; y += 1) {
    for (let x = 0; x < WINDOW.width; x += 1) {
      const inside = x >= 480 && y < 270;
      if (!inside && pixels[4 * (y * WINDOW.width + x) + 3] !== 0) drawn.add(inside);
    }
  }
  assert.equal(drawn.size, 0);
});
