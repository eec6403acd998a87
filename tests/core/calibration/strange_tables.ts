/** Two tables of nobody's: gold outlined figures over turning rays, and slanted ink on paper. Drawn for calibration alone. */
import { createCanvas, GlobalFonts, type SKRSContext2D } from "@napi-rs/canvas";
import { fileURLToPath } from "node:url";
import type { LabelledFrame } from "../../../core/calibration/learn_table.ts";
import type { Rect } from "../../../core/protocol/picture.ts";
import type { Region } from "../../../core/protocol/reading.ts";
import { seededRandom } from "../../../core/vision/training/random.ts";

export const STRANGE_WINDOW = { width: 880, height: 500 };

export interface StrangeSkin {
  name: "casino" | "paper";
  locale: "sr-RS" | "en-US";
  regions: Record<Region, Rect>;
}

export const STRANGE_SKINS: readonly StrangeSkin[] = [
  {
    name: "casino",
    locale: "sr-RS",
    regions: {
      score: { x: 120, y: 150, width: 460, height: 130 },
      phase: { x: 60, y: 80, width: 580, height: 300 },
      myMoney: { x: 20, y: 10, width: 200, height: 36 },
      otherCount: { x: 690, y: 70, width: 120, height: 30 },
      otherMoney: { x: 690, y: 110, width: 170, height: 30 },
    },
  },
  {
    name: "paper",
    locale: "en-US",
    regions: {
      score: { x: 250, y: 170, width: 420, height: 100 },
      phase: { x: 200, y: 70, width: 560, height: 320 },
      myMoney: { x: 660, y: 450, width: 200, height: 34 },
      otherCount: { x: 30, y: 80, width: 120, height: 28 },
      otherMoney: { x: 30, y: 120, width: 150, height: 28 },
    },
  },
];

function font(name: string): string {
  const file = fileURLToPath(new URL(`../../../core/simulator/fonts/${name}`, import.meta.url));
  GlobalFonts.registerFromPath(file, `strange ${name}`);
  return `"strange ${name}"`;
}

/** Draws one moment of a table, with its truth. The same seed draws the same pixels. */
export function drawStrange(skin: StrangeSkin, options: { seed: number; scale?: number }): LabelledFrame {
  const { seed, scale = 1 } = options, random = seededRandom(seed * 7919 + (skin.name === "paper" ? 1 : 0));
  const canvas = createCanvas(Math.round(STRANGE_WINDOW.width * scale), Math.round(STRANGE_WINDOW.height * scale));
  const context = canvas.getContext("2d");
  context.scale(canvas.width / STRANGE_WINDOW.width, canvas.height / STRANGE_WINDOW.height);
  const phase = (["waiting", "flying", "flying", "crashed"] as const)[seed % 4];
  const size = () => Math.floor(10 ** (2 + 5.4 * random()));
  const truth = {
    score: phase === "waiting" ? null : Math.max(100, Math.floor(97 / (1 - 0.999 * random()))),
    myMoney: size(),
    otherCount: Math.floor(10 ** (1 + 3 * random())),
    otherMoney: 100 * size(),
    phase,
  };
  (skin.name === "casino" ? drawCasino : drawPaper)(context, { skin, truth, random });
  const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
  const regions = Object.fromEntries(
    Object.entries(skin.regions).map(([name, { x, y, width, height }]) => [name, {
      x: Math.round(x * scale),
      y: Math.round(y * scale),
      width: Math.round(width * scale),
      height: Math.round(height * scale),
    }]),
  );
  return { picture: { width, height, data: Uint8Array.from(data) }, regions, truth };
}

interface Moment {
  skin: StrangeSkin;
  truth: { score: number | null; myMoney: number; otherCount: number; otherMoney: number; phase: string };
  random: () => number;
}

function grouped(value: number, group: string): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, group);
}

function cents(value: number): string {
  return String(value % 100).padStart(2, "0");
}

function drawCasino(context: SKRSContext2D, { skin: { regions }, truth, random }: Moment): void {
  const figures = font("mozzart_bold.ttf");
  context.fillStyle = "#3a0c2e";
  context.fillRect(0, 0, 880, 500);
  drawRays(context, { stage: regions.phase, turn: random() });
  context.strokeStyle = "#d4a537";
  context.lineWidth = 4;
  context.strokeRect(58, 78, 584, 304);
  const gold = context.createLinearGradient(0, 170, 0, 260);
  gold.addColorStop(0, "#fff6c8");
  gold.addColorStop(0.5, "#f0b93a");
  gold.addColorStop(1, "#b57b12");
  context.lineJoin = "round";
  if (truth.score === null) {
    context.font = `34px ${figures}`;
    outlined(context, { text: "ČEKAMO IGRAČE", x: 350, y: 200, fill: "#ffe9b0", align: "center" });
    context.fillStyle = "#5d3a10";
    context.fillRect(200, 320, 300, 16);
    context.fillStyle = "#39d98a";
    context.fillRect(200, 320, 300 * random(), 16);
  } else {
    context.font = `84px ${figures}`;
    const text = `${Math.floor(truth.score / 100)}.${cents(truth.score)}x`;
    outlined(context, { text, x: 350, y: 244, fill: truth.phase === "crashed" ? "#ff4d4d" : gold, align: "center" });
    if (truth.phase === "crashed") {
      context.font = `30px ${figures}`;
      outlined(context, { text: "ODLETEO!", x: 350, y: 130, fill: "#ffffff", align: "center" });
    }
  }
  context.font = `22px ${figures}`;
  const whole = (value: number) => `${grouped(Math.floor(value / 100), ".")},${cents(value)}`;
  outlined(context, { text: whole(truth.myMoney), x: 28, y: 36, fill: "#ffe27a", align: "left" });
  outlined(context, { text: grouped(truth.otherCount, "."), x: 800, y: 93, fill: "#ffffff", align: "right" });
  outlined(context, { text: whole(truth.otherMoney), x: 852, y: 133, fill: "#8cf0b4", align: "right" });
}

function drawRays(context: SKRSContext2D, { stage, turn }: { stage: Rect; turn: number }): void {
  context.save();
  context.beginPath();
  context.rect(stage.x, stage.y, stage.width, stage.height);
  context.clip();
  context.fillStyle = "#5a1446";
  context.fillRect(stage.x, stage.y, stage.width, stage.height);
  context.translate(stage.x + stage.width / 2, stage.y + stage.height / 2);
  context.rotate(turn * Math.PI);
  context.fillStyle = "#6d1c56";
  for (let ray = 0; ray < 12; ray++) {
    context.rotate(Math.PI / 6);
    context.beginPath();
    context.moveTo(0, 0);
    context.lineTo(600, -70);
    context.lineTo(600, 70);
    context.fill();
  }
  context.restore();
}

function outlined(
  context: SKRSContext2D,
  { text, x, y, fill, align }: {
    text: string;
    x: number;
    y: number;
    fill: string | CanvasGradient;
    align: "left" | "center" | "right";
  },
): void {
  context.textAlign = align;
  context.strokeStyle = "#2a0014";
  context.lineWidth = 5;
  context.strokeText(text, x, y);
  context.fillStyle = fill;
  context.fillText(text, x, y);
}

function drawPaper(context: SKRSContext2D, { skin: { regions }, truth, random }: Moment): void {
  const figures = font("balkanbet_regular.ttf"), bold = font("balkanbet_bold.ttf");
  context.fillStyle = "#efe9dc";
  context.fillRect(0, 0, 880, 500);
  const { phase } = regions;
  const paper = context.createLinearGradient(phase.x, phase.y, phase.x + phase.width, phase.y + phase.height);
  paper.addColorStop(0, "#fffdf6");
  paper.addColorStop(1, "#e4dcc6");
  context.fillStyle = paper;
  context.fillRect(phase.x, phase.y, phase.width, phase.height);
  if (truth.score === null) {
    slanted(context, {
      text: "NEXT ROUND SOON",
      x: 480,
      y: 220,
      font: `32px ${figures}`,
      fill: "#6b5f45",
      align: "center",
    });
    context.fillStyle = "#c9bfa5";
    context.fillRect(330, 330, 300, 10);
    context.fillStyle = "#2b6cb0";
    context.fillRect(330, 330, 300 * random(), 10);
  } else {
    const text = `x${Math.floor(truth.score / 100)}.${cents(truth.score)}`;
    const fill = truth.phase === "crashed" ? "#b0232b" : "#22314a";
    slanted(context, { text, x: 460, y: 246, font: `76px ${bold}`, fill, align: "center" });
    if (truth.phase === "crashed") {
      slanted(context, { text: "GONE!", x: 480, y: 120, font: `36px ${bold}`, fill: "#b0232b", align: "center" });
    }
  }
  const whole = (value: number) => `${grouped(Math.floor(value / 100), ",")}.${cents(value)}`;
  const small = { font: `20px ${figures}`, fill: "#4a3f28" };
  slanted(context, { ...small, text: whole(truth.myMoney), x: 852, y: 474, align: "right" });
  slanted(context, { ...small, text: grouped(truth.otherCount, ","), x: 40, y: 101, align: "left" });
  slanted(context, { ...small, text: whole(truth.otherMoney), x: 40, y: 141, align: "left" });
}

function slanted(
  context: SKRSContext2D,
  { text, x, y, font, fill, align }: {
    text: string;
    x: number;
    y: number;
    font: string;
    fill: string;
    align: "left" | "center" | "right";
  },
): void {
  context.save();
  context.transform(1, 0, -0.22, 1, x, y);
  context.font = font;
  context.textAlign = align;
  context.fillStyle = fill;
  context.fillText(text, 0, 0);
  context.restore();
}
