/**
 * The parent of the core: starts it with its permissions, starts it again when it dies or falls silent, and after three
 * crashes in five minutes starts it in safe mode. Knows nothing of tables, plugins or bets.
 */
import { readProcessUsage } from "../cells/process_usage.ts";
import { RestartPolicy } from "../cells/restart_policy.ts";
import {
  CONTROL_MARK,
  type CoreSettings,
  EXIT_CANNOT_START,
  EXIT_FAILED,
  EXIT_RESTART,
  EXIT_WRONG_USAGE,
  heartbeat,
  HEARTBEAT_SILENCE_MAX_MS,
  USAGE_EVERY_MS,
  type UsageReport,
} from "./core_settings.ts";
import { linesOf } from "./lines.ts";
import { haltSignals } from "./stop_signals.ts";

/** Before the second and the third start of the core within five minutes; the fourth is in safe mode. */
const RESTART_DELAYS_MS = [500, 500];
/** A core that was asked to stop and has not after this is killed. */
export const STOP_MAX_MS = 10_000;

/** What `supervise()` needs: how to start the core, and where its words go. */
export interface SupervisorOptions {
  settings: CoreSettings;
  /** arguments of `deno run`, permissions first, then the module and its command */
  args: string[];
  onLine: (line: string) => void;
  onTrouble: (message: string) => void;
  /** default: the one that this runs on */
  os?: typeof Deno.build.os;
}

/** Keeps a core running until `stop` is aborted; returns the exit status for the command line. */
export async function supervise(options: SupervisorOptions, stop: StopRequests): Promise<number> {
  const policy = new RestartPolicy({ delaysMs: RESTART_DELAYS_MS });
  let settings = options.settings;
  while (true) {
    const onLine = (line: string) => {
      // A restarted core takes the same port, so that an open page goes on.
      settings = { ...settings, port: portOf(line) ?? settings.port };
      options.onLine(line);
    };
    const status = await runCore({ ...options, settings, onLine }, stop);
    if (stop.count > 0) return status;
    if (status === 0 || status === EXIT_WRONG_USAGE) return status;
    if (status === EXIT_RESTART) {
      settings = { ...settings, restarts: (settings.restarts ?? 0) + 1 };
      continue;
    }
    if (status === EXIT_CANNOT_START) return EXIT_FAILED;
    const delayMs = policy.crashed(performance.now());
    const safeMode = settings.safeMode || delayMs === null;
    settings = { ...settings, crashes: settings.crashes + 1, safeMode };
    options.onTrouble(
      `the core ended with status ${status} (crash ${settings.crashes}); starting it again` +
        (safeMode ? " in safe mode: page on, plugins and bets off" : ""),
    );
    await new Promise((resolve) => setTimeout(resolve, delayMs ?? RESTART_DELAYS_MS[0]));
    if (stop.count > 0) return status;
  }
}

/** One Ctrl+C reaches this process several times: from the terminal, from the task runner, from npx. */
export const SAME_REQUEST_MS = 1_000;

/** Stop signals as they come in; the first asks for an orderly stop, a second for one at once. */
export class StopRequests {
  count = 0;
  #lastMs = -Infinity;
  #listener: (() => void) | null = null;
  #onHalt: (() => void) | null = null;

  add(nowMs = performance.now()): void {
    if (nowMs - this.#lastMs < SAME_REQUEST_MS) return;
    this.#lastMs = nowMs;
    this.count += 1;
    this.#listener?.();
  }

  listen(listener: (() => void) | null): void {
    this.#listener = listener;
  }

  /** Has the core, where one runs, stop all betting. */
  halt(): void {
    this.#onHalt?.();
  }

  listenHalt(listener: (() => void) | null): void {
    this.#onHalt = listener;
  }
}

/**
 * Pictures of a screen are given back to the system when they are gone. As the C library is by itself, the first freed one
 * has it keep all later ones, in pieces that fit nothing else: with a page on calibration 277 MB became 602 within 80 s.
 */
const CORE_MEMORY = { MALLOC_MMAP_THRESHOLD_: "1048576", MALLOC_ARENA_MAX: "2" };

async function runCore(options: SupervisorOptions, stop: StopRequests): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args: options.args,
    env: CORE_MEMORY,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
    // A session of its own: Ctrl+C reaches this process only, which passes it on in order.
    detached: true,
  }).spawn();
  const kill = (signal: Deno.Signal) => {
    try {
      child.kill(signal);
    } catch { /* already gone */ }
  };
  let killTimer: ReturnType<typeof setTimeout> | undefined;
  // The pipe stays open as long as this process lives: its end tells the core to stop.
  const input = child.stdin.getWriter(), close = () => input.close().catch(() => {});
  const { os = Deno.build.os } = options;
  const passOn = () => {
    // A signal would end a core on Windows at once; there the pipe's end asks, and a second request kills.
    if (os !== "windows") kill("SIGTERM");
    else if (stop.count > 1) kill("SIGKILL");
    else void close();
    killTimer ??= setTimeout(() => kill("SIGKILL"), STOP_MAX_MS);
  };
  stop.listen(passOn);
  stop.listenHalt(() => haltSignals(os).forEach(kill));
  const send = (value: unknown) => input.write(new TextEncoder().encode(JSON.stringify(value) + "\n")).catch(() => {});
  const settingsSent = send(options.settings);
  let watched: number[] = [];
  const usageTimer = setInterval(async () => {
    const usage = await usageOf(watched);
    if (usage.length > 0) await send(usage);
  }, USAGE_EVERY_MS);
  const watchdog = new Watchdog(() => {
    options.onTrouble(`the core has been silent for ${HEARTBEAT_SILENCE_MAX_MS / 1000} s; killing it`);
    kill("SIGKILL");
  });
  try {
    for await (const line of linesOf(child.stdout)) {
      watchdog.alive();
      if (line.startsWith(CONTROL_MARK)) watched = pidsOf(line) ?? watched;
      else options.onLine(line);
    }
    await settingsSent;
    return (await child.status).code;
  } finally {
    watchdog.stop();
    clearInterval(usageTimer);
    clearTimeout(killTimer);
    stop.listen(null);
    stop.listenHalt(null);
    await close();
  }
}

function portOf(line: string): number | null {
  const port = /^page: http:\/\/127\.0\.0\.1:(\d+)\//.exec(line)?.[1];
  return port === undefined ? null : Number(port);
}

function pidsOf(line: string): number[] | null {
  try {
    return heartbeat.parse(JSON.parse(line.slice(CONTROL_MARK.length))).pids;
  } catch {
    return null;
  }
}

async function usageOf(pids: readonly number[]): Promise<UsageReport> {
  const found = await Promise.all(pids.map(async (pid) => ({ pid, usage: await readProcessUsage(pid) })));
  return found.flatMap(({ pid, usage }) => usage ? [{ pid, ...usage }] : []);
}

/** Calls back once when nobody called `alive()` for too long. */
class Watchdog {
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #bite: () => void;

  constructor(bite: () => void) {
    this.#bite = bite;
    this.alive();
  }

  alive(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#bite, HEARTBEAT_SILENCE_MAX_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
