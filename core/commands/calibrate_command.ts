/** `calibrate`: from pictures of a never-seen table to a bookmaker's folder. Decides nothing that a person did not accept. */
import { join, resolve } from "node:path";
import { boxOf, draftTable, type StakeLimits, USUAL_LIMITS } from "../calibration/draft_table.ts";
import { drawGlyphSheet } from "../calibration/glyph_sheet.ts";
import { learnTable, type Lesson } from "../calibration/learn_table.ts";
import { PhaseLearner } from "../calibration/learn_phases.ts";
import { isLabelled, loadLabelledFrames, loadPictures } from "../calibration/load_frames.ts";
import { proposeRegions } from "../calibration/propose_regions.ts";
import { writeBookmaker } from "../calibration/write_bookmaker.ts";
import { type ControlsLesson, learnControls } from "../calibration/learn_controls.ts";
import type { ButtonFace, ControlGap, Proposal } from "../protocol/calibration.ts";
import { HostError } from "../protocol/errors.ts";
import type { Locale, PhaseRule } from "../protocol/manifest.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import { type Region, REGIONS } from "../protocol/reading.ts";
import { copyCrop } from "../screen/crop.ts";
import { readStage } from "../vision/stage_reader.ts";
import type { CommonOptions } from "./common_options.ts";
import { findBookmaker } from "./find_bookmaker.ts";
import { PROJECT_DIR } from "./project.ts";

/** What a user should do about each gap. */
const GAPS: Record<ControlGap, string> = {
  amount: "label controls.amount, the stake field",
  autoCashOut: "label controls.autoCashOut, its field",
  play: "label controls.play, the big button",
  betColor: "no frame shows the button's BET; give --play-colors",
  cancelColor: "no frame shows its CANCEL; add one with a bet that waits, or give --play-colors",
  cashOutColor: "no frame shows its CASH OUT; add one with a bet that flies, or give --play-colors",
  switchColor: "no frame shows the auto cash-out switch on",
};

export interface CalibrateOptions extends CommonOptions {
  name?: string;
  title?: string;
  out?: string;
  window?: Rect;
  screen?: boolean;
  accept?: boolean;
  force?: boolean;
  show?: string;
  locale?: string;
  currency?: string;
  stakeMin?: number;
  stakeMax?: number;
  playColors?: Record<ButtonFace, string>;
}

/** Learns from a labelled frame set, or proposes regions on plain pictures; returns the exit status. */
export async function calibrate(dir: string | undefined, options: CalibrateOptions): Promise<number> {
  if (options.show !== undefined) return await showGlyphs(options.show, options);
  if (options.screen) {
    return await proposeOn([{ name: "the screen", picture: await grabScreen(options.window) }], options);
  }
  if (dir === undefined) {
    throw new HostError("bad_config", "Cannot calibrate: a folder with pictures, --screen or --show NAME is wanted");
  }
  if (await isLabelled(dir)) return await learnFrom(dir, options);
  return await proposeOn(await loadPictures(dir, { window: options.window }), options);
}

async function learnFrom(dir: string, options: CalibrateOptions): Promise<number> {
  const { frames, window, regions, controls: drawn, locale } = await loadLabelledFrames(dir, {
    window: options.window,
  });
  const chosen = (options.locale as Locale | undefined) ?? locale;
  const { phase } = regions;
  const lesson = learnTable(frames, { locale: chosen, phaseRegion: boxOf(phase!) });
  const shown = frames.filter(({ picture }) => picture.width === window.width && picture.height === window.height)
    .map(({ picture, truth }) => ({ picture, ...truth }));
  const { controls, missing } = learnControls(shown, { places: drawn, colors: options.playColors });
  const file = options.name === undefined ? null : await writeTable(window, {
    options,
    regions,
    locale: chosen,
    lesson,
    controls,
  });
  printLesson(lesson, { json: options.json, locale: chosen, file, missing });
  return lesson.report.after.wrong + lesson.report.phases.wrong === 0 ? 0 : 1;
}

async function proposeOn(pictures: { name: string; picture: Picture }[], options: CalibrateOptions): Promise<number> {
  // Text is largest and most complete in flight: the picture on which most is found says where things are.
  const looked = pictures.map(({ name, picture }) => ({
    name,
    picture,
    ...proposeRegions(picture, { locale: options.locale }),
  }));
  const best = looked.reduce((one, other) => weightOf(other.proposals) > weightOf(one.proposals) ? other : one);
  if (options.json) console.log(JSON.stringify({ picture: best.name, locale: best.locale, proposals: best.proposals }));
  else printProposals(best);
  if (!options.accept) return 0;
  const regions = Object.fromEntries(REGIONS.flatMap((region) => {
    const first = best.proposals.find(({ place }) => place === region);
    return first ? [[region, first.rect]] : [];
  }));
  if (options.name === undefined) throw new HostError("bad_config", "Cannot accept: --name NAME is wanted");
  const { picture, locale } = best;
  const phaseRules = guessRules(pictures.map((one) => one.picture), { regions, window: picture, locale });
  const file = await writeTable(picture, { options, regions, locale, lesson: { phaseRules } });
  if (!options.json) {
    console.log(`written: ${file}`);
    const known = [...new Set(phaseRules.map(({ phase }) => phase))].join(", ");
    console.log(known === "" ? "its phases are unknown until frames are labelled" : `phases that it knows: ${known}`);
  }
  return 0;
}

/** Rules for the phases that the bundled classifier is sure of; without two of them there is nothing to tell apart. */
function guessRules(
  pictures: readonly Picture[],
  { regions: { phase: rect }, window, locale }: {
    regions: Partial<Record<Region, Rect>>;
    window: Picture;
    locale: Locale;
  },
): PhaseRule[] {
  if (!rect) return [];
  const samples = pictures.filter(({ width, height }) => width === window.width && height === window.height)
    .map((picture) => copyCrop(picture, { rect }))
    .flatMap((picture) => {
      const { phase } = readStage(picture, locale);
      return phase ? [{ picture, phase }] : [];
    });
  if (new Set(samples.map(({ phase }) => phase)).size < 2) return [];
  return new PhaseLearner(samples, boxOf(rect)).learn(samples.map((_, index) => index), { spare: 2 });
}

function weightOf(proposals: readonly Proposal[]): number {
  const best = new Map<string, number>();
  for (const { place, confidence } of proposals) best.set(place, Math.max(best.get(place) ?? 0, confidence));
  return [...best.values()].reduce((sum, one) => sum + one, 0);
}

async function writeTable(
  window: { width: number; height: number },
  { options, regions, locale, lesson, controls }: {
    options: CalibrateOptions;
    controls?: ControlsLesson["controls"];
    regions: Partial<Record<Region, Rect>>;
    locale: Locale;
    lesson: Pick<Lesson, "phaseRules"> & Partial<Lesson>;
  },
): Promise<string> {
  const name = options.name!;
  const table = draftTable(window, { regions, locale, limits: limitsOf(options), ...lesson, controls });
  const dir = resolve(options.out ?? join(PROJECT_DIR, "plugins", "bookmakers", name));
  return await writeBookmaker(dir, { draft: { name, title: options.title ?? name, table }, force: options.force });
}

function limitsOf({ currency, stakeMin, stakeMax }: CalibrateOptions): StakeLimits {
  return {
    currency: currency ?? USUAL_LIMITS.currency,
    stakeMinMinor: stakeMin === undefined ? USUAL_LIMITS.stakeMinMinor : Math.round(stakeMin * 100),
    stakeMaxMinor: stakeMax === undefined ? USUAL_LIMITS.stakeMaxMinor : Math.round(stakeMax * 100),
  };
}

async function grabScreen(window: Rect | undefined): Promise<Picture> {
  // Loaded only here: whoever calibrates from files needs none of what the real screen needs.
  const { DesktopSource } = await import("../screen/desktop_source.ts");
  await using source = await DesktopSource.open();
  const rect = window ?? { x: 0, y: 0, width: source.width, height: source.height };
  const [picture] = await source.grab([rect]);
  return copyCrop(picture, { rect: { x: 0, y: 0, width: picture.width, height: picture.height } });
}

async function showGlyphs(name: string, options: CalibrateOptions): Promise<number> {
  const { table } = await findBookmaker(name, options);
  if (!table.writing) {
    throw new HostError(
      "refused",
      `Cannot show glyphs of ${name}: its table has none; calibrate it on labelled frames`,
    );
  }
  const file = resolve(options.out ?? `${name}-glyphs.png`);
  if (!options.force && await Deno.lstat(file).then(() => true, () => false)) {
    throw new HostError("refused", `Cannot write ${file}: it is there already; --force overwrites it`);
  }
  await Deno.writeFile(file, drawGlyphSheet(table.writing));
  const { length } = table.writing.characters;
  console.log(options.json ? JSON.stringify({ file, glyphs: length }) : `${length} glyphs: ${file}`);
  return 0;
}

function printLesson(
  { writing, phaseRules, report }: Lesson,
  { json, locale, file, missing }: {
    json?: boolean;
    locale: Locale;
    file: string | null;
    missing: readonly ControlGap[];
  },
): void {
  if (json) {
    const glyphs = writing?.characters.length ?? 0;
    console.log(JSON.stringify({ ...report, locale, glyphs, phaseRules: phaseRules.length, file, missing }));
    return;
  }
  const row = (name: string, { right, withheld, wrong }: Lesson["report"]["before"]) =>
    console.log(`${name.padEnd(24)} ${right} right, ${withheld} withheld, ${wrong} wrong`);
  console.log(`${report.frames} frames, each read by what the others taught:`);
  row("numbers, before", report.before);
  row("numbers, calibrated", report.after);
  row("phases", report.phases);
  for (const what of report.dropped) console.log(`dropped: ${what}`);
  if (missing.length > 0) console.log(`no bets by clicks: ${missing.map((gap) => GAPS[gap]).join(", ")}`);
  console.log(file === null ? "nothing written: --name NAME writes a bookmaker" : `written: ${file}`);
}

function printProposals(
  { name, locale, proposals }: { name: string; locale: Locale; proposals: readonly Proposal[] },
): void {
  console.log(`${name}, numbers as in ${typeof locale === "string" ? locale : locale.number}:`);
  for (const { place, rect: { x, y, width, height }, value, confidence } of proposals) {
    const box = `[${x}, ${y}, ${width}, ${height}]`;
    console.log(`${place.padEnd(12)} ${box.padEnd(22)} ${Math.round(100 * confidence)} %  ${value ?? ""}`);
  }
}
