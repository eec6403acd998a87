/** Puts a table's description together from what was learnt or drawn, and from what only its user knows. */
import type { Locale, PhaseRule, ProgressBar, TableDescription } from "../protocol/manifest.ts";
import type { LearntWriting } from "../protocol/manifest.ts";
import type { Rect } from "../protocol/picture.ts";
import type { Region } from "../protocol/reading.ts";
import { HostError } from "../protocol/errors.ts";

/** What a table takes; minor units. */
export interface StakeLimits {
  currency: string;
  stakeMinMinor: number;
  stakeMaxMinor: number;
}

/** What most tables take until told otherwise. */
export const USUAL_LIMITS: StakeLimits = { currency: "RSD", stakeMinMinor: 1_000, stakeMaxMinor: 1_000_000 };

/** Says nothing about any phase, so that a table whose phases nobody has labelled yet reads none wrong. */
const NO_PHASE_YET: PhaseRule = {
  phase: "unknown",
  all: [{ color: "#000000", tolerance: 0, minShare: 0, maxShare: 1 }],
};

/**
 * Makes the description.
 *
 * @throws {HostError} `bad_config` when `score` or `phase` is missing
 */
export function draftTable(
  window: { width: number; height: number },
  { regions, locale, limits, phaseRules, progress, writing, palette, controls }: {
    regions: Partial<Record<Region, Rect>>;
    locale: Locale;
    limits: StakeLimits;
    phaseRules: readonly PhaseRule[];
    progress?: ProgressBar | null;
    writing?: LearntWriting | null;
    palette?: TableDescription["palette"] | null;
    controls?: TableDescription["controls"] | null;
  },
): TableDescription {
  const { score, phase, ...others } = regions;
  if (!score || !phase) {
    throw new HostError("bad_config", `Cannot describe the table: region ${score ? "phase" : "score"} is missing`);
  }
  const boxes = Object.fromEntries(Object.entries(others).flatMap(([name, rect]) => rect ? [[name, boxOf(rect)]] : []));
  return {
    window: { width: window.width, height: window.height },
    locale,
    ...limits,
    regions: { score: boxOf(score), phase: boxOf(phase), ...boxes },
    phaseRules: phaseRules.length > 0 ? [...phaseRules] : [NO_PHASE_YET],
    ...(palette ? { palette } : {}),
    ...(progress ? { progress } : {}),
    ...(writing ? { writing } : {}),
    ...(controls ? { controls } : {}),
  };
}

/** `[x, y, width, height]`, as manifests write rectangles. */
export function boxOf({ x, y, width, height }: Rect): [number, number, number, number] {
  return [x, y, width, height];
}
