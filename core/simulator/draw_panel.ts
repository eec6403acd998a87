/** The bet panel: stake and auto cash-out fields, quick amounts, the switch, the big button. */
import { type DrawContext, fillBox, fillRound, grown, middleOf, write } from "./draw_context.ts";
import { countText, moneyText } from "./number_text.ts";
import type { Skin } from "./skins.ts";
import { QUICK_STAKES_MINOR } from "./table_layout.ts";
import type { Field, TableState } from "./table_state.ts";

/** Half a period of the caret's blinking. */
const BLINK_MS = 530;

export function drawPanelBase(context: DrawContext, _state: TableState, skin: Skin): void {
  const { places, colors, texts } = skin;
  fillBox(context, places.panel, colors.page);
  const label = { skin, size: 13, color: colors.muted };
  write(context, `${texts.amount} (${skin.currency})`, { ...label, x: places.amount.x, y: places.amount.y - 12 });
  write(context, `${texts.autoCashOut} (x)`, { ...label, x: places.autoCashOut.x, y: places.autoCashOut.y - 12 });
  const { autoSwitch } = places;
  write(context, texts.autoCashOut, {
    ...label,
    x: autoSwitch.x - 10,
    y: autoSwitch.y + autoSwitch.height / 2,
    align: "right",
  });
  places.quick.forEach((box, index) => {
    fillRound(context, box, { color: colors.row, radius: 11 });
    const text = countText(QUICK_STAKES_MINOR[index] / 100, skin.locale);
    write(context, text, { skin, ...middleOf(box), size: 13, color: colors.muted, align: "center" });
  });
}

export function drawField(
  context: DrawContext,
  state: TableState,
  { skin, field }: { skin: Skin; field: Field },
): void {
  const { places, colors } = skin;
  const box = places[field], { panel } = state;
  const text = field === "amount" ? panel.amountText : panel.autoCashOutText;
  const focused = panel.focus === field;
  fillBox(context, grown(box, 4), colors.page);
  fillRound(context, grown(box, 2), { color: focused ? colors.muted : colors.fieldBorder, radius: 6 });
  fillRound(context, box, { color: colors.field, radius: 4 });
  const { x, y } = middleOf(box);
  // Digits of these fonts are all of one width, close enough to place a caret and a selection.
  const width = text.length * 10.5;
  if (focused && panel.selected) {
    fillBox(context, { x: x - width / 2 - 2, y: y - 11, width: width + 4, height: 22 }, "#3367d1");
  }
  const color = focused && panel.selected ? "#ffffff" : colors.fieldText;
  write(context, text, { skin, x, y, size: 18, color, align: "center", bold: true });
  if (focused && !panel.selected && caretShown(state)) {
    fillBox(context, { x: Math.round(x + width / 2 + 3), y: y - 10, width: 1, height: 20 }, colors.fieldText);
  }
}

/** Whether a focused field's caret is in the visible half of its blinking. */
export function caretShown({ nowMs }: Pick<TableState, "nowMs">): boolean {
  return Math.floor(nowMs / BLINK_MS) % 2 === 0;
}

export function drawSwitch(context: DrawContext, state: TableState, { places, colors }: Skin): void {
  const { autoSwitch } = places, { auto } = state.panel;
  fillBox(context, autoSwitch, colors.page);
  fillRound(context, autoSwitch, { color: auto ? colors.switchOn : colors.switchOff, radius: 12 });
  const knob = autoSwitch.x + (auto ? autoSwitch.width - 12 : 12);
  context.beginPath();
  context.arc(knob, autoSwitch.y + 12, 8, 0, 2 * Math.PI);
  context.fillStyle = "#ffffff";
  context.fill();
}

export function drawPlayButton(context: DrawContext, state: TableState, skin: Skin): void {
  const { places: { play }, colors, texts } = skin, { button, buttonMinor, queued } = state.panel;
  fillBox(context, play, colors.page);
  fillRound(context, play, { color: colors[button], radius: 14 });
  const { x, y } = middleOf(play);
  const below = queued ? texts.queued : `${moneyText(buttonMinor, skin.locale)} ${skin.currency}`;
  const alone = button === "cancel" && !queued;
  line(context, texts[button], { skin, x, y: alone ? y : y - 14, size: 24, bold: true });
  if (!alone) line(context, below, { skin, x, y: y + 18, size: queued ? 14 : 20, bold: false });
}

function line(
  context: DrawContext,
  text: string,
  how: { skin: Skin; x: number; y: number; size: number; bold: boolean },
): void {
  write(context, text, { ...how, color: "#ffffff", align: "center" });
}
