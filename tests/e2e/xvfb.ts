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

export interface XvfbOptions {
  width: number;
  height: number;
  /** bits of colour, 24 unless told */
  depth?: number;
  /** a display whose server was killed; a free one unless told */
  display?: string;
}

export async function startXvfb({ width, height, depth = 24, display: wanted }: XvfbOptions): Promise<Xvfb> {
  const server = [program("Xvfb"), ...wanted ? [wanted] : [], "-displayfd", "1"];
  // Without -noreset all that was drawn is lost when the last client leaves.
  const command = [
    ...tiedToUs(),
    ...server,
    "-screen",
    "0",
    `${width}x${height}x${depth}`,
    "-noreset",
    "-nolisten",
    "tcp",
  ];
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
