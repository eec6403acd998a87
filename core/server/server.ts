/** Starts and stops the web server: one loopback port, one token a start. It decides nothing about requests. */
import { HostError } from "../protocol/errors.ts";
import type { BetState } from "../protocol/bet.ts";
import type { Calibration } from "../protocol/calibration.ts";
import type { JobControls } from "../protocol/job.ts";
import type { ConfigurationControls } from "../protocol/configuration.ts";
import type { Operations } from "../protocol/operations.ts";
import type { PageHost } from "../protocol/page.ts";
import type { NoteCall } from "../protocol/performance.ts";
import { newToken } from "./access_token.ts";
import { createApp, type ServerLog } from "./app.ts";
import { LiveHub } from "./live_hub.ts";
import type { PageBundle } from "./page_bundle.ts";
import type { ScriptTokens } from "./script_tokens.ts";

/** How long a stop waits for answers under way. */
const STOP_MS_MAX = 1_000;
const LOOPBACK_NAMES: readonly string[] = ["127.0.0.1", "localhost"];

export interface ServerOptions {
  host: PageHost;
  /** none: the page cannot calibrate */
  calibration?: Calibration;
  /** none: nothing is said of how the program is run */
  operations?: Operations;
  /** none: the page cannot start long work */
  jobs?: JobControls;
  /** none: the page cannot change it */
  configuration?: ConfigurationControls;
  /** where it is noted how long answers take */
  noteCall?: NoteCall;
  /** 0 for any free one */
  port: number;
  bundle: PageBundle | Promise<PageBundle>;
  /** default: a new random one */
  token?: string;
  scripts?: ScriptTokens;
  /** loopback only */
  hostname?: string;
  log: ServerLog;
}

export interface RunningServer extends AsyncDisposable {
  /** the address to open, token included */
  readonly url: string;
  readonly token: string;
  readonly port: number;
}

/**
 * Serves the page and the API.
 *
 * @throws {HostError} `bad_config` when the port cannot be used
 * @throws {RangeError} when `hostname` is not a loopback one
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, log, hostname = "127.0.0.1", token = newToken() } = options;
  if (!LOOPBACK_NAMES.includes(hostname)) throw new RangeError(`Cannot serve on ${hostname}: loopback only`);
  const bundle = await options.bundle;
  const stop = new AbortController();
  let fetch: (request: Request) => Response | Promise<Response> = () => new Response(null, { status: 503 });
  const server = listen({ hostname, port: options.port, signal: stop.signal, handler: (request) => fetch(request) });
  const hub = new LiveHub({ host, jobs: options.jobs, every });
  const bets = countBets(host);
  const port = server.addr.port;
  const app = createApp({ ...options, hub, bundle, port, token, betCounts: bets.counts, log });
  fetch = (request) => app.fetch(request);
  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    token,
    port,
    async [Symbol.asyncDispose]() {
      bets.end();
      hub.close();
      const timer = setTimeout(() => stop.abort(), STOP_MS_MAX);
      await server.shutdown();
      clearTimeout(timer);
    },
  };
}

interface ListenOptions {
  hostname: string;
  port: number;
  signal: AbortSignal;
  handler: (request: Request) => Response | Promise<Response>;
}

function listen({ handler, ...options }: ListenOptions): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({ ...options, onListen: () => {} }, handler);
  } catch (cause) {
    throw new HostError("bad_config", `Cannot listen on port ${options.port}: ${(cause as Error).message}`, { cause });
  }
}

function countBets(host: PageHost): { counts: ReadonlyMap<BetState, number>; end: () => void } {
  const counts = new Map<BetState, number>();
  const end = host.subscribe((change) => {
    if (change.type === "bet") counts.set(change.bet.state, (counts.get(change.bet.state) ?? 0) + 1);
  });
  return { counts, end };
}

function every(ms: number, task: () => void): () => void {
  const timer = setInterval(task, ms);
  return () => clearInterval(timer);
}
