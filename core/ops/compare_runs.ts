/** Two runs side by side: each module's figures before and after, and how much they changed. */
import type { ModuleFigures, PerformanceRun } from "../protocol/performance.ts";

/** Calls from which on a difference is called one. */
const CALLS_MIN = 20;
/** Difference from which on a figure is called better or worse. */
const CHANGE_MIN = 0.2;

export const FIGURES = ["meanMs", "p95Ms", "ioWaitShare", "rssBytes", "cpuShare", "failureShare"] as const;
export type FigureName = (typeof FIGURES)[number];

export interface Comparison {
  module: string;
  figure: FigureName;
  /** null: there was none */
  before: number | null;
  after: number | null;
  /** 0.5: half more; null where there is nothing to compare with */
  change: number | null;
  verdict: "better" | "worse" | "same" | "unsure";
}

/** Every figure that at least one of the runs has; all of them are better when lower. */
export function compareRuns(before: PerformanceRun, after: PerformanceRun): Comparison[] {
  const modules = [...new Set([...Object.keys(before.modules), ...Object.keys(after.modules)])].sort();
  return modules.flatMap((module) => {
    const [old, now] = [before.modules[module], after.modules[module]];
    return FIGURES.flatMap((figure): Comparison[] => {
      const values = { before: valueOf(figure, old), after: valueOf(figure, now) };
      if (values.before === null && values.after === null) return [];
      const change = values.before !== null && values.after !== null && values.before > 0
        ? values.after / values.before - 1
        : null;
      return [{ module, figure, ...values, change, verdict: verdictOf(change, { figure, old, now }) }];
    });
  });
}

function valueOf(figure: FigureName, of: ModuleFigures | undefined): number | null {
  if (!of) return null;
  if (figure === "failureShare") return of.calls > 0 && of.failures > 0 ? of.failures / of.calls : null;
  if (figure === "ioWaitShare") return of.totalMs > 0 && of.ioWaitMs > 0 ? of.ioWaitMs / of.totalMs : null;
  return of[figure];
}

function verdictOf(
  change: number | null,
  { figure, old, now }: { figure: FigureName; old?: ModuleFigures; now?: ModuleFigures },
): Comparison["verdict"] {
  const isOfCalls = figure !== "rssBytes" && figure !== "cpuShare";
  if (change === null) return "unsure";
  if (isOfCalls && Math.min(old?.calls ?? 0, now?.calls ?? 0) < CALLS_MIN) return "unsure";
  // More of the time spent waiting is neither good nor bad by itself.
  if (Math.abs(change) < CHANGE_MIN || figure === "ioWaitShare") return "same";
  return change < 0 ? "better" : "worse";
}
