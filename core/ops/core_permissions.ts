/** What the core may do: the flags of its `deno run`. Everything not listed is denied. */
import { join } from "node:path";

/** What decides the permissions of one start. */
export interface CorePermissionInput {
  projectDir: string;
  dataDir: string;
  denoDir: string;
  configFile: string | null;
  /** further plugin folders of the configuration */
  pluginDirs: string[];
  /** further flags that the real screen needs; none for the virtual one */
  screenFlags: string[];
  /** hosts with ports that rows are forwarded to */
  forwardHosts: string[];
}

/** Programs that the core starts beside Deno: on Linux two that tighten a cell, and one that keeps long work from the screens' way. */
export const PROGRAMS: readonly string[] = ["setpriv", "prlimit", "nice"];

/** Environment that libraries ask for while they load; none of it is a secret. */
export const ENVIRONMENT: readonly string[] = [
  "NAPI_RS_*",
  "DISABLE_SYSTEM_FONTS_LOAD",
  "NODE_*",
  "HOME",
  "PATH",
  "TERM",
  "TMPDIR",
  "DENO_DIR",
];

/** Flags of the core's `deno run`. */
export function corePermissionFlags(input: CorePermissionInput): string[] {
  const packages = join(input.denoDir, "npm");
  const read = [input.projectDir, input.dataDir, input.denoDir, "/usr/bin/ldd", ...input.pluginDirs];
  if (input.configFile !== null) read.push(input.configFile);
  return [
    "--no-prompt",
    "--unstable-worker-options",
    `--config=${join(input.projectDir, "deno.json")}`,
    `--allow-read=${read.join(",")}`,
    `--allow-write=${input.dataDir}`,
    `--allow-net=${["127.0.0.1", "localhost", ...input.forwardHosts].join(",")}`,
    `--allow-run=${[Deno.execPath(), ...PROGRAMS].join(",")}`,
    `--allow-env=${ENVIRONMENT.join(",")}`,
    "--allow-sys=cpus,osRelease,hostname,homedir,systemMemoryInfo",
    `--allow-ffi=${packages}`,
    ...input.screenFlags,
  ];
}
