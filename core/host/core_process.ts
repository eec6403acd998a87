/** The core's process: takes its settings from the supervisor, runs the host and the page, and ends in order when asked to. */
import { join } from "node:path";
import { type Config, loadConfig } from "../ops/config.ts";
import {
  CONTROL_MARK,
  type CoreSettings,
  EXIT_CANNOT_START,
  EXIT_FAILED,
  EXIT_RESTART,
  EXIT_WRONG_USAGE,
  HEARTBEAT_EVERY_MS,
  parseCoreSettings,
} from "../ops/core_settings.ts";
import { type Log, LogFile, startLog } from "../ops/log.ts";
import { linesOf } from "../ops/lines.ts";
import { Measures } from "../ops/measures.ts";
import { removeRunFile, writeRunFile } from "../ops/run_file.ts";
import { onHaltSignals, onStopSignals } from "../ops/stop_signals.ts";
import { STATISTICS_EVERY_MS, statisticsLines } from "../ops/statistics.ts";
import { type ErrorCode, HostError } from "../protocol/errors.ts";
import { buildPageBundle } from "../server/page_bundle.ts";
import { ScriptTokens } from "../server/script_tokens.ts";
import { type RunningServer, startServer } from "../server/server.ts";
import { JobDesk } from "../jobs/job_desk.ts";
import { openCalibration } from "./calibration_setup.ts";
import { ConfigDesk } from "./config_desk.ts";
import { Host } from "./host.ts";
import { OperationsDesk } from "./operations_desk.ts";
import { asPlayed } from "./replay_config.ts";
import { UsageFeed } from "./usage_feed.ts";

/** What the user's configuration asks for and this machine does not have. */
const USAGE_ERRORS: readonly ErrorCode[] = ["bad_config", "screen", "device"];

/** Runs until stopped; returns the exit status. */
export async function runCore(): Promise<number> {
  const usage = new UsageFeed();
  const { settings, parentGone } = await readSettings(usage);
  await Deno.mkdir(join(settings.dataDir, "logs"), { recursive: true });
  using file = new LogFile(join(settings.dataDir, "logs", "aviator.log"));
  const log = startLog(file, { console: true, nowMs: () => Date.now() });
  const stop = stopRequests(parentGone);
  const heartbeat = setInterval(
    () => say(CONTROL_MARK + JSON.stringify({ pids: usage.wanted() })),
    HEARTBEAT_EVERY_MS,
  );
  try {
    await runHost(settings, { log, stop, usage });
    return stop.wantsRestart() ? EXIT_RESTART : 0;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    log("error", "core", error.message);
    // After a crash the world may come back: the supervisor tries again, and ends in safe mode.
    if (settings.crashes > 0) return EXIT_FAILED;
    return USAGE_ERRORS.includes(error.code) ? EXIT_WRONG_USAGE : EXIT_CANNOT_START;
  } finally {
    clearInterval(heartbeat);
    // What is left, such as the read of standard input, must not keep a finished core alive.
    setTimeout(() => Deno.exit(), 0);
  }
}

interface StopRequest {
  /** resolves at the first request */
  first: Promise<string>;
  /** resolves at the second */
  second: Promise<string>;
  /** asks for an orderly end, and for a new start after it */
  restart: (reason: string) => void;
  wantsRestart: () => boolean;
}

async function runHost(
  settings: CoreSettings,
  { log, stop, usage }: { log: Log; stop: StopRequest; usage: UsageFeed },
): Promise<void> {
  const config = asPlayed(await loadConfig(settings.configFile ?? undefined, { data: settings.dataDir }));
  const bundle = buildPageBundle();
  // Its failure is met where it is awaited.
  bundle.catch(() => {});
  const measures = new Measures();
  const host = await Host.start({ settings, config, log, measures, usageOf: (pid) => usage.of(pid) });
  using _halts = onHaltSignals((signal) => void host.halt(`halted by ${signal}`));
  using calibration = openCalibration(host.screen, { dataDir: settings.dataDir });
  await using jobs = await openJobs(settings, { config, log });
  const server = await startServer({
    host,
    calibration,
    jobs,
    operations: new OperationsDesk(host, settings),
    configuration: new ConfigDesk({
      ...{ ...settings, running: config, log, restart: stop.restart },
      apply: (changed) => host.applySettings(changed),
    }),
    noteCall: measures.note,
    port: settings.port ?? config.port,
    bundle,
    token: settings.token,
    scripts: new ScriptTokens(settings.dataDir, (message) => log("error", "tokens", message)),
    log: (level, message) => log(level, "server", message),
  });
  await writeRunFile(settings.dataDir, { url: server.url, token: server.token, pid: Deno.pid });
  say(`page: ${server.url}`);
  if (config.source === "virtual") {
    log("info", "core", "virtual tables, virtual money: nothing touches the real screen");
  }
  if (config.source === "replay") {
    void Promise.race([host.screenEnded.then(() => true), stop.first.then(() => false)])
      .then((over) => over && log("info", "core", "the recording is over; the page stays until you stop"));
  }
  const statistics = setInterval(() => void printStatistics(host, log), STATISTICS_EVERY_MS);
  log("info", "core", `stopping: ${await stop.first}`);
  clearInterval(statistics);
  const stopped = stopInOrder({ host, server, settings, log });
  await Promise.race([stopped, stop.second.then((reason) => log("warning", "core", `ending at once: ${reason}`))]);
}

function openJobs(
  { projectDir, dataDir, denoDir, pluginDirs = [] }: CoreSettings,
  { config, log }: { config: Config; log: Log },
) {
  return JobDesk.open({
    ...{ projectDir, dataDir, denoDir, pluginDirs: [...config.plugins, ...pluginDirs] },
    clock: { nowMs: Date.now },
    onTrouble: (message) => log("warning", "jobs", message),
  });
}

async function stopInOrder(
  { host, server, settings, log }: { host: Host; server: RunningServer; settings: CoreSettings; log: Log },
): Promise<void> {
  await host[Symbol.asyncDispose]();
  await printStatistics(host, log);
  await server[Symbol.asyncDispose]();
  await removeRunFile(settings.dataDir);
}

async function printStatistics(host: Host, log: Log): Promise<void> {
  const counts = { ...host.counts(), tables: host.state().tables };
  for (const line of statisticsLines(await host.lookNow(), counts)) log("info", "statistics", line);
}

/** Ctrl+C and requests to end come as signals from the supervisor; the end of its pipe means that it is gone. */
function stopRequests(parentGone: Promise<void>): StopRequest {
  const first = Promise.withResolvers<string>(), second = Promise.withResolvers<string>();
  let asked = false, wantsRestart = false;
  const ask = (reason: string) => {
    (asked ? second : first).resolve(reason);
    asked = true;
  };
  onStopSignals((signal) => ask(`asked by ${signal}`));
  void parentGone.then(() => ask("the supervisor is gone"));
  const restart = (reason: string) => {
    wantsRestart = true;
    ask(reason);
  };
  return { first: first.promise, second: second.promise, restart, wantsRestart: () => wantsRestart };
}

async function readSettings(usage: UsageFeed): Promise<{ settings: CoreSettings; parentGone: Promise<void> }> {
  const lines = linesOf(Deno.stdin.readable);
  const first = await lines.next();
  if (first.done) throw new HostError("bad_config", "Cannot start the core: it is started by `start`, not by hand");
  const parentGone = (async () => {
    for await (const line of lines) usage.take(line);
  })();
  return { settings: parseCoreSettings(first.value), parentGone };
}

/** A line on standard output, in one write. */
function say(line: string): void {
  const bytes = new TextEncoder().encode(line + "\n");
  try {
    for (let sent = 0; sent < bytes.length;) sent += Deno.stdout.writeSync(bytes.subarray(sent));
  } catch { /* the supervisor is gone: its pipe's end stops the core */ }
}
