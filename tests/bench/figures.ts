/**
 * What benches found out: one figure a promise, with its goal and what it was measured beside, and curves over a size.
 * A bench tells them; `bench.ts` gathers them through the file named by AVIATOR_BENCH_FIGURES.
 */

export interface Figure {
  /** what was measured, in a few words */
  step: string;
  value: number;
  /** "ratio" is printed as 1/700 or 1.27 ×; others as they are */
  unit: "ratio" | "ms" | "s" | "MB" | "share" | "rows/s" | "events/s" | "rounds/s" | "values";
  /** the goal is one of both */
  atMost?: number;
  atLeast?: number;
  /** the peer, the bound or the load */
  beside: string;
  /** what keeps it from its goal, shown where it is missed */
  bound?: string;
}

export interface Curve {
  /** also the name of the plot's file, with dashes for spaces */
  title: string;
  /** what grows: "tables", "rows" */
  x: string;
  unit: Figure["unit"];
  /** by name: pairs of size and value */
  series: Record<string, [number, number][]>;
}

/** What one bench has told; `failed`: it ended with an error, whatever it told before. */
export interface BenchResult {
  bench: string;
  seconds: number;
  failed: string | null;
  figures: Figure[];
  curves: Curve[];
}

export interface BenchFile {
  version: 1;
  measuredAt: string;
  machine: string;
  results: BenchResult[];
}

const FILE = "AVIATOR_BENCH_FIGURES";

/** Prints a figure and hands it on; a missed goal is status 1 of a bench that runs by itself. */
export function tellFigure(figure: Figure): void {
  console.log(
    `${isMet(figure) ? "met " : "MISS"} ${figure.step}: ${reached(figure)} (goal ${goal(figure)}; ${figure.beside})`,
  );
  if (!Deno.env.has(FILE) && !isMet(figure)) Deno.exitCode = 1;
  handOn({ figure });
}

/** Prints a curve and hands it on. */
export function tellCurve(curve: Curve): void {
  for (const [name, points] of Object.entries(curve.series)) {
    const text = points.map(([size, value]) => `${short(size)}: ${written(value, curve.unit)}`).join(", ");
    console.log(`${curve.title}, ${name}, by ${curve.x}: ${text}`);
  }
  handOn({ curve });
}

function handOn(told: { figure?: Figure; curve?: Curve }): void {
  const file = Deno.env.get(FILE);
  if (file) Deno.writeTextFileSync(file, `${JSON.stringify(told)}\n`, { append: true });
}

/** Runs one bench as a process of its own and gathers what it tells, however it ends. */
export async function runBench(
  file: string,
  { args, secondsMax }: { args: string[]; secondsMax: number },
): Promise<BenchResult> {
  const told = await Deno.makeTempFile({ prefix: "aviator-bench-" });
  const startMs = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--unstable-worker-options", file, ...args],
    env: { [FILE]: told },
  }).spawn();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, secondsMax * 1000);
  const { code } = await child.status.finally(() => clearTimeout(timer));
  const lines = (await Deno.readTextFile(told)).split("\n").filter(Boolean).map((line) => JSON.parse(line));
  await Deno.remove(told);
  return {
    bench: file.replace(/.*[\\/]/, "").replace(/_bench\.ts$/, ""),
    seconds: Math.round((performance.now() - startMs) / 1000),
    failed: isLate ? `took more than ${secondsMax} s` : code === 0 ? null : `ended with ${code}`,
    figures: lines.flatMap(({ figure }) => figure ?? []),
    curves: lines.flatMap(({ curve }) => curve ?? []),
  };
}

export function isMet({ value, atMost = Infinity, atLeast = -Infinity }: Figure): boolean {
  return value <= atMost && value >= atLeast;
}

export const reached = ({ value, unit, atLeast }: Figure): string => written(value, unit, atLeast !== undefined);

export function goal({ atMost, atLeast, unit }: Figure): string {
  return atMost !== undefined
    ? `≤ ${written(atMost, unit)}`
    : atLeast !== undefined
    ? `≥ ${written(atLeast, unit, true)}`
    : "–";
}

/** A share of a peer's time reads better as 1/700, a share of its rate as 0.93 ×. */
function written(value: number, unit: Figure["unit"], isRate = false): string {
  if (unit === "ratio") return value > 0 && value < 1 && !isRate ? `1/${short(1 / value)}` : `${short(value)} ×`;
  if (unit === "share") return `${(100 * value).toFixed(2)} %`;
  return `${short(value)} ${unit}`;
}

/** Three digits, thousands apart. */
function short(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en-GB", { maximumFractionDigits: 6 });
}

/** The one table, in Markdown, and below it what bounds the goals that are missed. */
export function tableOf({ results }: BenchFile): string {
  const rows = results.flatMap(({ bench, failed, figures }) => [
    ...figures.map((
      figure,
    ) => [figure.step, reached(figure), goal(figure), isMet(figure) ? "yes" : "**no**", figure.beside]),
    ...(failed === null ? [] : [[`the rest of ${bench}`, failed, "", "**no**", ""]]),
  ]);
  const lines = [["what", "reached", "goal", "met", "measured beside"], ["---", "---", "---", "---", "---"], ...rows];
  const bounds = results.flatMap(({ figures }) => figures).filter((figure) => !isMet(figure) && figure.bound)
    .map(({ step, beside, bound }) => `- ${step}, beside ${beside}: ${bound}`);
  const table = lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  return bounds.length === 0 ? table : `${table}\n\nWhat bounds those that are missed:\n\n${bounds.join("\n")}`;
}
