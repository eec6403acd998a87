/** `read DIR`: reads a labelled frame set and compares with its truth; a report as a page where one is wanted. */
import { HostError } from "../protocol/errors.ts";
import { calibratedReader } from "../vision/calibrated_reader.ts";
import { explainReading } from "../vision/diagnosis.ts";
import { FrameReport } from "../vision/frame_report.ts";
import {
  type FrameResult,
  type FrameSummary,
  GENERAL_READER,
  NUMBER_KINDS,
  readFrameSet,
} from "../vision/frame_set.ts";
import { opinionReader } from "../vision/opinion_reader.ts";
import { countLines, reportPage } from "../vision/report_page.ts";
import { SecondOpinion } from "../vision/second_opinion.ts";
import type { CommonOptions } from "./common_options.ts";
import { findBookmaker } from "./find_bookmaker.ts";
import { ProgressBar } from "./progress_bar.ts";

export interface ReadOptions extends CommonOptions {
  /** a calibrated bookmaker, whose learnt glyphs and rules may be used */
  table?: string;
  /** file for the report as an HTML page */
  report?: string;
}

/** Prints a line a region and last the summary; returns 1 when a wrong value was given. */
export async function read(dir: string, options: ReadOptions): Promise<number> {
  const reader = options.table === undefined
    ? GENERAL_READER
    : calibratedReader((await findBookmaker(options.table, options)).table);
  if (options.report) await checkWritable(options.report);
  await using opinion = new SecondOpinion();
  const report = new FrameReport(options.report ? explain : () => "");
  const bar = new ProgressBar(`reading ${dir}`);
  let summary: FrameSummary | undefined;
  const watch = {
    reader: opinionReader(reader, opinion),
    onResult: (result: FrameResult) => report.add(result),
    onProgress: (done: number, all: number) => bar.update(done, all),
  };
  for await (const line of readFrameSet(dir, watch)) {
    if (options.json) console.log(JSON.stringify(line));
    if ("frames" in line) summary = line;
  }
  if (!summary) throw new TypeError("Cannot sum up: the set ended without a summary");
  if (!options.json) printSummary(report, summary);
  if (options.report) {
    await Deno.writeTextFile(options.report, reportPage(report, { title: `Reading ${dir}`, summary }));
    if (!options.json) console.log(`report: ${options.report}`);
  }
  return summary.wrong === 0 ? 0 : 1;
}

function printSummary(report: FrameReport, summary: FrameSummary): void {
  if (report.byStyle.size > 1) console.log(`${countLines("style", report.byStyle)}\n`);
  console.log(`${countLines("region", report.byRegion)}\n`);
  const { frames, regions, right, wrong, withheld, msPerFrame: { p50, p95 } } = summary;
  console.log(`${frames} pictures, ${regions} regions: ${right} right, ${wrong} wrong, ${withheld} withheld`);
  console.log(`a picture takes ${p50.toFixed(2)} ms at the median, ${p95.toFixed(2)} ms at 95 %`);
  for (const { image, region, truth, value } of report.examples.filter(({ verdict }) => verdict === "wrong")) {
    console.log(`wrong: ${image} ${region}: ${value} instead of ${truth}`);
  }
}

function explain({ line: { region }, picture, locale }: FrameResult): string {
  if (region === "phase") return "the bundled classifier is not sure of the phase, or sure of another one";
  return explainReading(picture, { kind: NUMBER_KINDS[region], locale });
}

/** Before long work, not after it. */
async function checkWritable(file: string): Promise<void> {
  try {
    await Deno.writeTextFile(file, "");
  } catch (cause) {
    const what = `${(cause as Error).message}; --report wants a file in a folder that is there`;
    throw new HostError("bad_config", `Cannot write ${file}: ${what}`, { cause });
  }
}
