/** How a cell's process is started: every flag and wrapper that takes rights away. Grants nothing but reading the bundle's folder. */
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { HostError } from "../protocol/errors.ts";
import { QUOTAS, type Quotas } from "../protocol/quotas.ts";

/** Of a cell's memory, what is not the plugin's own JavaScript: pixels, code, the engine. */
const BESIDE_HEAP_MEGABYTES = 192;
const HEAP_MEGABYTES_MIN = 32;
/** Private memory that the kernel lets a cell have at all; the watchdog's limit is lower but looks only now and then. */
const CELL_DATA_BYTES_MAX = 2_147_483_648;
const CELL_FILES_MAX = 128;
/** glibc keeps a heap a thread, and what was freed of it: a megabyte a cell that nobody uses again. */
const FRUGAL = { MALLOC_ARENA_MAX: "1", MALLOC_TRIM_THRESHOLD_: "65536" };
const MAIN_FILE = fileURLToPath(new URL("./cell_main.js", import.meta.url));
/** Below a file nothing can be made, on any system: neither the Cache API nor a module cache can grow. */
const NO_FOLDER = join(MAIN_FILE, "none");

/** What a cell may do; nothing that is not here. */
export interface CellGrant {
  /** the plugin's one file, alone in its folder */
  bundleFile: string;
  /** what it may use; unless told, what all may */
  quotas?: Quotas;
}

/** A program with its arguments and its whole environment. */
export interface CellCommand {
  program: string;
  args: string[];
  env: Record<string, string>;
}

/**
 * The command that starts a cell.
 *
 * @throws {HostError} `bad_config` when the folder's name cannot be given as a permission
 */
export async function cellCommand(grant: CellGrant): Promise<CellCommand> {
  const folder = dirname(grant.bundleFile);
  if (folder.includes(",")) throw new HostError("bad_config", `Cannot run plugins from ${folder}: it has a comma`);
  const [program, ...args] = [
    ...await wrappers(),
    Deno.execPath(),
    "run",
    ...flags(folder, heapMegabytes(grant.quotas)),
    MAIN_FILE,
  ];
  return {
    program,
    args: [...args, pathToFileURL(grant.bundleFile).href, folder],
    env: { DENO_DIR: NO_FOLDER, NO_COLOR: "1", ...FRUGAL },
  };
}

/** The JavaScript heap that a cell has, of the memory that it may use. */
export function heapMegabytes({ memoryMegabytes }: Quotas = QUOTAS): number {
  return Math.max(HEAP_MEGABYTES_MIN, memoryMegabytes - BESIDE_HEAP_MEGABYTES);
}

function flags(folder: string, heap: number): string[] {
  return [
    "--quiet",
    "--no-prompt",
    "--no-remote",
    "--no-npm",
    "--cached-only",
    "--deny-import",
    "--no-config",
    "--no-lock",
    "--no-code-cache",
    "--unstable-worker-options",
    `--v8-flags=--max-old-space-size=${heap}`,
    `--allow-read=${folder}`,
  ];
}

let found: Promise<string[]> | null = null;

/** Linux's own limits, where their programs are there: dies with its parent, no new privileges, few files, no core dump. */
function wrappers(): Promise<string[]> {
  return found ??= (async () => [
    ...await runs("setpriv") ? ["setpriv", "--pdeathsig", "KILL", "--no-new-privs"] : [],
    ...await runs("prlimit")
      ? ["prlimit", "--core=0", `--nofile=${CELL_FILES_MAX}`, `--data=${CELL_DATA_BYTES_MAX}`]
      : [],
  ])();
}

async function runs(program: string): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  try {
    const { success } = await new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" })
      .output();
    return success;
  } catch {
    return false;
  }
}
