/** Real servers for tests, from Debian's packages: PostgreSQL, NATS, Redis; each on a free port, in a folder of its own. */
import { join } from "node:path";

const START_MAX_MS = 60_000;

/** A free port, as of now. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

/**
 * `Deno.test` for a test that needs programs, given by their paths; without one it is skipped, or fails where CI runs.
 * `leaks`: what it does leaves something open, and cannot help it.
 */
export function testWithServers(
  paths: readonly string[],
  name: string,
  run: (context: Deno.TestContext) => Promise<void>,
  { leaks = false } = {},
): void {
  const missing = paths.filter((path) => !isThere(path));
  const ignore = missing.length > 0 && !Deno.env.has("CI");
  const title = ignore ? `${name} (skipped: needs ${missing.join(", ")})` : name;
  Deno.test({ name: title, ignore, fn: run, sanitizeOps: !leaks, sanitizeResources: !leaks });
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Waits until something is so. */
export async function until(what: () => Promise<boolean> | boolean, { maxMs = START_MAX_MS } = {}): Promise<void> {
  const endMs = performance.now() + maxMs;
  while (!await what()) {
    if (performance.now() > endMs) throw new Error(`not so after ${maxMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}

/** A server that can be killed and started again at the same place. */
export class TestServer implements AsyncDisposable {
  readonly port = freePort();
  readonly folder = Deno.makeTempDirSync({ prefix: "aviator-server-" });
  readonly #command: (server: TestServer) => [string, string[]];
  #child: Deno.ChildProcess | null = null;

  constructor(command: (server: TestServer) => [string, string[]]) {
    this.#command = command;
  }

  async start({ ready = () => answers(this.port) }: { ready?: () => Promise<boolean> } = {}): Promise<this> {
    const [program, args] = this.#command(this);
    let ended = true;
    const spawn = () => {
      ended = false;
      this.#child = new Deno.Command(program, { args, stdin: "null", stdout: "null", stderr: "null" }).spawn();
      void this.#child.status.then(() => ended = true);
    };
    await until(async () => {
      // PostgreSQL does not start while a process of the one that was killed is still there.
      if (ended) spawn();
      return await ready() && !ended;
    });
    return this;
  }

  get isAlive(): boolean {
    return this.#child !== null;
  }

  /** Without a word. */
  async kill(): Promise<void> {
    this.#child?.kill("SIGKILL");
    await this.#child?.status;
    this.#child = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** PostgreSQL refuses to run as root. */
function asPostgres(program: string, args: string[]): [string, string[]] {
  if (Deno.uid() !== 0) return [program, args];
  return ["setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, ...args]];
}

/** Where Debian keeps PostgreSQL's programs; a path that is not there where it is not installed. */
export const POSTGRES_BIN = (() => {
  try {
    const [version] = [...Deno.readDirSync("/usr/lib/postgresql")].map(({ name }) => name).sort().reverse();
    return `/usr/lib/postgresql/${version}/bin`;
  } catch {
    return "/usr/lib/postgresql/none/bin";
  }
})();

async function run([program, args]: [string, string[]]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args, cwd: "/" }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** A PostgreSQL server of its own; `url` is of an empty database. */
export class TestPostgres extends TestServer {
  constructor() {
    super(({ folder, port }) => {
      const data = join(folder, "data");
      return asPostgres(`${POSTGRES_BIN}/postgres`, [
        ...["-D", data, "-p", String(port), "-k", data, "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60"],
      ]);
    });
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  override async start(): Promise<this> {
    if (Deno.uid() === 0) await run(["chown", ["postgres", this.folder]]);
    const data = join(this.folder, "data");
    const initdb = ["-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "--locale=C", "-E", "UTF8"];
    await run(asPostgres(`${POSTGRES_BIN}/initdb`, initdb));
    return await this.restart();
  }

  /** After a kill. */
  restart(): Promise<this> {
    const isReady = asPostgres(`${POSTGRES_BIN}/pg_isready`, ["-h", "127.0.0.1", "-p", String(this.port)]);
    const ready = async () => (await new Deno.Command(isReady[0], { args: isReady[1], cwd: "/" }).output()).success;
    return super.start({ ready });
  }

  /** Of all its processes. */
  override async kill(): Promise<void> {
    try {
      const [pid] = Deno.readTextFileSync(join(this.folder, "data", "postmaster.pid")).split("\n");
      const children = await new Deno.Command("ps", { args: ["-o", "pid=", "--ppid", pid] }).output();
      await super.kill();
      for (const child of new TextDecoder().decode(children.stdout).split(/\s+/).filter(Boolean)) endProcess(+child);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      await super.kill();
    }
  }
}

function endProcess(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch { /* it ended with its parent */ }
}

export const NATS_SERVER = "/usr/sbin/nats-server";
export const REDIS_SERVER = "/usr/bin/redis-server";

/** A NATS server with JetStream; what it has acknowledged is still there after a kill. */
export class TestNats extends TestServer {
  constructor() {
    super(({ port, folder }) => {
      const config = join(folder, "nats.conf");
      Deno.writeTextFileSync(
        config,
        `listen: "127.0.0.1:${port}"\njetstream { store_dir: "${folder}/js" }\n`,
      );
      return [NATS_SERVER, ["-c", config]];
    });
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }
}

export class TestRedis extends TestServer {
  constructor() {
    super(({ port, folder }) => [
      REDIS_SERVER,
      ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"],
    ]);
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }
}
