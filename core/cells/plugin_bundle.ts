/**
 * Makes one JavaScript file of a plugin, the SDK and the cell's runtime, by child processes that run none of its code.
 * Refuses a plugin whose imports reach anything but its own folder and the SDK.
 */
import { runBundler } from "../bundler.ts";
import { HostError } from "../protocol/errors.ts";
import { z } from "zod";
import { fileURLToPath, pathToFileURL } from "node:url";

const GRAPH_DEADLINE_MS = 30_000;
const COMPLAINT_CHARACTERS_MAX = 300;

const CORE_FOLDER = fileURLToPath(new URL("../", import.meta.url));
const CONFIG_FILE = fileURLToPath(new URL("../../deno.json", import.meta.url));
const RUNTIME_URL = new URL("./plugin_runtime.ts", import.meta.url).href;
const SDK_URL = new URL("../sdk/sdk.ts", import.meta.url).href;
/** Nothing is fetched, no package resolved, no lock file touched. */
const CLOSED = ["--no-remote", "--no-npm", "--no-lock", "--config", CONFIG_FILE];

const resolved = z.object({ specifier: z.string().optional(), error: z.string().optional() });
const graph = z.object({
  modules: z.array(z.object({
    specifier: z.string(),
    kind: z.string().optional(),
    error: z.string().optional(),
    local: z.string().optional(),
    dependencies: z.array(z.object({ specifier: z.string(), code: resolved.optional(), type: resolved.optional() }))
      .optional(),
  })),
});
export type ModuleGraph = z.infer<typeof graph>;

/** The module that starts a plugin: `entryFile`, or the table reader where the plugin has no code. */
export function startModule(entryFile: string | null): string {
  const load = entryFile === null
    ? `import(${JSON.stringify(SDK_URL)}).then(({ declaredTable }) => ({ default: declaredTable }))`
    : `import(${JSON.stringify(pathToFileURL(entryFile).href)})`;
  return `import { runPlugin } from ${JSON.stringify(RUNTIME_URL)};\nawait runPlugin(() => ${load});\n`;
}

/** Bundles the module `startFile` into `outFile`; see `checkGraph()` for what must be checked before. */
export async function bundle(startFile: string, outFile: string): Promise<void> {
  taken("bundle", await runBundler([...CLOSED, "--platform", "deno", "--output", outFile, startFile]));
}

/** Lists all modules that `startFile` would load; runs none of them and fetches nothing. */
export async function readGraph(startFile: string): Promise<ModuleGraph> {
  return graph.parse(JSON.parse(await runDeno(["info", "--quiet", "--json", ...CLOSED, startFile])));
}

/** Files of the core that become part of every plugin's bundle. */
export function coreFiles(modules: ModuleGraph): string[] {
  return modules.modules.flatMap(({ local }) => local?.startsWith(CORE_FOLDER) ? [local] : []).sort();
}

/**
 * Checks that every module under `sourceFolder` imports only modules under it, or the SDK.
 *
 * @throws {HostError} `bad_manifest`, naming module and import
 */
export function checkGraph({ modules }: ModuleGraph, sourceFolder: string): void {
  const inside = `${pathToFileURL(sourceFolder).href}/`;
  const shown = (specifier: string) => specifier.slice(inside.length);
  for (const module of modules) {
    // The core's own modules are trusted; the graph shows even those of which only types are used.
    if (!module.specifier.startsWith(inside)) continue;
    for (const { specifier, code, type } of module.dependencies ?? []) {
      const wrong = [code, type].find((target) => target && !allowed(target, inside));
      if (wrong) {
        throw refusal(`${shown(module.specifier)} imports ${specifier}`, "only its own folder and @aviator/sdk");
      }
    }
    if (module.error) throw refusal(shown(module.specifier), inOneLine(module.error.replaceAll(inside, "")));
    if (module.kind !== "esm" && module.kind !== "asserted") {
      throw refusal(shown(module.specifier), `a module of kind ${module.kind}`);
    }
  }
}

function allowed({ specifier }: z.infer<typeof resolved>, inside: string): boolean {
  return specifier !== undefined && (specifier === SDK_URL || specifier.startsWith(inside));
}

/** A complaint of Deno's without the picture of the source that stands in it: its first line, and the last that says where. */
function inOneLine(complaint: string): string {
  const lines = complaint.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const where = lines.slice(1).findLast((line) => /^at \S+:\d+:\d+$/.test(line));
  return [lines[0] ?? "", ...where ? [where] : []].join(" ").slice(0, COMPLAINT_CHARACTERS_MAX);
}

function refusal(what: string, why: string): HostError {
  return new HostError("bad_manifest", `Cannot bundle: ${what}: ${why}`);
}

async function runDeno(args: string[]): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), {
    args,
    env: { NO_COLOR: "1" },
    stdin: "null",
    signal: AbortSignal.timeout(GRAPH_DEADLINE_MS),
  });
  return taken(args[0], await command.output());
}

/** What a `deno` command wrote, or its complaint as a refusal. */
function taken(command: string, { success, stdout, stderr }: Deno.CommandOutput): string {
  if (success) return new TextDecoder().decode(stdout);
  throw refusal(`deno ${command}`, inOneLine(new TextDecoder().decode(stderr).trim()));
}
