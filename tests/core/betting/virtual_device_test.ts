/** The virtual mouse and keyboard on tables at half size. */
import assert from "node:assert/strict";
import { VirtualDevice } from "../../../core/betting/virtual_device.ts";
import { VirtualClock } from "../../../core/clock.ts";
import type { Rect } from "../../../core/protocol/picture.ts";
import { layoutWindows } from "../../../core/screen/layout.ts";
import { VirtualDesktop } from "../../../core/screen/virtual_source.ts";
import { type Skin, SKINS } from "../../../core/simulator/skins.ts";

/** Two tables in windows of half the reference size, so that a click must be scaled. */
const SCREEN = { width: 960, height: 540 };
const WINDOWS = layoutWindows("2x2", SCREEN);

function hands() {
  const clock = new VirtualClock({ startMs: 0, speed: Infinity });
  const tables = [
    { name: "one", skin: "mozzart", window: WINDOWS[0] },
    { name: "two", skin: "soccer", window: WINDOWS[3] },
  ] as const;
  const desktop = new VirtualDesktop({ clock, tables, seed: 4, ...SCREEN });
  const device = new VirtualDevice(desktop);
  const click = async (window: Rect, control: Rect) => {
    const x = window.x + (control.x + control.width / 2) / 2, y = window.y + (control.y + control.height / 2) / 2;
    await device.moveTo({ x, y });
    await device.click();
  };
  const fill = async (window: Rect, { control, text }: { control: Rect; text: string }) => {
    await click(window, control);
    await device.selectAll();
    await device.type(text);
  };
  return { desktop, device, click, fill };
}

async function placeBet(to: ReturnType<typeof hands>, { window, skin }: { window: Rect; skin: Skin }) {
  const { amount, autoCashOut, play } = skin.places;
  await to.fill(window, { control: amount, text: "120" });
  await to.fill(window, { control: autoCashOut, text: "2,20" });
  await to.click(window, play);
}

Deno.test("VirtualDevice places a bet on the table under the pointer, and on no other", async () => {
  const to = hands();
  await placeBet(to, { window: WINDOWS[3], skin: SKINS.soccer });
  const [bet] = to.desktop.game("two").bets();
  assert.deepEqual([bet.stakeMinor, bet.cashOutHundredths, bet.round], [120_00, 220, 1]);
  assert.equal(to.desktop.game("one").bets().length, 0);
});

Deno.test("type() goes to the field clicked last, and nowhere once something else was clicked", async () => {
  const to = hands(), { amount } = SKINS.mozzart.places;
  await to.fill(WINDOWS[0], { control: amount, text: "55" });
  assert.equal(to.desktop.game("one").panel.text("amount"), "55");
  await to.click(WINDOWS[3], SKINS.soccer.places.list);
  await to.device.type("9");
  await to.device.erase();
  assert.equal(to.desktop.game("one").panel.text("amount"), "55,00");
  assert.equal(to.desktop.game("two").panel.text("amount"), "10.00");
});

Deno.test("erase() empties a selected field", async () => {
  const to = hands();
  await to.click(WINDOWS[0], SKINS.mozzart.places.amount);
  await to.device.selectAll();
  await to.device.erase();
  assert.equal(to.desktop.game("one").panel.text("amount"), "");
});

Deno.test("click() turns the auto cash-out switch, and sets a quick amount", async () => {
  const to = hands(), { places } = SKINS.soccer, { panel } = to.desktop.game("two");
  await to.click(WINDOWS[3], places.autoSwitch);
  assert.equal(panel.auto, false);
  await to.click(WINDOWS[3], places.quick[3]);
  assert.equal(panel.text("amount"), "1000.00");
});

Deno.test("moveTo() stops at the edges of the screen", async () => {
  const { device } = hands();
  await device.moveTo({ x: -5, y: 5000 });
  assert.deepEqual(await device.position(), { x: 0, y: SCREEN.height - 1 });
});
