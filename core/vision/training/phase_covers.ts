/** Draws what hides a stage or stands in its place: popups, login forms, spinners, dimming, other windows, nothing at all. */
import type { Picture } from "../../protocol/picture.ts";
import { pictureOf } from "./phase_paper.ts";
import { between, drawGround, drawRing, pick, roundBox, type Stage, writeLine } from "./phase_scenery.ts";
import { OTHER_WORDS, WAITING_WORDS } from "./phase_words.ts";

const PLATES_DARK = ["#1b1c1d", "#101112", "#2c2d30", "#0a2540", "#2b3a55", "#3a0d1a", "#ffffff", "#14301c"];
const PLATES_LIGHT = ["#ffffff", "#f3f5f9", "#e9edf1", "#2b3a55", "#1b1c1d", "#ffe9a8"];

/** Draws a picture without a stage; returns what it is. */
export function drawNoStage(stage: Stage): string {
  const { random } = stage, kind = random();
  if (kind < 0.12) return drawFlat(stage);
  if (kind < 0.2) return drawNoise(stage);
  drawGround(stage);
  if (kind < 0.34) return drawSpinner(stage);
  if (kind < 0.62) {
    drawForm(stage, { left: 0.05, top: 0.03, width: 0.9, height: 0.94 });
    return "form";
  }
  if (kind < 0.74) return drawParagraphs(stage);
  if (kind < 0.86) return drawTiles(stage);
  return kind < 0.93 ? drawEmptyStage(stage) : drawHeadline(stage);
}

function drawFlat({ context, random, width, height }: Stage): string {
  context.fillStyle = pick(random, [
    "#000000",
    "#ffffff",
    "#101010",
    "#f0f0f0",
    `hsl(${random() * 360} 50% ${random() * 100}%)`,
  ]);
  context.fillRect(0, 0, width, height);
  return "flat";
}

function drawNoise({ context, random, width, height }: Stage): string {
  const size = Math.max(1, Math.floor(between(random, 1, 40)));
  for (let y = 0; y < height; y += size) {
    for (let x = 0; x < width; x += size) {
      context.fillStyle = `hsl(${random() * 360} ${random() * 100}% ${random() * 100}%)`;
      context.fillRect(x, y, size, size);
    }
  }
  return "noise";
}

/** A ground where nothing has been drawn yet, or not any more. */
function drawEmptyStage(_stage: Stage): string {
  return "empty stage";
}

function drawSpinner(stage: Stage): string {
  const { context, random, width, height, light } = stage, x = width / 2, y = height * between(random, 0.35, 0.6);
  const radius = height * between(random, 0.06, 0.3);
  if (random() < 0.6) drawRing(stage, { x, y, radius, share: between(random, 0.15, 0.8) });
  else {
    for (let i = 0; i < 8; i++) {
      context.fillStyle = light ? `rgba(0,0,0,${i / 8})` : `rgba(255,255,255,${i / 8})`;
      context.beginPath();
      context.arc(x + radius * Math.cos(i * 0.785), y + radius * Math.sin(i * 0.785), radius * 0.22, 0, 7);
      context.fill();
    }
  }
  if (random() < 0.5) {
    const text = pick(random, ["Loading...", "Učitavanje...", "LOADING", "76%", "Connecting", "Povezivanje"]);
    const below = Math.min(height * 0.92, y + radius * 1.3 + height * 0.1);
    writeLine(stage, {
      text,
      x,
      y: below,
      size: height * between(random, 0.06, 0.1),
      color: light ? "#555555" : "#cccccc",
    });
  }
  return "spinner";
}

/** Colours of a form that is to look like a table's own; by default it chooses them itself. */
interface FormStyle {
  plate?: string;
  inks?: readonly string[];
}

interface Shares {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Labels, fields and a button on a plate, or a text with buttons. */
export function drawForm(stage: Stage, { left, top, width, height, ...style }: Shares & FormStyle): void {
  const { context, random, light } = stage;
  const box = {
    x: left * stage.width,
    y: top * stage.height,
    width: width * stage.width,
    height: height * stage.height,
  };
  const plate = style.plate ?? pick(random, light ? PLATES_LIGHT : PLATES_DARK),
    onLight = parseInt(plate.slice(1, 3), 16) > 128;
  context.fillStyle = plate;
  roundBox(stage, { ...box, radius: between(random, 0, 14) });
  const ink = style.inks ? pick(random, style.inks) : onLight ? "#222222" : "#f2f3f5",
    lines = 2 + Math.floor(random() * 3),
    pitch = box.height / (lines + 1);
  for (let line = 0; line < lines; line++) {
    const y = box.y + pitch * (line + 0.7), x = box.x + box.width / 2;
    const size = Math.min(pitch * 0.55, box.height * between(random, 0.08, 0.16));
    const field = random();
    if (field < 0.45) {
      context.fillStyle = onLight
        ? pick(random, ["#e6e8ec", "#ffffff"])
        : pick(random, ["#000000", "#ffffff", "#3a3d42"]);
      roundBox(stage, {
        x: box.x + box.width * 0.1,
        y: y - size * 0.8,
        width: box.width * 0.8,
        height: size * 1.6,
        radius: 4,
      });
      if (random() < 0.6) {
        writeLine(stage, { text: pick(random, OTHER_WORDS), x: box.x + box.width * 0.35, y, size, color: "#8a8f98" });
      }
    } else writeLine(stage, { text: pick(random, OTHER_WORDS), x, y, size, color: random() < 0.8 ? ink : "#e50539" });
  }
  context.fillStyle = `hsl(${random() * 360} ${between(random, 40, 90)}% 42%)`;
  const button = {
    x: box.x + box.width * between(random, 0.2, 0.4),
    y: box.y + box.height * 0.8,
    width: box.width * 0.32,
    height: box.height * 0.16,
  };
  roundBox(stage, { ...button, radius: random() * 8 });
  const text = pick(random, OTHER_WORDS);
  writeLine(stage, {
    text: text.slice(0, 12),
    x: button.x + button.width / 2,
    y: button.y + button.height / 2,
    size: button.height * 0.6,
    color: "#ffffff",
  });
}

function drawParagraphs(stage: Stage): string {
  const { random, height, width, light } = stage, size = height * between(random, 0.05, 0.12);
  for (let y = size; y < height; y += size * 1.5) {
    const text = Array.from({ length: 3 }, () => pick(random, [...OTHER_WORDS, ...WAITING_WORDS])).join(" ").slice(
      0,
      50,
    );
    writeLine(stage, { text, x: width * between(random, 0.4, 0.5), y, size, color: light ? "#222222" : "#dddddd" });
  }
  return "paragraphs";
}

/** Cards, icons, another game's field. */
function drawTiles(stage: Stage): string {
  const { context, random, width, height } = stage,
    columns = 2 + Math.floor(random() * 6),
    rows = 1 + Math.floor(random() * 4);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      context.fillStyle = `hsl(${random() * 360} ${random() * 90}% ${between(random, 15, 80)}%)`;
      const box = {
        x: (column + 0.1) * width / columns,
        y: (row + 0.1) * height / rows,
        width: 0.8 * width / columns,
        height: 0.8 * height / rows,
      };
      roundBox(stage, { ...box, radius: random() * 10 });
      if (random() < 0.5) {
        const text = pick(random, ["7", "A", "K", "BAR", "2.41x", "10x", "FREE", "x2", "★"]);
        writeLine(stage, {
          text,
          x: box.x + box.width / 2,
          y: box.y + box.height / 2,
          size: box.height * 0.4,
          color: "#ffffff",
        });
      }
    }
  }
  return "tiles";
}

/** One large word where a number might be. */
function drawHeadline(stage: Stage): string {
  const { random, width, height, light } = stage;
  const text = pick(random, [
    "AVIATOR",
    "BONUS",
    "ERROR",
    "OFFLINE",
    "503",
    "WINNER!",
    "LOGO",
    "PAUZA",
    "+18",
    "50%",
    "1.000 RSD",
  ]);
  const color = light ? "#16233a" : pick(random, ["#ffffff", "#e50539", "#ffd54a"]);
  writeLine(stage, { text, x: width / 2, y: height / 2, size: height * between(random, 0.25, 0.5), color });
  return "headline";
}

/** A cover that changes less of the picture hides nothing: white on white, black on black. */
const CHANGED_SHARE_MIN = 0.2;
const CHANGED_SHADES_MIN = 24;

/** Hides a stage that is drawn already on the one sheet; returns how. */
export function coverStage(stage: Stage): string {
  const before = pictureOf(stage), style = drawCover(stage);
  if (changedShare(before, pictureOf(stage)) >= CHANGED_SHARE_MIN) return style;
  stage.context.fillStyle = "#808080";
  stage.context.fillRect(0, 0, stage.width, stage.height);
  drawForm(stage, { left: 0.08, top: 0.06, width: 0.84, height: 0.88 });
  return "popup";
}

function changedShare(one: Picture, other: Picture): number {
  let changed = 0;
  for (let at = 0; at < one.data.length; at += 4) {
    const far = Math.abs(one.data[at] - other.data[at]) + Math.abs(one.data[at + 1] - other.data[at + 1]) +
      Math.abs(one.data[at + 2] - other.data[at + 2]);
    if (far >= CHANGED_SHADES_MIN) changed++;
  }
  return changed / (one.width * one.height);
}

function drawCover(stage: Stage): string {
  const { context, random, width, height } = stage, kind = random();
  if (kind < 0.3) {
    drawForm(stage, popupPlace(stage));
    return "popup";
  }
  if (kind < 0.45) return drawMessage(stage);
  if (kind < 0.6) {
    context.fillStyle = `rgba(0,0,0,${between(random, 0.72, 0.92)})`;
    context.fillRect(0, 0, width, height);
    if (random() < 0.6) drawForm(stage, popupPlace(stage));
    return "dimmed";
  }
  if (kind < 0.85) {
    context.fillStyle = pick(random, ["#000000", "#ffffff", "#1b1c1d", `hsl(${random() * 360} 50% 50%)`]);
    const { left, top, width: wide, height: high } = popupPlace(stage);
    context.fillRect(left * width, top * height, wide * width, high * height);
    return "rectangle";
  }
  return shiftStage(stage);
}

/** One line of words on a plate, as a note that something has happened. */
function drawMessage(stage: Stage): string {
  const { context, random, width, height, light } = stage, place = popupPlace(stage);
  const plate = pick(random, light ? PLATES_LIGHT : PLATES_DARK), onLight = parseInt(plate.slice(1, 3), 16) > 128;
  context.fillStyle = plate;
  const box = {
    x: place.left * width,
    y: place.top * height,
    width: place.width * width,
    height: place.height * height,
  };
  roundBox(stage, { ...box, radius: between(random, 0, 14) });
  const size = height * between(random, 0.07, 0.2), y = box.y + box.height * between(random, 0.3, 0.8);
  const text = pick(random, OTHER_WORDS), color = onLight ? "#222222" : "#f2f3f5";
  writeLine(stage, { text, x: box.x + box.width / 2, y, size, color });
  return "message";
}

/** Covers the middle, where numbers and words stand. */
function popupPlace({ random }: Stage): Shares {
  const width = between(random, 0.42, 1), height = between(random, 0.6, 1);
  return { left: between(random, 0, 1 - width), top: between(random, 0, 1 - height), width, height };
}

/** The window has moved: half of the stage, and beside it whatever was there. */
function shiftStage(stage: Stage): string {
  const { context, random, width, height } = stage;
  const share = between(random, 0.45, 0.8), across = random() < 0.6, side = random() < 0.5 ? 1 : -1;
  const dx = across ? Math.round(share * width * side) : 0, dy = across ? 0 : Math.round(share * height * side);
  context.drawImage(context.canvas, 0, 0, width, height, dx, dy, width, height);
  context.fillStyle = pick(random, ["#000000", "#20242a", "#ffffff", "#0d2137"]);
  if (across) context.fillRect(dx > 0 ? 0 : width + dx, 0, Math.abs(dx), height);
  else context.fillRect(0, dy > 0 ? 0 : height + dy, width, Math.abs(dy));
  return "moved";
}
