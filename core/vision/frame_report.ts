/** Gathers what reading a frame set came to: counts by region, style and method, confidence, time, examples. Writes no page. */
import type { Picture } from "../protocol/picture.ts";
import type { FrameResult, Verdict } from "./frame_set.ts";

/** `right` counts regions of unreadable truth without a value too. */
export interface Counts extends Record<Verdict, number> {
  /** microseconds of each read */
  micros: number[];
}

/** A region that was not read right. */
export interface Example {
  image: string;
  region: string;
  style: string;
  truth: string;
  value: string;
  confidence: number;
  verdict: Verdict;
  picture: Picture;
  why: string;
}

export const EXAMPLES_MAX = 400;
/** Withheld examples kept of one style and region. */
export const WITHHELD_EACH_MAX = 3;
export const CONFIDENCE_BINS = 20;

/** Fed with every result of one set. */
export class FrameReport {
  readonly byRegion = new Map<string, Counts>();
  readonly byStyle = new Map<string, Counts>();
  readonly byMethod = new Map<string, Counts>();
  /** reads of each confidence, lowest first */
  readonly confidence: Record<Verdict, number>[] = Array.from({ length: CONFIDENCE_BINS }, newVerdicts);
  /** what was true, then what was read, then how often; numbers by the kind of mistake */
  readonly confusion = new Map<string, Map<string, number>>();
  readonly examples: Example[] = [];
  /** wrong values for which there was no more room */
  wrongNotShown = 0;
  readonly #explain: (result: FrameResult) => string;
  readonly #withheld = new Map<string, number>();

  /** @param explain why no value came, or a wrong one */
  constructor(explain: (result: FrameResult) => string) {
    this.#explain = explain;
  }

  add(result: FrameResult): void {
    const { line: { region, method, micros, confidence }, verdict, style } = result;
    if (!verdict) return;
    for (const [map, key] of [[this.byRegion, region], [this.byStyle, style], [this.byMethod, method]] as const) {
      let counts = map.get(key);
      if (!counts) map.set(key, counts = { ...newVerdicts(), micros: [] });
      counts[verdict]++;
      counts.micros.push(micros);
    }
    this.confidence[Math.min(CONFIDENCE_BINS - 1, Math.floor(confidence * CONFIDENCE_BINS))][verdict]++;
    this.#confuse(result);
    if (verdict !== "right") this.#keep(result, verdict);
  }

  #confuse({ line: { region, value }, truth }: FrameResult): void {
    const [row, column] = region === "phase"
      ? [`phase ${truth ?? "unknown"}`, String(value ?? "withheld")]
      : [`${region}${truth === null ? ", unreadable" : ""}`, mistake(value, truth)];
    const counts = this.confusion.get(row) ?? new Map<string, number>();
    counts.set(column, (counts.get(column) ?? 0) + 1);
    this.confusion.set(row, counts);
  }

  #keep(result: FrameResult, verdict: Verdict): void {
    const { line: { image, region, value, confidence }, truth, style, picture } = result;
    const kind = `${style}\n${region}`, kept = this.#withheld.get(kind) ?? 0;
    if (verdict === "withheld" && kept >= WITHHELD_EACH_MAX) return;
    if (this.examples.length >= EXAMPLES_MAX) {
      if (verdict === "wrong") this.wrongNotShown++;
      return;
    }
    if (verdict === "withheld") this.#withheld.set(kind, kept + 1);
    const why = this.#explain(result);
    const texts = { truth: String(truth ?? "none"), value: String(value ?? "none") };
    this.examples.push({ image, region, style, ...texts, confidence, verdict, picture, why });
  }
}

/** What is wrong with a number: the kinds tell a lost point from a misread figure. */
function mistake(value: unknown, truth: unknown): string {
  if (value === truth) return "right";
  if (value === null) return "withheld";
  if (truth === null) return "read where nothing is";
  const read = String(value), wanted = String(truth);
  if (read.length === wanted.length) return "figure misread";
  if (read.startsWith(wanted) || wanted.startsWith(read)) return "figures lost or added behind";
  if (read.endsWith(wanted) || wanted.endsWith(read)) return "figures lost or added in front";
  return "other number";
}

/** Value at a share of the sorted values; 0 for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function newVerdicts(): Record<Verdict, number> {
  return { right: 0, wrong: 0, withheld: 0 };
}
