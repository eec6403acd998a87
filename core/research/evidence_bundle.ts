/** A table's rounds with what they say, to be handed to others: rounds, results, a page, and the hashes of all three. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { zipSync } from "fflate";
import type { FairnessReport } from "../protocol/fairness.ts";
import { HostError } from "../protocol/errors.ts";
import { fairnessPage, type PageFacts } from "./fairness_page.ts";
import type { RoundSeries } from "./round_series.ts";

const SUMS_FILE = "SHA256SUMS.txt";

/** The files of a bundle by name. */
export function bundleFiles(report: FairnessReport, series: RoundSeries, facts: PageFacts): Map<string, Uint8Array> {
  const encoder = new TextEncoder(), files = new Map<string, Uint8Array>();
  files.set("rounds.csv", encoder.encode(csvOf(series)));
  files.set("report.json", encoder.encode(`${JSON.stringify({ ...facts, ...report }, null, 2)}\n`));
  files.set("report.html", encoder.encode(fairnessPage(report, facts)));
  const sums = [...files].map(([name, bytes]) => `${createHash("sha256").update(bytes).digest("hex")}  ${name}\n`);
  files.set(SUMS_FILE, encoder.encode(sums.join("")));
  return files;
}

/** Rounds as every command of this program reads them back, to the millisecond. */
function csvOf({ endedAtMs, multiplier }: RoundSeries): string {
  const lines = Array.from(
    multiplier,
    (value, at) => `${new Date(endedAtMs[at]).toISOString()},${(value / 100).toFixed(2)}\n`,
  );
  return `ended_at,multiplier\n${lines.join("")}`;
}

/** All files in one. */
export function zipBundle(files: ReadonlyMap<string, Uint8Array>, madeAtMs: number): Uint8Array {
  return zipSync(Object.fromEntries(files), { level: 6, mtime: madeAtMs });
}

/**
 * Writes the files of a bundle into a folder.
 *
 * @throws {HostError} `refused` when the folder holds one of them already
 */
export async function writeBundle(files: ReadonlyMap<string, Uint8Array>, folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const [name, bytes] of files) {
    try {
      await Deno.writeFile(join(folder, name), bytes, { createNew: true });
    } catch (cause) {
      if (!(cause instanceof Deno.errors.AlreadyExists)) throw cause;
      throw new HostError(
        "refused",
        `Cannot write the bundle: ${join(folder, name)} is there already; name another folder`,
        { cause },
      );
    }
  }
}
