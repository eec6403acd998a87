/** A real X server without a screen, a fresh one for each test, on a display number that was free. */
import { findProgram, program } from "./programs.ts";

export interface Xvfb extends AsyncDisposable {
  /** such as `:7` */
  readonly display: string;
  /** Sends its process a signal, such as SIGKILL or SIGSTOP. */
  signal(signal: Deno.Signal): void;
  /** Ends when its process has ended. */
  readonly ended: Promise<unknown>;
}

/** Starts one; `depth` is bits of colour, 24 unless told. */
export async function startXvfb(options: { width: number; height: number; depth?: number }): Promise<Xvfb> {
  const { width, height, depth = 24 } = options;
  const server = [program("Xvfb"), "-displayfd", "1", "-screen", "0", `${width}x${height}x${depth}`];
  // Without -noreset all that was drawn is lost when the last client leaves.
  const command = [...tiedToUs(), ...server, "-noreset", "-nolisten", "tcp"];
  const child = new Deno.Command(command[0], {
    args: command.slice(1),
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const display = `:${await firstLine(child.stdout)}`;
  return {
    display,
    signal: (signal) => child.kill(signal),
    ended: child.status,
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGCONT");
        child.kill("SIGTERM");
      } catch {
        // It has ended already: that was the test.
      }
      await child.status;
    },
  };
}

/** A test run that is killed takes its servers along, where the system can do that. */
function tiedToUs(): string[] {
  const setpriv = findProgram("setpriv");
  return setpriv ? [setpriv, "--pdeathsig", "KILL"] : [];
}

async function firstLine(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let text = "";
  for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (text.includes("\n")) return text.trim();
  }
  throw new Error("Cannot start Xvfb: it ended without telling its display");
}
