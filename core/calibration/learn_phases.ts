/**
 * Learns phase rules from labelled pictures of the phase region: tests of colour shares that hold for one phase and for no
 * other. A rule may have more tests than part it from the others: one may hold by chance.
 */
import type { PhaseRule } from "../protocol/manifest.ts";
import type { Picture } from "../protocol/picture.ts";
import { type Phase, PHASES } from "../protocol/reading.ts";
import {
  type CellArea,
  COLUMNS,
  type Feature,
  type FeatureTable,
  measureFeatures,
  ROWS,
  TOLERANCE,
} from "./phase_features.ts";

/** One labelled picture of the phase region. */
export interface PhaseSample {
  picture: Picture;
  phase: Phase;
}

type Box = readonly [number, number, number, number];

/** A test on a feature, with how far it lies from frames that should and should not pass. */
interface Test {
  feature: number;
  min: number;
  max: number;
  gap: number;
}

const RULES_MAX = 8, TESTS_MAX = 6;
/** Shares this close cannot be told apart. */
const GAP_MIN = 0.05;
/** Where the phase region's ground shows in every known phase, it must show: else something covers the table. */
const GUARD_SHARE_MIN = 0.9, GUARD_LIMIT = 0.75;

/** Learns rules from any of one set of samples; what can be measured of them is measured once. */
export class PhaseLearner {
  readonly #samples: readonly PhaseSample[];
  readonly #region: Box;
  readonly #table: FeatureTable;

  /** @param region the phase region, `[x, y, width, height]` at the window's reference size */
  constructor(samples: readonly PhaseSample[], region: Box) {
    this.#samples = samples;
    this.#region = region;
    this.#table = measureFeatures(samples.map(({ picture }) => picture));
  }

  /**
   * Learns from the samples of these numbers.
   *
   * @param options `spare`: how many tests more than needed each rule has, where they can be found
   * @returns rules in the order in which they are tried; none for a phase that no test tells from the others
   */
  learn(numbers: readonly number[], { spare }: { spare: number }): PhaseRule[] {
    const table = this.#table, rules: PhaseRule[] = [];
    const phaseOf = (number: number) => this.#samples[number].phase;
    const guard = findGuard(table, numbers.filter((number) => phaseOf(number) !== "unknown"));
    for (const phase of PHASES.filter((one) => one !== "unknown")) {
      let left = numbers.filter((number) => phaseOf(number) === phase);
      const others = numbers.filter((number) => phaseOf(number) !== phase);
      while (left.length > 0 && rules.length < RULES_MAX) {
        const { tests, covered } = learnRule(table, { positives: left, negatives: others, spare });
        if (tests.length === 0 || covered.length === 0) break;
        const all = [...(guard ? [guard] : []), ...tests];
        rules.push({
          phase,
          all: all.map((test) => colorTest(table.features[test.feature], { test, region: this.#region })),
        });
        left = left.filter((number) => !covered.includes(number));
      }
    }
    return rules;
  }
}

/** Adds tests until no frame of another phase passes, then the spare ones, which all of its own frames pass. */
function learnRule(
  table: FeatureTable,
  { positives, negatives, spare }: { positives: readonly number[]; negatives: readonly number[]; spare: number },
): { tests: Test[]; covered: number[] } {
  const tests: Test[] = [];
  let covered = [...positives], wrong = [...negatives];
  while (wrong.length > 0 && tests.length < TESTS_MAX) {
    const test = bestTest(table, { positives: covered, negatives: wrong, used: tests });
    if (!test) break;
    tests.push(test);
    covered = covered.filter((frame) => passes(table, { test, frame }));
    wrong = wrong.filter((frame) => passes(table, { test, frame }));
  }
  if (wrong.length > 0) return { tests: [], covered: [] };
  if (tests.length === 0) {
    const usual = bestTest(table, { positives: covered, negatives: [], used: [] });
    return usual ? { tests: [usual], covered } : { tests: [], covered: [] };
  }
  for (let more = 0; more < spare && tests.length < TESTS_MAX; more++) {
    const test = bestTest(table, { positives: covered, negatives, used: tests, keepAll: true });
    if (test) tests.push(test);
  }
  return { tests, covered };
}

interface Search {
  positives: readonly number[];
  negatives: readonly number[];
  used: readonly Test[];
  /** only tests that every positive passes */
  keepAll?: boolean;
}

function bestTest(table: FeatureTable, search: Search): Test | null {
  const usedColors = search.used.map((test) => table.features[test.feature].color);
  let best: Test | null = null, bestScore = 0;
  table.features.forEach(({ color }, feature) => {
    if (search.used.some((test) => test.feature === feature)) return;
    for (const test of cutsOf(table, { feature, search })) {
      const score = scoreOf(table, { test, search }) * (usedColors.includes(color) ? 0.9 : 1);
      if (score > bestScore) [best, bestScore] = [test, score];
    }
  });
  return best;
}

/** Limits in the wide gaps between the frames' values, above and below. */
function cutsOf(table: FeatureTable, { feature, search }: { feature: number; search: Search }): Test[] {
  const frames = [...search.positives, ...search.negatives];
  const values = [0, 1, ...frames.map((frame) => table.values[frame][feature])].sort((one, other) => one - other);
  const tests: Test[] = [];
  for (let at = 1; at < values.length; at++) {
    const gap = values[at] - values[at - 1];
    if (gap < GAP_MIN) continue;
    // Nearer to the others' side: frames of this phase not seen yet stray as the seen ones do.
    tests.push({ feature, min: values[at - 1] + 0.5 * gap, max: 1, gap });
    tests.push({ feature, min: 0, max: values[at - 1] + 0.5 * gap, gap });
  }
  return tests;
}

function scoreOf(table: FeatureTable, { test, search }: { test: Test; search: Search }): number {
  const kept = search.positives.filter((frame) => passes(table, { test, frame })).length / search.positives.length;
  if (kept === 0 || (search.keepAll && kept < 1)) return 0;
  const out = search.negatives.length === 0
    ? 1
    : search.negatives.filter((frame) => !passes(table, { test, frame })).length / search.negatives.length;
  // That something is there says more than that something is not: a cover hides everything.
  const presence = test.min > 0 ? 1 : 0.75;
  return out * kept ** 2 * presence * (0.5 + Math.min(0.5, test.gap));
}

function passes(table: FeatureTable, { test, frame }: { test: Test; frame: number }): boolean {
  const value = table.values[frame][test.feature];
  return value >= test.min && value <= test.max;
}

/** The area that shows one colour in every frame of a known phase: the smallest share of all is the largest. */
function findGuard(table: FeatureTable, known: readonly number[]): Test | null {
  let best: Test | null = null, most = GUARD_SHARE_MIN;
  table.features.forEach((_, feature) => {
    const least = Math.min(...known.map((frame) => table.values[frame][feature]));
    if (least > most) [best, most] = [{ feature, min: GUARD_LIMIT, max: 1, gap: 1 }, least];
  });
  return best;
}

function colorTest(
  { color, area }: Feature,
  { test, region }: { test: Test; region: Box },
): PhaseRule["all"][number] {
  return {
    color,
    tolerance: TOLERANCE,
    minShare: Math.round(1000 * test.min) / 1000,
    maxShare: Math.round(1000 * test.max) / 1000,
    area: areaIn(region, area),
  };
}

function areaIn(
  [left, top, width, height]: Box,
  { column, row, columns, rows }: CellArea,
): [number, number, number, number] {
  const x = Math.round(column * width / COLUMNS), y = Math.round(row * height / ROWS);
  const right = Math.round((column + columns) * width / COLUMNS), bottom = Math.round((row + rows) * height / ROWS);
  return [left + x, top + y, Math.max(1, right - x), Math.max(1, bottom - y)];
}
