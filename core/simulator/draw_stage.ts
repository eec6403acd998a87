/** The middle of a table: the flight with its curve, the multiplier, the waiting bar, the crash banner. */
import type { Point, Rect } from "../protocol/picture.ts";
import { type DrawContext, fillBox, fillRound, middleOf, write } from "./draw_context.ts";
import { multiplierText } from "./number_text.ts";
import type { Skin } from "./skins.ts";
import type { TableState } from "./table_state.ts";

/** How long the plane climbs before it hovers. */
const CLIMB_MS = 9000;
const MARGIN = 26;

export function drawStage(context: DrawContext, state: TableState, skin: Skin): void {
  const { stage } = skin.places;
  context.save();
  context.beginPath();
  context.rect(stage.x, stage.y, stage.width, stage.height);
  context.clip();
  fillBox(context, stage, skin.colors.stage);
  drawAxes(context, state, skin);
  if (state.phase === "waiting") drawWaiting(context, state, skin);
  else {
    if (state.phase === "flying") drawFlight(context, state, skin);
    drawScore(context, state, skin);
    if (state.phase === "crashed") drawBanner(context, skin);
  }
  context.restore();
}

/** Dots that run along both axes while the plane flies. */
function drawAxes(context: DrawContext, state: TableState, { places: { stage }, colors }: Skin): void {
  const base = stage.y + stage.height - MARGIN, left = stage.x + MARGIN;
  fillBox(context, { x: left, y: stage.y, width: 1, height: stage.height - MARGIN }, colors.axis);
  fillBox(context, { x: left, y: base, width: stage.width - MARGIN, height: 1 }, colors.axis);
  const shift = state.phase === "flying" ? (state.phaseMs / 40) % 60 : 0;
  for (let x = left + 60 - shift; x < stage.x + stage.width; x += 60) {
    fillBox(context, { x, y: base + 11, width: 4, height: 4 }, colors.muted);
  }
  for (let y = base - 60 + shift; y > stage.y; y -= 60) {
    fillBox(context, { x: stage.x + 11, y, width: 4, height: 4 }, colors.history[0]);
  }
}

function drawWaiting(context: DrawContext, { progress }: TableState, skin: Skin): void {
  const { colors, texts, places: { bar, score } } = skin, passed = progress ?? 0;
  write(context, texts.waiting, { skin, ...middleOf(score), size: 24, color: colors.score, align: "center" });
  fillBox(context, bar, colors.barTrack);
  const share = skin.barDirection === "fills" ? passed : 1 - passed;
  fillBox(context, { ...bar, width: bar.width * share }, colors.barFill);
}

function drawFlight(context: DrawContext, state: TableState, { places: { stage }, colors }: Skin): void {
  const start = { x: stage.x + MARGIN, y: stage.y + stage.height - MARGIN };
  const plane = planeAt(stage, state.phaseMs);
  const bend = { x: start.x + (plane.x - start.x) * 0.55, y: start.y };
  context.beginPath();
  context.moveTo(start.x, start.y);
  context.quadraticCurveTo(bend.x, bend.y, plane.x, plane.y);
  context.lineTo(plane.x, start.y);
  context.closePath();
  context.globalAlpha = colors.curveFill;
  context.fillStyle = colors.curve;
  context.fill();
  context.globalAlpha = 1;
  context.beginPath();
  context.moveTo(start.x, start.y);
  context.quadraticCurveTo(bend.x, bend.y, plane.x, plane.y);
  context.strokeStyle = colors.curve;
  context.lineWidth = 5;
  context.lineCap = "round";
  context.stroke();
  drawPlane(context, plane, colors.curve);
}

/** Where the plane is: it climbs to the upper right, then hovers there. */
function planeAt(stage: Rect, flightMs: number): Point {
  const climb = Math.min(1, flightMs / CLIMB_MS), sway = Math.max(0, flightMs - CLIMB_MS) / 1000;
  return {
    x: stage.x + MARGIN + (stage.width - 130) * climb ** 0.8 - 12 * (1 - Math.cos(sway)),
    y: stage.y + stage.height - MARGIN - (stage.height - 90) * climb ** 1.3 + 14 * Math.sin(sway),
  };
}

/** A small propeller plane that points up and to the right, its tail at the curve's end. */
function drawPlane(context: DrawContext, { x, y }: Point, color: string): void {
  context.save();
  context.translate(x, y);
  context.rotate(-0.3);
  context.fillStyle = context.strokeStyle = color;
  polygon(context, [[-6, -2], [-14, -20], [-4, -18], [8, -8], [44, -8], [58, -2], [52, 6], [10, 8], [-2, 5]]);
  polygon(context, [[20, 0], [40, 0], [20, 24], [10, 24]]);
  polygon(context, [[24, -7], [38, -7], [26, -22], [18, -22]]);
  context.lineWidth = 3;
  context.beginPath();
  context.moveTo(61, -16);
  context.lineTo(61, 12);
  context.stroke();
  context.restore();
}

function polygon(context: DrawContext, points: readonly (readonly [number, number])[]): void {
  context.beginPath();
  points.forEach(([x, y], index) => index === 0 ? context.moveTo(x, y) : context.lineTo(x, y));
  context.closePath();
  context.fill();
}

function drawScore(context: DrawContext, state: TableState, skin: Skin): void {
  const { colors, places: { score } } = skin;
  const color = state.phase === "crashed" ? colors.crash : colors.score;
  const size = Math.round(score.height / 1.3);
  const text = multiplierText(state.multiplier, skin.locale);
  write(context, text, { skin, ...middleOf(score), size, color, align: "center", bold: true });
}

function drawBanner(context: DrawContext, skin: Skin): void {
  const { colors, places: { banner }, texts } = skin;
  if (colors.bannerPlate) fillRound(context, banner, { color: colors.bannerPlate, radius: 8 });
  write(context, texts.crashed, {
    skin,
    ...middleOf(banner),
    size: colors.bannerPlate ? 22 : 26,
    color: colors.banner,
    align: "center",
    bold: true,
  });
}
