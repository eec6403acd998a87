/**
 * Every test: first as many files at once as there are processors; then one after the other those that must be alone;
 * then the documentation's examples. A test that fails beside others is run once more alone, and named. Ends with the
 * slowest files, the names of what failed, and the count. Types are not checked again: `deno task ok` does.
 * Paths or options of `deno test` given to it go to a single run as they are: `deno task test tests/core/ops`.
 */
import { join, relative, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** Folders that hold tests. */
const FOLDERS = ["tests", "core/authoring/templates"];
/** Documentation whose examples are run. */
const EXAMPLES = ["core/sdk/"];
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
  "tests/e2e/killed_on_screen_test.ts",
  "tests/e2e/real_screen_test.ts",
  "tests/e2e/real_thing_test.ts",
];

/** What `deno test` says of a file that could not be run to its end. */
const UNCAUGHT = "(uncaught error)";
const OUTSIDE = "an error outside of any test: look for it above";

interface Outcome {
  code: number;
  passed: number;
  /** tests with the file that defines them */
  failed: FailedTest[];
  /** time of each file's tests */
  seconds: Map<string, number>;
}

interface FailedTest {
  /** from the project's root; empty: no test, but the run itself */
  file: string;
  name: string;
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

/** Runs `deno test` with the house's checks from the project's root; passes on what it says and returns it. */
async function run(args: string[], { quiet = false } = {}): Promise<{ code: number; said: string }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--sanitize-ops", "--sanitize-resources", ...args],
    ...{ cwd: ROOT, stdout: "piped", stderr: quiet ? "null" : "inherit" },
    // What is piped has no colours by itself.
    env: Deno.stdout.isTerminal() ? { FORCE_COLOR: "1" } : {},
  }).spawn();
  const decoder = new TextDecoder();
  let said = "";
  for await (const chunk of child.stdout) {
    said += decoder.decode(chunk, { stream: true });
    if (!quiet) process.stdout.write(chunk);
  }
  return { code: (await child.status).code, said };
}

/** Runs the files, with options of `deno test`. */
export async function runFiles(
  files: string[],
  { options, quiet }: { options: string[]; quiet?: boolean },
): Promise<Outcome> {
  const report = await Deno.makeTempFile({ prefix: "aviator-tests-", suffix: ".xml" });
  const { code, said } = await run([...options, `--junit-path=${report}`, ...files], { quiet });
  const found = readReport(await Deno.readTextFile(report));
  await Deno.remove(report);
  // A file that cannot be loaded fails the run without being in the report.
  const isOutside = found.failed.length === 0 || said.includes(UNCAUGHT);
  if (code !== 0 && isOutside) found.failed.push({ file: "", name: OUTSIDE });
  return { code, ...found };
}

/** What a JUnit report says: how many passed, failed tests with their file, seconds a file. */
export function readReport(xml: string): Omit<Outcome, "code"> {
  const failed: FailedTest[] = [], seconds = new Map<string, number>();
  let passed = 0;
  for (const [, attributes, cases] of xml.matchAll(/<testsuite ([^>]*)>([^]*?)<\/testsuite>/g)) {
    const file = attribute(attributes, "name").replace(/^\.\//, "");
    let spent = 0;
    for (const [, own, body = ""] of cases.matchAll(/<testcase ([^>]*?)(?:\/>|>([^]*?)<\/testcase>)/g)) {
      spent += Number(attribute(own, "time")) || 0;
      if (/<failure|<error/.test(body)) failed.push({ file, name: attribute(own, "name") });
      else if (!body.includes("<skipped")) passed += 1;
    }
    seconds.set(file, (seconds.get(file) ?? 0) + spent);
  }
  return { passed, failed, seconds };
}

function attribute(attributes: string, name: string): string {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
  return value.replaceAll("&quot;", '"').replaceAll("&apos;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** The test files that define what failed: themselves, or those that take a helper's tests in. */
export async function filesOf(failed: FailedTest[], files: string[]): Promise<string[]> {
  const fromRoot = (...parts: string[]) => relative(ROOT, resolve(ROOT, ...parts));
  const defining = new Set(failed.map(({ file }) => fromRoot(file)));
  const found: string[] = [];
  for (const file of files) {
    const text = await Deno.readTextFile(resolve(ROOT, file));
    const imports = [...text.matchAll(/from "(\.[^"]+)"/g)].map(([, path]) => fromRoot(file, "..", path));
    if ([fromRoot(file), ...imports].some((path) => defining.has(path))) found.push(file);
  }
  return found;
}

/** Runs files beside each other, and what failed once more alone; an error outside of a test stands. */
export async function runTogether(
  files: string[],
  { quiet }: { quiet?: boolean } = {},
): Promise<Outcome & { onlyAlone: FailedTest[] }> {
  const first = await runFiles(files, { options: ["--no-check", "--parallel"], quiet });
  const suspects = first.failed.some(({ file }) => file === "") ? [] : await filesOf(first.failed, files);
  if (suspects.length === 0) return { ...first, onlyAlone: [] };
  const again = await runFiles(suspects, { options: ["--no-check"], quiet });
  const isStillFailed = ({ file, name }: FailedTest) =>
    again.failed.some((test) => test.file === "" || test.file === file && test.name === name);
  const onlyAlone = first.failed.filter((test) => !isStillFailed(test));
  return { ...first, code: again.code, failed: again.failed, passed: first.passed + onlyAlone.length, onlyAlone };
}

function tell(outcomes: Outcome[], onlyAlone: FailedTest[]): void {
  const lines = (tests: FailedTest[]) => tests.map(({ file, name }) => `  ${file}: ${name}`).join("\n");
  const slowest = outcomes.flatMap(({ seconds }) => [...seconds]).sort(([, one], [, other]) => other - one);
  console.log("\nslowest files:");
  for (const [file, seconds] of slowest.slice(0, SLOWEST_SHOWN)) {
    console.log(`${seconds.toFixed(1).padStart(7)} s  ${file}`);
  }
  const failed = outcomes.flatMap((outcome) => outcome.failed);
  if (onlyAlone.length > 0) console.log(`\nfailed beside others, passed alone:\n${lines(onlyAlone)}`);
  if (failed.length > 0) console.log(`\nfailed:\n${lines(failed)}`);
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  console.log(`\nall tests: ${passed} passed, ${failed.length} failed`);
}

async function main(): Promise<number> {
  if (Deno.args.length > 0) return (await run(Deno.args)).code;
  const files = (await Promise.all(FOLDERS.map(testFiles))).flat();
  const isAlone = (file: string) => ALONE.some((place) => file.startsWith(place));
  const together = files.filter((file) => !isAlone(file));
  const beside = await runTogether(together);
  const alone = await runFiles(files.filter(isAlone), { options: ["--no-check"] });
  const examples = await runFiles(EXAMPLES, { options: ["--doc"] });
  const outcomes = [beside, alone, examples];
  tell(outcomes, beside.onlyAlone);
  return outcomes.every(({ code }) => code === 0) ? 0 : 1;
}

if (import.meta.main) Deno.exitCode = await main();
