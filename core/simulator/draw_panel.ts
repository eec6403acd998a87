/** The bet panel: stake and auto cash-out fields, quick amounts, the switch, the big button. */
import type { BetPanelNumber } from "../protocol/bet.ts";
import { type DrawContext, fillBox, fillRound, grown, middleOf, write } from "./draw_context.ts";
import { countText, moneyText } from "./number_text.ts";
import type { Skin } from "./skins.ts";
import { type PanelPlaces, QUICK_STAKES_MINOR } from "./table_layout.ts";
import type { Field, PanelState, TableState } from "./table_state.ts";

/** Half a period of the caret's blinking. */
const BLINK_MS = 530;

/** One bet panel of a table: where it stands and what it shows. */
export interface ShownPanel {
  places: PanelPlaces;
  panel: PanelState;
}

/** A table's panel by its number; null where it has none. */
export function panelOf(
  state: TableState,
  { skin, number }: { skin: Skin; number: BetPanelNumber },
): ShownPanel | null {
  if (number === 1) return { places: skin.places, panel: state.panel };
  return skin.places.second && state.second && { places: skin.places.second, panel: state.second };
}

export function drawPanelBase(context: DrawContext, _state: TableState, skin: Skin): void {
  const { places, colors } = skin;
  fillBox(context, places.panel, colors.page);
  for (const one of places.second ? [places, places.second] : [places]) drawLabels(context, one, skin);
}

function drawLabels(context: DrawContext, places: PanelPlaces, skin: Skin): void {
  const { colors, texts } = skin, { autoSwitch, quick } = places;
  const label = { skin, size: 13, color: colors.muted };
  write(context, `${texts.amount} (${skin.currency})`, { ...label, x: places.amount.x, y: places.amount.y - 12 });
  write(context, `${texts.autoCashOut} (x)`, { ...label, x: places.autoCashOut.x, y: places.autoCashOut.y - 12 });
  if (quick.length > 0) {
    const [x, y] = [autoSwitch.x - 10, autoSwitch.y + autoSwitch.height / 2];
    write(context, texts.autoCashOut, { ...label, x, y, align: "right" });
  }
  quick.forEach((box, index) => {
    fillRound(context, box, { color: colors.row, radius: 11 });
    const text = countText(QUICK_STAKES_MINOR[index] / 100, skin.locale);
    write(context, text, { skin, ...middleOf(box), size: 13, color: colors.muted, align: "center" });
  });
}

export function drawField(
  context: DrawContext,
  { places, panel }: ShownPanel,
  { skin, field, nowMs }: { skin: Skin; field: Field; nowMs: number },
): void {
  const { colors } = skin, box = places[field];
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
  if (focused && !panel.selected && caretShown({ nowMs })) {
    fillBox(context, { x: Math.round(x + width / 2 + 3), y: y - 10, width: 1, height: 20 }, colors.fieldText);
  }
}

/** Whether a focused field's caret is in the visible half of its blinking. */
export function caretShown({ nowMs }: Pick<TableState, "nowMs">): boolean {
  return Math.floor(nowMs / BLINK_MS) % 2 === 0;
}

export function drawSwitch(
  context: DrawContext,
  { places: { autoSwitch }, panel: { auto } }: ShownPanel,
  skin: Skin,
): void {
  const { colors } = skin;
  fillBox(context, autoSwitch, colors.page);
  fillRound(context, autoSwitch, { color: auto ? colors.switchOn : colors.switchOff, radius: 12 });
  const knob = autoSwitch.x + (auto ? autoSwitch.width - 12 : 12);
  context.beginPath();
  context.arc(knob, autoSwitch.y + 12, 8, 0, 2 * Math.PI);
  context.fillStyle = "#ffffff";
  context.fill();
}

/** Letters of a button fit a narrow one too. */
const BUTTON_SIZES = { wide: [24, 20, 14], narrow: [17, 15, 12] } as const;
const NARROW_BUTTON = 200;

export function drawPlayButton(context: DrawContext, { places: { play }, panel }: ShownPanel, skin: Skin): void {
  const { colors, texts } = skin, { button, buttonMinor, queued } = panel;
  const [words, amount, note] = BUTTON_SIZES[play.width < NARROW_BUTTON ? "narrow" : "wide"];
  fillBox(context, play, colors.page);
  fillRound(context, play, { color: colors[button], radius: 14 });
  const { x, y } = middleOf(play);
  const below = queued ? texts.queued : `${moneyText(buttonMinor, skin.locale)} ${skin.currency}`;
  const alone = button === "cancel" && !queued;
  line(context, texts[button], { skin, x, y: alone ? y : y - 14, size: words, bold: true });
  if (!alone) line(context, below, { skin, x, y: y + 18, size: queued ? note : amount, bold: false });
}

function line(
  context: DrawContext,
  text: string,
  how: { skin: Skin; x: number; y: number; size: number; bold: boolean },
): void {
  write(context, text, { ...how, color: "#ffffff", align: "center" });
}
