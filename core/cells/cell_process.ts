/**
 * A cell's process and its three pipes, by Node's interface: a message to a cell and back takes two thirds of the time that
 * it takes over Deno's own streams, and a window's pixels get across in a fifth. Knows nothing of what is said.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setImmediate } from "node:timers";
import type { Readable } from "node:stream";
import type { CellCommand } from "./cell_command.ts";

/** So much at once is the work of a whole turn of the event loop: more is read in the next, else one cell's flood delays all. */
const TURN_BYTES = 16_384;

/** How a process ended: one of both. */
export interface ProcessEnd {
  code: number | null;
  signal: string | null;
}

export interface CellProcessOptions {
  /** bytes of its standard output, the receiver's own; says for how many milliseconds a process that lives is not to be read */
  onOutput: (chunk: Uint8Array) => number;
  /** bytes of its standard error */
  onNoise: (chunk: Uint8Array) => void;
}

export class CellProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<ProcessEnd>;
  #resumeTimer: ReturnType<typeof setTimeout> | undefined;

  private constructor(child: ChildProcess, { onOutput, onNoise }: CellProcessOptions) {
    this.#child = child;
    // A broken pipe shows as the end of the process.
    child.on("error", () => {});
    for (const pipe of [child.stdin!, child.stdout!, child.stderr!]) pipe.on("error", () => {});
    const output = child.stdout!;
    output.on("data", (chunk: Uint8Array) => {
      const waitMs = onOutput(chunk);
      if (waitMs > 0 || chunk.length >= TURN_BYTES) this.#pause(output, waitMs);
    });
    child.stderr!.on("data", onNoise);
    // Its pipes are at their ends by then.
    this.#ended = once(child, "close").then(([code, signal]) => {
      clearTimeout(this.#resumeTimer);
      return { code, signal };
    });
  }

  /** Starts the process. Rejects when there is no such program. */
  static async spawn({ program, args, env }: CellCommand, options: CellProcessOptions): Promise<CellProcess> {
    const child = spawn(program, args, { env, stdio: ["pipe", "pipe", "pipe"] });
    if (child.pid === undefined) await once(child, "spawn");
    return new CellProcess(child, options);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Settles once, when the process is gone and all that it said has been handed over. Never rejects. */
  get ended(): Promise<ProcessEnd> {
    return this.#ended;
  }

  /** Sends bytes; `sent` is called when its pipe has taken them, or never will. */
  write(bytes: Uint8Array, sent: () => void): void {
    this.#child.stdin!.write(bytes, sent);
  }

  /** Nothing more will be sent. */
  closeInput(): void {
    this.#child.stdin!.end();
  }

  /** Ends it at once; what it has said and nobody has read is lost. */
  kill(): void {
    this.#child.kill("SIGKILL");
    clearTimeout(this.#resumeTimer);
    this.#child.stdout!.destroy();
    this.#child.stdin!.destroy();
  }

  #pause(output: Readable, waitMs: number): void {
    if (output.destroyed) return;
    output.pause();
    const resume = () => output.resume();
    // A timer of none would wait a millisecond: a flood would look like a trickle.
    if (waitMs === 0) setImmediate(resume);
    else this.#resumeTimer = setTimeout(resume, waitMs);
  }
}
