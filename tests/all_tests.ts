/**
 * Every test: first as many files at once as there are processors, then one after the other those that must be alone.
 * Ends with the slowest files and the names of what failed. Paths or options of `deno test` given to it go to a single
 * run as they are: `deno task test tests/core/ops`.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folders that hold tests. */
const FOLDERS = ["tests", "core/authoring/templates"];
const ROOT = fileURLToPath(new URL("../", import.meta.url));
const SLOWEST_SHOWN = 12;

/**
 * Tests that mind what else their process or the machine does: environment, descriptors, gaps and deadlines of less than
 * a second, a browser that is drawn by the processor and read five times a second.
 */
export const ALONE = [
  "tests/hostile/campaign_test.ts",
  "tests/hostile/permissions_test.ts",
  "tests/hostile/server_flood_test.ts",
  "tests/core/authoring/conformance_test.ts",
  "tests/core/betting/desktop_device_test.ts",
  "tests/core/betting/time_test.ts",
  "tests/core/cells/orphan_test.ts",
  "tests/core/cells/plugin_campaign_test.ts",
  "tests/core/commands/model_command_test.ts",
  "tests/core/host/event_flow_test.ts",
  "tests/core/ops/supervisor_test.ts",
  "tests/core/screen/desktop_source_test.ts",
  "tests/core/screen/monitor_source_test.ts",
  "tests/core/storage/locked_test.ts",
  "tests/core/storage/overload_test.ts",
  "tests/e2e/faulty_tables_test.ts",
  "tests/e2e/real_screen_test.ts",
  "tests/e2e/real_thing_test.ts",
];

interface Outcome {
  code: number;
  /** tests with the file that defines them */
  failed: string[];
  /** time of each file's tests */
  seconds: Map<string, number>;
}

/** All test files of a folder, from the project's root, sorted. */
export async function testFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(join(ROOT, folder))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) found.push(...await testFiles(path));
    else if (entry.name.endsWith("_test.ts")) found.push(path);
  }
  return found.sort();
}

/** Runs `deno test` with the house's checks from the project's root. */
async function run(args: string[], { quiet = false } = {}): Promise<number> {
  const stream = quiet ? "null" : "inherit";
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--sanitize-ops", "--sanitize-resources", ...args],
    ...{ cwd: ROOT, stdout: stream, stderr: stream },
  }).spawn().status;
  return code;
}

/** Runs the files, with options of `deno test`. */
export async function runFiles(
  files: string[],
  { options, quiet }: { options: string[]; quiet?: boolean },
): Promise<Outcome> {
  const report = await Deno.makeTempFile({ prefix: "aviator-tests-", suffix: ".xml" });
  const code = await run([...options, `--junit-path=${report}`, ...files], { quiet });
  const { failed, seconds } = readReport(await Deno.readTextFile(report));
  await Deno.remove(report);
  // A file that cannot be loaded fails the run without being in the report.
  if (code !== 0 && failed.length === 0) failed.push("an error outside of any test: look for it above");
  return { code, failed, seconds };
}

/** What a JUnit report says: names of failed tests with their file, seconds a file. */
export function readReport(xml: string): Omit<Outcome, "code"> {
  const failed: string[] = [], seconds = new Map<string, number>();
  for (const [, attributes, cases] of xml.matchAll(/<testsuite ([^>]*)>([^]*?)<\/testsuite>/g)) {
    const file = attribute(attributes, "name").replace(/^\.\//, "");
    let spent = 0;
    for (const [, own, body] of cases.matchAll(/<testcase ([^>]*?)(?:\/>|>([^]*?)<\/testcase>)/g)) {
      spent += Number(attribute(own, "time")) || 0;
      if (body?.includes("<failure") || body?.includes("<error")) failed.push(`${file}: ${attribute(own, "name")}`);
    }
    seconds.set(file, (seconds.get(file) ?? 0) + spent);
  }
  return { failed, seconds };
}

function attribute(attributes: string, name: string): string {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
  return value.replaceAll("&quot;", '"').replaceAll("&apos;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function tell(outcomes: Outcome[]): void {
  const slowest = outcomes.flatMap(({ seconds }) => [...seconds]).sort(([, one], [, other]) => other - one);
  console.log("\nslowest files:");
  for (const [file, seconds] of slowest.slice(0, SLOWEST_SHOWN)) {
    console.log(`${seconds.toFixed(1).padStart(7)} s  ${file}`);
  }
  const failed = outcomes.flatMap((outcome) => outcome.failed);
  if (failed.length > 0) console.log(`\nfailed:\n${failed.map((name) => `  ${name}`).join("\n")}`);
}

async function main(): Promise<number> {
  if (Deno.args.length > 0) return await run(Deno.args);
  const files = (await Promise.all(FOLDERS.map(testFiles))).flat();
  const isAlone = (file: string) => ALONE.some((place) => file.startsWith(place));
  const outcomes = [
    await runFiles(files.filter((file) => !isAlone(file)), { options: ["--parallel"] }),
    await runFiles(files.filter(isAlone), { options: [] }),
  ];
  tell(outcomes);
  return outcomes.every(({ code }) => code === 0) ? 0 : 1;
}

if (import.meta.main) Deno.exitCode = await main();
