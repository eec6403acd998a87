/** A job in a process of its own: few permissions, low priority, ended with the program that started it. */
import { join } from "node:path";
import { z } from "zod";
import { linesOf } from "../ops/lines.ts";
import { ENVIRONMENT, PROGRAMS } from "../ops/core_permissions.ts";

/** What a job's process says, a line each. */
const jobLine = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("progress"), done: z.number().nonnegative(), all: z.number().nonnegative() }),
  z.strictObject({ type: z.literal("done"), summary: z.string().max(2000) }),
  z.strictObject({ type: z.literal("failed"), reason: z.string().max(2000) }),
]);
export type JobLine = z.infer<typeof jobLine>;

/** Engine's heap of a job: ten million rounds need 300 MB. */
const HEAP_MEGABYTES = 1_024;
const STDERR_CHARACTERS_MAX = 1_000;

/** What decides what a job's process may do. */
export interface JobProcessOptions {
  projectDir: string;
  dataDir: string;
  denoDir: string;
  /** further plugin folders */
  pluginDirs: readonly string[];
}

export class JobProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  /** how it ended, in words; empty when it ended well */
  readonly ended: Promise<string>;

  /** Starts the job whose folder it is; `onLine` hears what it says. */
  constructor(folder: string, options: JobProcessOptions & { onLine: (line: JobLine) => void }) {
    const [program, ...args] = commandOf(folder, options);
    const command = new Deno.Command(program, { args, stdin: "piped", stdout: "piped", stderr: "piped" });
    this.#child = command.spawn();
    // Its end tells the process that this one is gone.
    this.#stdin = this.#child.stdin.getWriter();
    this.#stdin.closed.catch(() => {});
    this.ended = this.#follow(options.onLine);
  }

  kill(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      // It was faster.
      if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.ended;
  }

  async #follow(onLine: (line: JobLine) => void): Promise<string> {
    const [status, said] = await Promise.all([this.#child.status, this.#readNoise(), this.#readLines(onLine)]);
    this.#stdin.abort().catch(() => {});
    if (status.success) return "";
    const how = status.signal ? `its process was ended by ${status.signal}` : `its process ended with ${status.code}`;
    return said === "" ? how : `${how}: ${said}`;
  }

  async #readLines(onLine: (line: JobLine) => void): Promise<void> {
    for await (const line of linesOf(this.#child.stdout)) onLine(jobLine.parse(JSON.parse(line)));
  }

  /** @returns the last that it wrote to standard error */
  async #readNoise(): Promise<string> {
    let said = "";
    for await (const line of linesOf(this.#child.stderr)) if (line.trim() !== "") said = line.trim();
    return said.slice(0, STDERR_CHARACTERS_MAX);
  }
}

function commandOf(folder: string, { projectDir, dataDir, denoDir, pluginDirs }: JobProcessOptions): string[] {
  // Reading screens must not wait for research.
  const gently = Deno.build.os === "linux" ? ["nice", "-n", "10"] : [];
  return [
    ...gently,
    Deno.execPath(),
    "run",
    "--quiet",
    "--no-prompt",
    "--unstable-worker-options",
    `--v8-flags=--max-old-space-size=${HEAP_MEGABYTES}`,
    `--config=${join(projectDir, "deno.json")}`,
    `--allow-read=${[projectDir, dataDir, denoDir, ...pluginDirs].join(",")}`,
    `--allow-write=${dataDir}`,
    `--allow-run=${[Deno.execPath(), ...PROGRAMS].join(",")}`,
    `--allow-env=${ENVIRONMENT.join(",")}`,
    join(projectDir, "main.ts"),
    "job",
    folder,
    "--data",
    dataDir,
    ...pluginDirs.flatMap((dir) => ["--plugins", dir]),
  ];
}
