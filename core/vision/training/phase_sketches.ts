/** Draws pictures of stages that no table has, each with its phase, and pictures of what is no stage. */
import type { Picture } from "../../protocol/picture.ts";
import type { Phase } from "../../protocol/reading.ts";
import { cleanPaper, pictureOf } from "./phase_paper.ts";
import { coverStage, drawNoStage } from "./phase_covers.ts";
import {
  between,
  drawBar,
  drawFlight,
  drawGround,
  drawRing,
  pick,
  type Random,
  type Stage,
  writeLine,
} from "./phase_scenery.ts";
import { CRASHED_WORDS, FLYING_WORDS, WAITING_WORDS } from "./phase_words.ts";

/** A picture of a phase region whose truth is known. */
export interface PhaseSketch {
  picture: Picture;
  truth: Phase;
  /** what kind it is, for counting */
  style: string;
}

const DARK_INKS = [
  "#ffffff",
  "#ffffff",
  "#ffffff",
  "#ffe34d",
  "#8dffd9",
  "#f5f5f5",
  "#34b4ff",
  "#913ef8",
  "#c017b4",
  "#7bd64a",
  "#ffd54a",
];
const LIGHT_INKS = ["#000000", "#16233a", "#1b1c1d", "#333333", "#0d47a1", "#2e7d32", "#5b2a86"];
const QUIET_DARK = ["#ffffff", "#e0e0e0", "#9aa0a6", "#c5cad1", "#ffd54a", "#f5b72f"];
const QUIET_LIGHT = ["#333333", "#5f6368", "#16233a", "#7a4b00"];

/** Draws one picture; the same random source draws the same pixels. `strange` adds styles that training never sees. */
export function drawPhaseSketch(
  random: Random,
  { fonts, strange = false }: { fonts: readonly string[]; strange?: boolean },
): PhaseSketch {
  const width = Math.round(between(random, 130, 600)), height = Math.round(width / between(random, 1.25, 3.8));
  const stage: Stage = {
    context: cleanPaper(),
    random,
    width,
    height,
    light: random() < 0.28,
    strange: strange && random() < 0.7,
    fonts,
  };
  return { ...drawStage(stage), picture: withNoise(pictureOf({ width, height }), random) };
}

function drawStage(stage: Stage): { truth: Phase; style: string } {
  const { random } = stage, kind = random();
  if (kind < 0.12) return { truth: "unknown", style: drawNoStage(stage) };
  const phase = pick(random, ["waiting", "flying", "crashed"] as const);
  const style = drawPhase(stage, phase);
  if (random() > 0.16) return { truth: phase, style };
  return { truth: "unknown", style: coverStage(stage) };
}

/** Draws one whole phase over the whole stage; returns its style. */
function drawPhase(stage: Stage, phase: "waiting" | "flying" | "crashed"): string {
  drawGround(stage);
  if (phase === "waiting") return drawWaiting(stage);
  return phase === "flying" ? drawFlying(stage) : drawCrashed(stage);
}

function inks({ light }: Stage): { loud: readonly string[]; quiet: readonly string[] } {
  return light ? { loud: LIGHT_INKS, quiet: QUIET_LIGHT } : { loud: DARK_INKS, quiet: QUIET_DARK };
}

function drawWaiting(stage: Stage): string {
  const { random, width, height } = stage, { loud, quiet } = inks(stage);
  const kind = random(), x = width * between(random, 0.46, 0.54);
  const size = height * between(random, 0.07, 0.19), color = pick(random, [...loud, ...quiet]);
  const wordsY = height * between(random, 0.2, 0.72);
  writeLine(stage, { text: pick(random, WAITING_WORDS), x, y: wordsY, size, color });
  if (kind < 0.72) {
    drawBar(
      stage,
      wordsY < height * 0.55 ? wordsY + size * between(random, 0.7, 1.8) : wordsY - size * between(random, 0.9, 1.9),
    );
    if (random() < 0.15) drawCountdown(stage, { x, y: wordsY < height / 2 ? height * 0.85 : height * 0.15 });
    return "waiting bar";
  }
  const below = wordsY < height / 2,
    y = below ? Math.min(height * 0.8, wordsY + height * 0.34) : Math.max(height * 0.22, wordsY - height * 0.34);
  if (kind < 0.84) {
    drawRing(stage, { x, y, radius: height * between(random, 0.08, 0.17), share: between(random, 0.1, 1) });
    if (random() < 0.6) drawCountdown(stage, { x, y });
    return "waiting ring";
  }
  drawCountdown(stage, { x, y });
  // Words alone are told apart from a message only by reading them.
  return "waiting countdown";
}

function drawCountdown(stage: Stage, { x, y }: { x: number; y: number }): void {
  const { random, height } = stage, seconds = between(random, 0, 12);
  const text = pick(random, [
    `${Math.ceil(seconds)}`,
    `${seconds.toFixed(1)}s`,
    `${Math.ceil(seconds)} s`,
    `0:0${Math.floor(seconds) % 10}`,
  ]);
  writeLine(stage, { text, x, y, size: height * between(random, 0.08, 0.17), color: pick(random, inks(stage).loud) });
}

function numberText(random: Random): string {
  const value = 1 + 10 ** between(random, -2, random() < 0.9 ? 1.6 : 3) - 0.01, text = Math.max(1, value).toFixed(2);
  const written = random() < 0.35 ? text.replace(".", ",") : text;
  return pick(random, [
    `${written}x`,
    `${written}x`,
    `${written}x`,
    `x${written}`,
    `${written} x`,
    `${written}X`,
    written,
  ]);
}

function drawNumber(stage: Stage, color: string): number {
  const { random, width, height } = stage;
  const y = height * between(random, 0.4, 0.6), size = height * between(random, 0.28, 0.62);
  writeLine(stage, { text: numberText(random), x: width * between(random, 0.42, 0.58), y, size, color });
  return y;
}

function drawFlying(stage: Stage): string {
  const { random, width, height } = stage, { loud, quiet } = inks(stage);
  const curve = random() < 0.78;
  if (curve) drawFlight(stage);
  const red = curve && random() < 0.05;
  const y = drawNumber(stage, red ? redInk(stage) : pick(random, loud));
  if (random() < 0.05) {
    const below = y + height * between(random, 0.25, 0.33);
    writeLine(stage, {
      text: pick(random, FLYING_WORDS),
      x: width / 2,
      y: below,
      size: height * 0.08,
      color: pick(random, quiet),
    });
  }
  return red ? "flying red" : curve ? "flying" : "flying without curve";
}

function redInk({ random, light }: Stage): string {
  return `hsl(${between(random, -12, 10)} ${between(random, 75, 100)}% ${
    light ? between(random, 38, 52) : between(random, 42, 65)
  }%)`;
}

function drawCrashed(stage: Stage): string {
  const { random, width, height } = stage, { loud, quiet } = inks(stage);
  const red = random() < 0.94, words = !red || random() < 0.9, rest = words && random() < 0.12;
  if (rest) drawFlight(stage);
  const y = drawNumber(stage, red ? redInk(stage) : pick(random, loud));
  if (!words) return "crashed number";
  const above = random() < 0.72;
  const wordsY = above ? y - height * between(random, 0.28, 0.38) : y + height * between(random, 0.28, 0.38);
  const size = height * between(random, 0.08, 0.18), text = pick(random, CRASHED_WORDS);
  if (random() < 0.3) {
    stage.context.fillStyle = random() < 0.6 ? redInk(stage) : stage.light ? "#2b3a55" : "#40202c";
    const plate = size * text.length * between(random, 0.6, 0.9);
    stage.context.beginPath();
    stage.context.roundRect((width - plate) / 2, wordsY - size * 0.8, plate, size * 1.6, size * random() * 0.6);
    stage.context.fill();
    writeLine(stage, { text, x: width / 2, y: wordsY, size, color: "#ffffff" });
  } else {writeLine(stage, {
      text,
      x: width / 2,
      y: wordsY,
      size,
      color: pick(random, [...quiet, ...loud, redInk(stage)]),
    });}
  return red ? rest ? "crashed with curve" : "crashed" : "crashed not red";
}

function withNoise(picture: Picture, random: Random): Picture {
  if (random() > 0.12) return picture;
  const strength = between(random, 2, 14), { data } = picture;
  for (let i = 0; i < data.length; i++) {
    if (i % 4 !== 3) data[i] = Math.max(0, Math.min(255, data[i] + (random() - 0.5) * strength));
  }
  return picture;
}
