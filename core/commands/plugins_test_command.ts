/** `plugins test`: the conformance suite over one folder, then the folder's own tests; with `--replay` what was recorded. */
import { resolve } from "node:path";
import { CheckList, type CheckResult, Finding } from "../authoring/check_list.ts";
import { checkConformance } from "../authoring/conformance.ts";
import { parseRecord, replayMessages } from "../authoring/replay_messages.ts";
import { PluginStore } from "../cells/plugin_store.ts";
import { readFolder } from "../cells/plugin_folder.ts";
import { inert } from "../ops/log.ts";
import { HostError } from "../protocol/errors.ts";
import type { CommonOptions } from "./common_options.ts";
import { PROJECT_DIR } from "./project.ts";

const OWN_TESTS_MS_MAX = 120_000;
const SAID_CHARACTERS_MAX = 4_000;

export interface TestPluginOptions extends CommonOptions {
  /** JSON of the settings to try it with */
  settings?: string;
  /** a recording of its messages, instead of the suite */
  replay?: string;
}

/** Prints a line a check; returns 1 when one failed. */
export async function testPlugin(dir: string, options: TestPluginOptions): Promise<number> {
  const settings = parseSettings(options.settings);
  if (options.replay !== undefined) return await replay(dir, { file: options.replay, settings, json: options.json });
  const list = new CheckList((result) => {
    if (!options.json) console.log(lineOf(result));
  });
  const scratchDir = await Deno.makeTempDir({ prefix: "aviator-test-" });
  try {
    const plugin = await checkConformance(list, { folder: dir, settings, scratchDir });
    if (plugin !== null) await list.check("its own tests", () => runOwnTests(resolve(dir)));
  } finally {
    await Deno.remove(scratchDir, { recursive: true });
  }
  const { results, passed } = list, failed = results.filter(({ ok }) => !ok).length;
  if (options.json) console.log(JSON.stringify({ folder: resolve(dir), passed, checks: results }));
  else console.log(passed ? `all ${results.length} checks passed` : `${failed} of ${results.length} checks failed`);
  return passed ? 0 : 1;
}

/** Prints each answer that is not the recorded one; returns 1 when there is one. */
async function replay(
  dir: string,
  { file, settings, json }: { file: string; settings: Record<string, unknown>; json?: boolean },
): Promise<number> {
  const text = await Deno.readTextFile(file).catch((cause) => {
    throw new HostError("bad_config", `Cannot replay ${file}: ${cause.message}`, { cause });
  });
  const record = parseRecord(text, file), { header } = record;
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-test-" });
  try {
    const plugin = await new PluginStore({ folders: [], dataDir }).loadFolder(resolve(dir));
    const outcome = await replayMessages(plugin, { record, settings });
    const { replayed, skipped, differences } = outcome;
    if (json) console.log(JSON.stringify({ folder: resolve(dir), ...header, ...outcome }));
    else {
      if (!header.complete) {
        console.log("the record begins in the middle: what the plugin kept from before is not in it");
      }
      if (plugin.hash !== header.hash) console.log("the folder has changed since it was recorded");
      for (const difference of differences) console.log(`differs: ${inert(difference)}`);
      if (skipped > 0) console.log(`${skipped} frames were not replayed: their pixels are not recorded`);
      console.log(
        `${replayed} messages replayed, ${differences.length} differences; saved because: ${inert(header.reason)}`,
      );
    }
    return differences.length === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Finding)) throw error;
    console.error(inert(error.message));
    return 1;
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

function lineOf({ check, ok, detail }: CheckResult): string {
  return `${ok ? "ok  " : "FAIL"}  ${check.padEnd(32)} ${inert(detail)}`;
}

function parseSettings(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch { /* said below */ }
  throw new HostError(
    "bad_config",
    `Cannot use --settings ${text}: a JSON object such as {"stakeMinor":500} is wanted`,
  );
}

/**
 * Runs the folder's tests with the program's own import map, so that `@aviator/sdk` is found wherever the folder lies. They may
 * read their folder and nothing else; nothing is fetched.
 */
async function runOwnTests(folder: string): Promise<string> {
  const { files } = await readFolder(folder);
  const tests = [...files.keys()].filter((file) => /(^|[_./])test\.[jt]sx?$/.test(file));
  if (tests.length === 0) return "none: a file such as main_test.ts would hold what it should do";
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["test", "--quiet", "--no-prompt", "--frozen", "--cached-only", `--allow-read=${folder}`],
      ...["--config", resolve(PROJECT_DIR, "deno.json"), ...tests],
    ],
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdin: "null",
    signal: AbortSignal.timeout(OWN_TESTS_MS_MAX),
  }).output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  if (!success) throw new Finding(`they fail:\n${said.trim().slice(0, SAID_CHARACTERS_MAX)}`);
  return /\d+ passed/.exec(said)?.[0] ?? "passed";
}
