/** A whole table with plain Canvas 2D calls: the same in a browser as on the virtual desktop. Imports no canvas. */
import type { BetPanelNumber } from "../protocol/bet.ts";
import type { Rect } from "../protocol/picture.ts";
import { type DrawContext, fillBox, fillRound, write } from "./draw_context.ts";
import {
  caretShown,
  drawField,
  drawPanelBase,
  drawPlayButton,
  drawSwitch,
  panelOf,
  type ShownPanel,
} from "./draw_panel.ts";
import { drawStage } from "./draw_stage.ts";
import { countText, moneyText, multiplierText } from "./number_text.ts";
import type { Skin } from "./skins.ts";
import { WINDOW } from "./table_layout.ts";
import type { Field, PanelState, TableState } from "./table_state.ts";

/** A part covers its own ground, so it is drawn again only when its key changes. */
interface Part {
  key(state: TableState): string | number;
  draw(context: DrawContext, state: TableState, skin: Skin): void;
}

const PARTS: readonly Part[] = [
  { key: () => "", draw: drawHeader },
  { key: (state) => state.balanceMinor, draw: drawBalance },
  { key: (state) => `${state.round} ${state.phase === "crashed"}`, draw: drawHistory },
  { key: listKey, draw: drawList },
  { key: (state) => state.playersMoneyMinor, draw: drawTotals },
  { key: (state) => `${state.phase} ${state.phase === "crashed" ? 0 : state.phaseMs}`, draw: drawStage },
  { key: () => "", draw: drawPanelBase },
  ...panelParts(1),
  ...panelParts(2),
];

/** What changes of a bet panel; a table that has no such panel draws nothing. */
function panelParts(number: BetPanelNumber): Part[] {
  const shown = (state: TableState) => number === 1 ? state.panel : state.second;
  const part = (key: (panel: PanelState, state: TableState) => string, draw: PanelStroke): Part => ({
    key: (state) => key(shown(state) ?? state.panel, state),
    draw(context, state, skin) {
      const panel = panelOf(state, { skin, number });
      if (panel) draw(context, panel, { skin, nowMs: state.nowMs });
    },
  });
  const field = (name: Field) => (context: DrawContext, panel: ShownPanel, how: { skin: Skin; nowMs: number }) =>
    drawField(context, panel, { ...how, field: name });
  return [
    part((panel, state) => `${panel.amountText}|${focusKey(panel, state)}`, field("amount")),
    part((panel, state) => `${panel.autoCashOutText}|${focusKey(panel, state)}`, field("autoCashOut")),
    part((panel) => String(panel.auto), (context, panel, { skin }) => drawSwitch(context, panel, skin)),
    part(
      (panel) => `${panel.button} ${panel.buttonMinor} ${panel.queued}`,
      (context, panel, { skin }) => drawPlayButton(context, panel, skin),
    ),
  ];
}

type PanelStroke = (context: DrawContext, panel: ShownPanel, how: { skin: Skin; nowMs: number }) => void;

/** Draws all of a table into `box`, whatever was there before. */
export function drawTable(context: DrawContext, state: TableState, { skin, box }: { skin: Skin; box: Rect }): void {
  new TablePainter(context, { skin, box }).paint(state);
}

/** Keeps one table drawn, at the price of what changed since the last time. */
export class TablePainter {
  readonly #context: DrawContext;
  readonly #skin: Skin;
  readonly #box: Rect;
  #drawn: (string | number)[] = [];

  constructor(context: DrawContext, { skin, box }: { skin: Skin; box: Rect }) {
    this.#context = context;
    this.#skin = skin;
    this.#box = box;
  }

  /** @returns whether anything had changed */
  paint(state: TableState): boolean {
    const keys = PARTS.map((part) => part.key(state));
    const changed = PARTS.filter((_, index) => keys[index] !== this.#drawn[index]);
    if (changed.length === 0) return false;
    const { x, y, width, height } = this.#box;
    this.#context.save();
    this.#context.translate(x, y);
    this.#context.scale(width / WINDOW.width, height / WINDOW.height);
    for (const part of changed) part.draw(this.#context, state, this.#skin);
    this.#context.restore();
    this.#drawn = keys;
    return true;
  }
}

function drawHeader(context: DrawContext, _state: TableState, skin: Skin): void {
  const { places: { header, currency }, colors } = skin;
  fillBox(context, header, colors.header);
  const y = header.height / 2;
  write(context, skin.title, { skin, x: 16, y, size: 22, color: colors.title, bold: true });
  write(context, "Aviator", { skin, x: 150, y, size: 17, color: colors.balance });
  write(context, skin.currency, { skin, x: currency.x + 4, y, size: 15, color: colors.balance });
}

function drawBalance(context: DrawContext, state: TableState, skin: Skin): void {
  const { places: { balance }, colors } = skin;
  fillBox(context, balance, colors.header);
  write(context, moneyText(state.balanceMinor, skin.locale), {
    skin,
    x: balance.x + balance.width - 6,
    y: balance.y + balance.height / 2,
    size: 18,
    color: colors.balance,
    align: "right",
    bold: true,
  });
}

function drawHistory(context: DrawContext, state: TableState, skin: Skin): void {
  const { places: { history }, colors } = skin;
  fillBox(context, history, colors.page);
  const y = history.y + history.height / 2, end = history.x + history.width - 60;
  let x = history.x + 12;
  for (const multiplier of state.history) {
    const text = multiplierText(multiplier, skin.locale), width = text.length * 8 + 16;
    if (x + width > end) break;
    const color = colors.history[multiplier >= 1000 ? 2 : multiplier >= 200 ? 1 : 0];
    fillRound(context, { x, y: y - 11, width, height: 22 }, { color: colors.row, radius: 11 });
    write(context, text, { skin, x: x + width / 2, y, size: 14, color, align: "center", bold: true });
    x += width + 6;
  }
}

function listKey(state: TableState): string {
  const out = state.phase === "waiting"
    ? 0
    : state.bettors.filter((bettor) => bettor.cashOutHundredths <= state.multiplier).length;
  return `${state.round} ${shownBettors(state)} ${out}`;
}

function shownBettors({ progress, bettors }: TableState): number {
  return progress === null ? bettors.length : Math.floor(progress * bettors.length * 1.5);
}

function drawList(context: DrawContext, state: TableState, skin: Skin): void {
  const { places: { list, rows }, colors, texts } = skin;
  fillBox(context, { ...list, y: rows.y, height: list.y + list.height - rows.y }, colors.page);
  const head = { skin, y: rows.y + 8, size: 12, color: colors.muted };
  write(context, texts.player, { ...head, x: rows.x + 8 });
  write(context, `${texts.stake} ${skin.currency}`, { ...head, x: rows.x + rows.width * 0.62, align: "right" });
  write(context, "x", { ...head, x: rows.x + rows.width - 10, align: "right" });
  const pitch = (rows.height - 22) / state.bettors.length;
  state.bettors.slice(0, shownBettors(state)).forEach((bettor, index) => {
    const y = rows.y + 20 + index * pitch;
    const won = state.phase !== "waiting" && bettor.cashOutHundredths <= state.multiplier;
    const color = won ? colors.rowWon : colors.row;
    fillRound(context, { x: rows.x, y, width: rows.width, height: pitch - 4 }, { color, radius: 8 });
    const line = { skin, y: y + pitch / 2 - 2, size: 14, color: colors.text };
    write(context, bettor.name, { ...line, x: rows.x + 10, color: colors.muted });
    write(context, moneyText(bettor.stakeMinor, skin.locale), {
      ...line,
      x: rows.x + rows.width * 0.62,
      align: "right",
    });
    const out = won ? multiplierText(bettor.cashOutHundredths, skin.locale) : "–";
    write(context, out, {
      ...line,
      x: rows.x + rows.width - 10,
      align: "right",
      color: won ? colors.won : colors.muted,
    });
  });
}

function drawTotals(context: DrawContext, state: TableState, skin: Skin): void {
  const { places: { list, count, money, rows }, colors, texts } = skin;
  fillBox(context, { ...list, height: rows.y - list.y }, colors.page);
  const left = list.x + 12, right = count.x + count.width - 6;
  const countY = count.y + count.height / 2, moneyY = money.y + money.height / 2;
  write(context, texts.bets, { skin, x: left, y: countY, size: 15, color: colors.text, bold: true });
  write(context, countText(state.players, skin.locale), {
    skin,
    x: right,
    y: countY,
    size: 17,
    color: colors.text,
    align: "right",
    bold: true,
  });
  write(context, texts.total, { skin, x: left, y: moneyY, size: 14, color: colors.muted });
  write(context, moneyText(state.playersMoneyMinor, skin.locale), {
    skin,
    x: right,
    y: moneyY,
    size: 15,
    color: colors.text,
    align: "right",
  });
}

function focusKey({ focus, selected }: PanelState, state: TableState): string {
  return focus ? `${focus} ${selected} ${caretShown(state)}` : "";
}
