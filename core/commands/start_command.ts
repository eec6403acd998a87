/** `start`: checks the configuration, then keeps the core running until it is asked to stop. */
import { dirname, join, resolve } from "node:path";
import { hostsOf } from "../forwarding/forwarding_service.ts";
import { deadManHosts } from "../host/dead_man.ts";
import { corePermissionFlags } from "../ops/core_permissions.ts";
import { type Config, loadConfig } from "../ops/config.ts";
import type { CoreSettings } from "../ops/core_settings.ts";
import { onHaltSignals, onStopSignals } from "../ops/stop_signals.ts";
import { StopRequests, supervise } from "../ops/supervisor.ts";
import { HostError } from "../protocol/errors.ts";
import { RecordingFile } from "../recording/recording_file.ts";
import { desktopPermissions } from "../screen/desktop_permissions.ts";
import type { CommonOptions } from "./common_options.ts";
import { denoDir, PROJECT_DIR } from "./project.ts";

export interface StartOptions extends CommonOptions {
  port?: number;
  seed?: number;
  /** pop-ups over each virtual table an hour */
  popups?: number;
  speed?: number;
  open?: boolean;
  /** further plugin folders */
  plugins?: string[];
  /** file that the session is recorded to */
  record?: string;
  /** whole windows instead of regions and controls */
  recordFull?: boolean;
}

/** Runs until stopped; returns the exit status. */
export async function start(options: StartOptions): Promise<number> {
  const configFile = options.config === undefined ? null : resolve(options.config);
  const config = await loadConfig(configFile ?? undefined, { data: resolve(options.data) });
  if (config.source === "desktop" && options.speed !== undefined && options.speed !== 1) {
    throw new HostError("bad_config", `Cannot run at speed ${options.speed}: a real screen runs at 1`);
  }
  const dataDir = resolve(options.data);
  await Deno.mkdir(dataDir, { recursive: true });
  const settings: CoreSettings = {
    dataDir,
    projectDir: PROJECT_DIR,
    denoDir: await denoDir(),
    configFile,
    pluginDirs: options.plugins?.map((dir) => resolve(dir)),
    port: options.port ?? null,
    token: crypto.randomUUID().replaceAll("-", ""),
    seed: options.seed ?? 1,
    popupsAnHour: options.popups,
    speed: options.speed ?? 1,
    worldStartMs: config.source === "replay" ? startOfRecording(resolve(config.recording ?? "")) : Date.now(),
    record: options.record === undefined
      ? undefined
      : { file: resolve(options.record), full: options.recordFull ?? false },
    crashes: 0,
    safeMode: false,
  };
  const flags = corePermissionFlags({
    ...settings,
    pluginDirs: [...config.plugins, ...options.plugins ?? []].map((dir) => resolve(dir)),
    screenFlags: screenFlags(config, settings),
    forwardHosts: [...hostsOf(config), ...deadManHosts(config)],
  });
  const stop = new StopRequests();
  using _signals = onStopSignals(() => stop.add());
  using _halts = onHaltSignals(() => stop.halt());
  return await supervise({
    settings,
    args: ["run", ...flags, join(PROJECT_DIR, "main.ts"), "core"],
    onLine: (line) => {
      console.log(line);
      if (line.startsWith("page: ") && options.open !== false) openBrowser(line.slice("page: ".length));
    },
    onTrouble: (message) => console.error(`supervisor: ${message}`),
  }, stop);
}

/** What the core needs beyond its own folders to see the screen, to play a recording and to make one. */
function screenFlags({ source, recording }: Config, { record }: CoreSettings): string[] {
  const folder = record && dirname(record.file);
  return [
    ...(source === "desktop" ? desktopPermissions() : []),
    ...(source === "replay" ? [`--allow-read=${resolve(recording ?? "")}`] : []),
    ...(folder ? [`--allow-read=${folder}`, `--allow-write=${folder}`] : []),
  ];
}

function startOfRecording(path: string): number {
  using file = RecordingFile.open(path);
  return file.startMs;
}

const OPENERS: Partial<Record<typeof Deno.build.os, string[]>> = {
  linux: ["xdg-open"],
  darwin: ["open"],
  windows: ["explorer"],
};

/** Opens the page for somebody who sits at a terminal; nobody else wants a browser. */
function openBrowser(url: string): void {
  const opener = OPENERS[Deno.build.os];
  if (!opener || !Deno.stdout.isTerminal()) return;
  try {
    new Deno.Command(opener[0], { args: [url], stdout: "null", stderr: "null", stdin: "null" }).spawn().unref();
  } catch { /* no such program: the address is printed anyway */ }
}
