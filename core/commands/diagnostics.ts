/**
 * A diagnostics bundle: one JSON file with what somebody needs who is to help, without secrets. It may be read by
 * strangers: settings of plugins, addresses behind their host, and long words that may be keys are left out.
 */
import { join } from "node:path";
import { HIDDEN } from "../cells/secret_settings.ts";
import { logPath, LogSearch } from "../ops/log_search.ts";
import { loadConfig } from "../ops/config.ts";
import { readPerformance } from "../ops/performance_file.ts";

const LOG_LINES = 1_000;
const TOUCHES_FILE = "touches.json";

export interface DiagnosticsOptions {
  dataDir: string;
  configFile?: string;
  /** what `doctor` found */
  findings: unknown;
}

/** Gathers it; a part that cannot be read says why. */
export async function diagnose(
  { dataDir, configFile, findings }: DiagnosticsOptions,
): Promise<Record<string, unknown>> {
  return {
    version: 1,
    madeAtMs: Date.now(),
    program: { deno: Deno.version, os: Deno.build },
    findings,
    configuration: await part(async () => withoutSecrets(await loadConfig(configFile, { data: dataDir }))),
    files: await part(() => filesOf(dataDir)),
    performance: await part(() => readPerformance(dataDir)),
    touches: await part(async () => JSON.parse(await Deno.readTextFile(join(dataDir, TOUCHES_FILE)))),
    log: await part(async () => (await new LogSearch(logPath(dataDir)).find({ limit: LOG_LINES })).entries.map(clean)),
  };
}

async function part<T>(make: () => Promise<T>): Promise<T | { missing: string }> {
  try {
    return await make();
  } catch (error) {
    return { missing: withoutAddresses((error as Error).message) };
  }
}

/** Settings of plugins and all addresses: nobody says which of them are secrets. */
function withoutSecrets<Config extends object>(config: Config): unknown {
  return JSON.parse(
    JSON.stringify(config, (key, value) => {
      if (key === "settings") return Object.fromEntries(Object.keys(value).map((plugin) => [plugin, HIDDEN]));
      return key === "token" || (typeof value === "string" && /^[a-z]+:\/\//.test(value)) ? HIDDEN : value;
    }),
  );
}

function clean<Entry extends { message: string }>(entry: Entry): Entry {
  return { ...entry, message: withoutAddresses(entry.message) };
}

/** Of an address the host stays: the rest may carry a key. Of words so long that they may be one nothing stays. */
function withoutAddresses(text: string): string {
  return text.replaceAll(/\b[a-z]+:\/\/[^\s"')]+/g, (address) => {
    const url = URL.parse(address);
    return url ? `${url.protocol}//${url.host}/…` : "…";
  }).replaceAll(/[A-Za-z0-9_-]{24,}/g, "…");
}

async function filesOf(dataDir: string): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for await (const { name, isFile } of Deno.readDir(dataDir)) {
    if (isFile) sizes[name] = (await Deno.stat(join(dataDir, name))).size;
  }
  return sizes;
}
