/** Draws the strange skins at one moment of a game. Everything written goes through one `fillText`, which may be watched. */
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { TableState } from "../../simulator/table_state.ts";
import { paintGround } from "./held_out_grounds.ts";
import { STRANGE_PAGE, type StrangeSkin } from "./held_out_skins.ts";
import { type Effect, widthOfText, writeStyled } from "./held_out_writing.ts";
import { seededRandom } from "./random.ts";

type Box = readonly [x: number, y: number, width: number, height: number];
type Signs = StrangeSkin["money"];

/** `value` in hundredths. */
function strangeText(value: number, { group, decimal, before, behind }: Signs): string {
  return `${before}${grouped(Math.floor(value / 100), group)}${decimal}${
    String(value % 100).padStart(2, "0")
  }${behind}`;
}

/** Draws a whole page of `STRANGE_PAGE`'s size. */
export function drawStrangeTable(context: SKRSContext2D, state: TableState, skin: StrangeSkin): void {
  const { colors, places, texts } = skin;
  context.fillStyle = colors.page;
  context.fillRect(0, 0, STRANGE_PAGE.width, STRANGE_PAGE.height);
  drawStage(context, state, skin);
  for (const box of [places.list, places.amount, places.autoCashOut]) plate(context, box, colors.panel);
  plate(context, places.play, colors.button);
  drawHistory(context, state, skin);
  line(context, skin, { box: places.myMoney, text: strangeText(state.balanceMinor, skin.money), align: "right" });
  const money = strangeText(state.playersMoneyMinor, { ...skin.money, before: "", behind: "" });
  line(context, skin, { box: places.otherMoney, text: money, align: "right" });
  line(context, skin, { box: places.otherCount, text: grouped(state.players, skin.money.group), align: "right" });
  line(context, skin, { box: places.amount, text: strangeText(10_000, { ...skin.money, before: "", behind: "" }) });
  line(context, skin, {
    box: places.autoCashOut,
    text: strangeText(220, { ...skin.multiplier, before: "", behind: "" }),
  });
  line(context, skin, { box: places.play, text: texts.bet, align: "center", px: 24, color: "#ffffff" });
  drawList(context, state, skin);
}

function drawStage(context: SKRSContext2D, state: TableState, skin: StrangeSkin): void {
  const [x, y, width, height] = skin.places.stage;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  drawGround(context, state, skin);
  if (state.phase === "waiting") drawWaiting(context, state, skin);
  else {
    if (state.phase === "flying" && skin.flight !== "none") drawFlight(context, state, skin);
    const [, ink] = skin.scoreInks.findLast(([from]) => state.multiplier >= from)!;
    const color = state.phase === "crashed" ? skin.colors.crash : ink;
    line(context, skin, {
      box: skin.places.score,
      text: strangeText(state.multiplier, skin.multiplier),
      align: "center",
      px: skin.scorePx,
      color,
      font: skin.fonts.score,
      effect: state.phase === "crashed" && skin.scoreEffect === "gradient" ? "plain" : skin.scoreEffect,
    });
    if (state.phase === "crashed") drawBanner(context, skin);
  }
  context.restore();
}

/** Moving ground turns about the stage's middle; its colours stay. */
function drawGround(context: SKRSContext2D, state: TableState, { places, ground, light }: StrangeSkin): void {
  const [x, y, width, height] = places.stage, size = 1.3 * Math.hypot(width, height);
  context.save();
  context.translate(x + width / 2, y + height / 2);
  if (ground.moves) context.rotate((state.nowMs / 9000) % (2 * Math.PI));
  context.translate(-size / 2, -size / 2);
  paintGround(context, ground.kind, { random: seededRandom(ground.seed), width: size, height: size, light });
  context.restore();
}

function drawWaiting(context: SKRSContext2D, state: TableState, skin: StrangeSkin): void {
  const [x, y, width, height] = skin.places.score, passed = state.progress ?? 0;
  const { button, muted, text } = skin.colors, middle = x + width / 2, low = y + height * 1.15;
  const words: Box = [x, y - 8, width, 40];
  line(context, skin, { box: words, text: skin.texts.waiting, align: "center", px: 26, color: text });
  if (skin.waiting === "bar") {
    context.fillStyle = muted;
    context.fillRect(middle - 130, low, 260, 12);
    context.fillStyle = button;
    context.fillRect(middle - 130, low, 260 * passed, 12);
  } else if (skin.waiting === "ring") {
    context.lineWidth = 9;
    for (const [color, share] of [[muted, 1], [button, 1 - passed]] as const) {
      context.strokeStyle = color;
      context.beginPath();
      context.arc(middle, low - 30, 34, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * share);
      context.stroke();
    }
  } else {
    const seconds = String(Math.ceil(5 * (1 - passed)));
    line(context, skin, { box: [x, y + 36, width, 64], text: seconds, align: "center", px: 52, color: button });
  }
}

function drawFlight(context: SKRSContext2D, { phaseMs }: TableState, { places, colors, flight }: StrangeSkin): void {
  const [left, top, width, height] = places.stage, climb = Math.min(1, phaseMs / 8000);
  const start = { x: left + 20, y: top + height - 16 };
  const end = { x: start.x + (width - 90) * climb ** 0.8, y: start.y - (height - 70) * climb ** 1.4 };
  context.beginPath();
  context.moveTo(start.x, start.y);
  context.quadraticCurveTo(start.x + (end.x - start.x) * 0.6, start.y, end.x, end.y);
  context.strokeStyle = colors.curve;
  context.lineWidth = flight === "rocket" ? 3 : 5;
  context.stroke();
  if (flight === "curve") {
    context.lineTo(end.x, start.y);
    context.closePath();
    context.fillStyle = `${colors.curve}40`;
    context.fill();
  }
  context.fillStyle = colors.curve;
  context.beginPath();
  context.moveTo(end.x + 34, end.y - 18);
  context.lineTo(end.x - 4, end.y - 8);
  context.lineTo(end.x + 6, end.y + 10);
  context.fill();
}

function drawBanner(context: SKRSContext2D, skin: StrangeSkin): void {
  const [x, y, width] = skin.places.score;
  const box: Box = [x, y - 36, width, 34];
  line(context, skin, { box, text: skin.texts.crashed, align: "center", px: 26, color: skin.colors.crash });
}

function drawHistory(context: SKRSContext2D, { history }: TableState, skin: StrangeSkin): void {
  const [left, y, width, height] = skin.places.history;
  let x = left + 8;
  for (const multiplier of history) {
    const text = strangeText(multiplier, skin.multiplier), wide = 9 * text.length + 14;
    if (x + wide > left + width) break;
    plate(context, [x, y + 2, wide, height - 4], skin.colors.panel);
    line(context, skin, { box: [x, y, wide, height], text, align: "center", px: 15 });
    x += wide + 5;
  }
}

/** Names, what stands beside the counts, and lines of other players' bets. */
function drawList(context: SKRSContext2D, state: TableState, skin: StrangeSkin): void {
  const { places: { list: [x, y, width, height], stage }, colors, texts } = skin;
  line(context, skin, { box: [x, y + 2, width, 20], text: texts.bets, px: 13, color: colors.muted });
  line(context, skin, { box: [stage[0] + 8, 8, 200, 26], text: skin.title, px: 20, color: colors.button });
  state.bettors.forEach(({ name, stakeMinor }, index) => {
    const top = y + 24 + 22 * index;
    if (top + 22 > y + height) return;
    line(context, skin, { box: [x, top, width / 2, 20], text: name, px: 14, color: colors.muted });
    const text = strangeText(stakeMinor, { ...skin.money, before: "", behind: "" });
    line(context, skin, { box: [x, top, width, 20], text, align: "right", px: 14 });
  });
}

function plate(context: SKRSContext2D, [x, y, width, height]: Box, color: string): void {
  context.fillStyle = color;
  context.beginPath();
  context.roundRect(x, y, width, height, 7);
  context.fill();
}

/** One line in the middle of a box's height, 6 pixels from its side. */
function line(context: SKRSContext2D, skin: StrangeSkin, { box: [x, y, width, height], text, ...how }: {
  box: Box;
  text: string;
  align?: "left" | "center" | "right";
  px?: number;
  color?: string;
  font?: string;
  effect?: Effect;
}): void {
  const { align = "left", px = 18, color = skin.colors.text, font = skin.fonts.text, effect = "plain" } = how;
  const family = `held out ${font}`, wide = widthOfText({ text, font: family, px });
  const left = align === "center" ? x + (width - wide) / 2 : align === "right" ? x + width - wide - 6 : x + 6;
  writeStyled(context, seededRandom(skin.ground.seed), {
    text,
    font: family,
    px,
    x: left,
    y: y + height / 2 + 0.35 * px,
    effect,
    ink: color,
    light: skin.light,
  });
}

function grouped(whole: number, group: string): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, group);
}
