/** Draws the phase regions of the program's own skins at random moments, whole or covered. */
import type { GamePhase, TableState } from "../../simulator/table_state.ts";
import type { DrawContext } from "../../simulator/draw_context.ts";
import { drawStage } from "../../simulator/draw_stage.ts";
import { CRASHED_MS, flightMsUntil, WAITING_MS } from "../../simulator/flight.ts";
import { Game } from "../../simulator/game.ts";
import { registerFonts } from "../../simulator/register_fonts.ts";
import { type SkinName, SKINS } from "../../simulator/skins.ts";
import { coverStage } from "./phase_covers.ts";
import { cleanPaper, pictureOf } from "./phase_paper.ts";
import { between, pick, type Random } from "./phase_scenery.ts";
import type { PhaseSketch } from "./phase_sketches.ts";

const PHASES: readonly GamePhase[] = ["waiting", "flying", "crashed"];

/** A moment of a table: only what its stage shows is true. */
export function stageState(random: Random, phase: GamePhase): TableState {
  const multiplier = Math.max(100, Math.round(100 * 0.97 / (1 - random() * 0.999)));
  const lengths = { waiting: WAITING_MS, flying: flightMsUntil(multiplier), crashed: CRASHED_MS };
  const phaseMs = Math.floor(random() * lengths[phase]);
  const options = { name: "skin", seed: 1, startMs: 0, locale: "en-US", stakeMinMinor: 1, stakeMaxMinor: 2 } as const;
  const state = new Game(options).state();
  return { ...state, phase, phaseMs, multiplier, progress: phase === "waiting" ? phaseMs / WAITING_MS : null };
}

/** Draws one skin's phase region at a random moment; about one in seven is covered. */
export function drawSkinSketch(
  random: Random,
  { skins, fonts }: { skins: readonly SkinName[]; fonts: readonly string[] },
): PhaseSketch {
  const skin = SKINS[pick(random, skins)], phase = pick(random, PHASES), { phase: place } = skin.places;
  registerFonts([skin]);
  const scale = between(random, 0.3, 1.2);
  const width = Math.round(place.width * scale), height = Math.round(place.height * scale);
  const context = cleanPaper();
  context.scale(scale, scale);
  context.translate(-place.x, -place.y);
  drawStage(context as unknown as DrawContext, stageState(random, phase), skin);
  context.resetTransform();
  const covered = random() < 0.14;
  if (covered) coverStage({ context, random, width, height, light: skin.name === "meridian", strange: false, fonts });
  return {
    picture: pictureOf({ width, height }),
    truth: covered ? "unknown" : phase,
    style: `${skin.name}${covered ? " covered" : ""}`,
  };
}
