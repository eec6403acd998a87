/**
 * Learns a table from labelled frames and judges what it learnt on frames that it did not learn from: what would read less
 * than the general reader, or anything wrong, is dropped.
 */
import type { ButtonFace, LessonReport, ReadScore } from "../protocol/calibration.ts";
import type { LearntWriting, Locale, PhaseRule, ProgressBar, TableDescription } from "../protocol/manifest.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import { NUMBER_REGIONS, type NumberReading, type NumberRegion, type Phase, type Region } from "../protocol/reading.ts";
import { copyCrop } from "../screen/crop.ts";
import { LearntReader } from "../vision/learnt_reader.ts";
import { readPhase } from "../vision/phase_reader.ts";
import { findProgress } from "./find_progress.ts";
import { learnPalette } from "./learn_palette.ts";
import { PhaseLearner, type PhaseSample } from "./learn_phases.ts";
import { type NumberSample, WritingLearner } from "./learn_writing.ts";

/** A picture of one table of which is known what it shows. */
export interface LabelledFrame {
  picture: Picture;
  regions: Partial<Record<Region, Rect>>;
  /** hundredths, minor units, counts; null: nothing readable is there; left out: not known */
  truth: Partial<Record<NumberRegion, number | null>> & { phase?: Phase; button?: ButtonFace };
}

/** What was learnt, and how it did on frames kept out. */
export interface Lesson {
  writing: LearntWriting | null;
  phaseRules: PhaseRule[];
  /** the waiting phase's bar; null where none was found */
  progress: ProgressBar | null;
  /** the stage's colours; null where they are not always the same */
  palette: TableDescription["palette"] | null;
  report: LessonReport;
}

/** Each frame is kept out once. */
const FOLDS = 4;
/** Spare tests of a phase rule, tried in this order. */
const SPARE_TESTS = [1, 2, 3];

/**
 * Learns.
 *
 * @param options `phaseRegion` at the reference size of the table's window
 */
export function learnTable(
  frames: readonly LabelledFrame[],
  { locale, phaseRegion }: { locale: Locale; phaseRegion: readonly [number, number, number, number] },
): Lesson {
  const mixed = spreadPhases(frames);
  const { writing, before, after, dropped } = learnNumbers(mixed.map(numberSamples), locale);
  const { phaseRules, score } = learnRules(mixed.flatMap(phaseSamples), phaseRegion);
  return {
    writing,
    phaseRules,
    progress: findProgress(frames.flatMap(phaseSamples), phaseRegion),
    palette: frames.some(showsScoreWaiting) ? null : learnPalette(frames.flatMap(phaseSamples)),
    report: { frames: frames.length, before, after, phases: score, dropped },
  };
}

/** Where the last multiplier stays, a table whose colours are all known would never be believed to wait. */
function showsScoreWaiting({ truth: { phase, score } }: LabelledFrame): boolean {
  return phase === "waiting" && typeof score === "number";
}

interface NumberLesson {
  writing: LearntWriting | null;
  before: ReadScore;
  after: ReadScore;
  dropped: string[];
}

function learnNumbers(frames: AskedNumber[][], locale: Locale): NumberLesson {
  const samples = frames.flat(), folds = frames.flatMap((own, index) => own.map(() => index % FOLDS));
  const general = new LearntReader({ locale });
  const asked = samples.map((sample) => ({ ...sample, general: general.read(sample.picture, sample.region) }));
  const known = samples.flatMap((sample, index) => sample.truth === null ? [] : [{ ...sample, index } as KnownNumber]);
  const learner = new WritingLearner(known, locale);
  const before = scoreOf(asked, { locale, writing: null }), after = noScore();
  for (let fold = 0; fold < FOLDS; fold++) {
    const writing = learner.learn(numbersOf(known, (number) => folds[known[number].index] !== fold));
    addTo(after, scoreOf(asked.filter((_, index) => folds[index] === fold), { locale, writing }));
  }
  if (after.wrong <= before.wrong && after.right > before.right) {
    return { writing: learner.learn(numbersOf(known, () => true)), before, after, dropped: [] };
  }
  const was = `${before.right} right and ${before.wrong} wrong`, is = `${after.right} right and ${after.wrong} wrong`;
  const dropped = is === was ? [] : [`learnt glyphs: ${is} where there were ${was}`];
  return { writing: null, before, after: before, dropped };
}

/** With as few spare tests as leave nothing wrong; with more, less is known. */
function learnRules(
  samples: readonly PhaseSample[],
  phaseRegion: readonly [number, number, number, number],
): { phaseRules: PhaseRule[]; score: ReadScore } {
  const learner = new PhaseLearner(samples, phaseRegion);
  const tried: { spare: number; score: ReadScore }[] = [];
  for (const spare of SPARE_TESTS) {
    const score = noScore();
    for (let fold = 0; fold < FOLDS; fold++) {
      const rules = learner.learn(numbersOf(samples, (index) => index % FOLDS !== fold), { spare });
      addTo(score, readPhases(samples.filter((_, index) => index % FOLDS === fold), { rules, phaseRegion }));
    }
    tried.push({ spare, score });
    if (score.wrong === 0) break;
  }
  const { spare, score } = tried.reduce((one, other) => other.score.wrong < one.score.wrong ? other : one);
  return { phaseRules: learner.learn(numbersOf(samples, () => true), { spare }), score };
}

function numbersOf(samples: readonly unknown[], wanted: (index: number) => boolean): number[] {
  return samples.flatMap((_, index) => wanted(index) ? [index] : []);
}

/** Frames of one phase one after the other, so that every fold keeps some of each out. */
function spreadPhases(frames: readonly LabelledFrame[]): LabelledFrame[] {
  return frames.toSorted((one, other) => (one.truth.phase ?? "").localeCompare(other.truth.phase ?? ""));
}

type AskedNumber = Omit<NumberSample, "truth"> & { truth: number | null };

function numberSamples({ picture, regions, truth }: LabelledFrame): AskedNumber[] {
  return NUMBER_REGIONS.flatMap((region) => {
    const rect = regions[region], value = truth[region];
    return rect && value !== undefined ? [{ region, picture: copyCrop(picture, { rect }), truth: value }] : [];
  });
}

function phaseSamples({ picture, regions, truth: { phase } }: LabelledFrame): PhaseSample[] {
  return phase && regions.phase ? [{ picture: copyCrop(picture, { rect: regions.phase }), phase }] : [];
}

type KnownNumber = NumberSample & { index: number };

function scoreOf(
  samples: readonly (AskedNumber & { general: NumberReading })[],
  { locale, writing }: { locale: Locale; writing: LearntWriting | null },
): ReadScore {
  const reader = new LearntReader({ locale, ...(writing ? { writing } : {}) });
  const score = noScore();
  for (const { region, picture, truth, general } of samples) {
    const { value } = reader.check(picture, { region, general });
    score[value === truth ? "right" : value === null ? "withheld" : "wrong"]++;
  }
  return score;
}

function readPhases(
  samples: readonly PhaseSample[],
  { rules, phaseRegion }: { rules: PhaseRule[]; phaseRegion: readonly [number, number, number, number] },
): ReadScore {
  const table = { phaseRules: rules, regions: { phase: phaseRegion } } as unknown as TableDescription;
  const score = noScore();
  for (const { picture, phase } of samples) {
    const read = readPhase(picture, { table }).phase;
    score[read === phase ? "right" : read === "unknown" ? "withheld" : "wrong"]++;
  }
  return score;
}

function noScore(): ReadScore {
  return { right: 0, withheld: 0, wrong: 0 };
}

function addTo(sum: ReadScore, one: ReadScore): void {
  sum.right += one.right;
  sum.withheld += one.withheld;
  sum.wrong += one.wrong;
}
