/** The program as a user starts it: a child process, its page's address, its words, its end. */
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));
const PAGE_MAX_MS = 60_000;

export interface Program extends AsyncDisposable {
  /** the page's address, token included */
  readonly url: URL;
  /** everything that it has said so far, both streams */
  readonly said: string[];
  readonly pid: number;
  signal(signal: Deno.Signal): void;
  /** exit status */
  readonly ended: Promise<number>;
  /** Asks the page's server, as a script with the token does. */
  ask(path: string, body?: unknown): Promise<Response>;
}

export interface ProgramOptions {
  dataDir: string;
  args?: string[];
  env?: Record<string, string>;
}

/** Starts it and waits for the page's address. */
export async function startProgram({ dataDir, args = [], env = {} }: ProgramOptions): Promise<Program> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN, "start", "--no-open", "--port", "0", "--data", dataDir, ...args],
    env: { ...env, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const said: string[] = [];
  const address = Promise.withResolvers<URL>();
  const listen = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    let rest = "";
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      said.push(...lines);
      const page = lines.find((line) => line.startsWith("page: "));
      if (page) address.resolve(new URL(page.slice("page: ".length)));
    }
  };
  const streams = Promise.all([listen(child.stdout), listen(child.stderr)]);
  const ended = Promise.all([child.status, streams]).then(([status]) => status.code);
  void ended.then((code) => address.reject(new Error(`it ended with ${code}: ${said.join("\n")}`)));
  const timer = setTimeout(() => address.reject(new Error(`no page: ${said.join("\n")}`)), PAGE_MAX_MS);
  const url = await address.promise.finally(() => clearTimeout(timer));
  const signal = (name: Deno.Signal) => {
    try {
      child.kill(name);
    } catch { /* it has ended already */ }
  };
  return {
    url,
    said,
    pid: child.pid,
    signal,
    ended,
    ask: (path, body) =>
      fetch(new URL(path, url), {
        method: body === undefined ? "GET" : "POST",
        headers: { authorization: `Bearer ${url.searchParams.get("token")}`, "content-type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    async [Symbol.asyncDispose]() {
      signal("SIGTERM");
      await ended;
    },
  };
}
