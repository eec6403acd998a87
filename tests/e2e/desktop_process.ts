/**
 * The real device in a process of its own: the library below it ends its process with status 1 when that one ends after
 * its X server, which is what every test does.
 */
import { fileURLToPath } from "node:url";
import type { InputDevice } from "../../core/betting/input_device.ts";
import { type ErrorCode, HostError } from "../../core/protocol/errors.ts";
import type { Point } from "../../core/protocol/picture.ts";

export type DesktopCall =
  | { name: "pixel" | "moveTo"; point: Point }
  | { name: "type"; text: string }
  | { name: "position" | "click" | "selectAll" | "erase" };

export type DesktopAnswer = { value: unknown } | { error: { name: string; code?: string; message: string } };

export interface DesktopProcessOptions {
  display: string;
  /** flags of `deno run`, all permissions unless told */
  flags?: string[];
  environment?: Record<string, string>;
}

const PROGRAM = fileURLToPath(new URL("desktop_program.ts", import.meta.url));

/** What the real device does, done by another process. */
export class DesktopProcess implements InputDevice {
  readonly name = "desktop";
  readonly #child: Deno.ChildProcess;
  readonly #output: ReadableStreamDefaultReader<string>;
  readonly #errors: Promise<string>;
  #text = "";

  constructor({ display, flags = ["-A"], environment = {} }: DesktopProcessOptions) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", ...flags, PROGRAM],
      env: { DISPLAY: display, ...environment },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#output = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    this.#errors = new Response(this.#child.stderr).text();
  }

  /** R, G, B and alpha of a pixel of the screen. */
  async pixel(point: Point): Promise<unknown> {
    return await this.#call({ name: "pixel", point });
  }

  async position(): Promise<Point> {
    return await this.#call({ name: "position" }) as Point;
  }

  async moveTo(point: Point): Promise<void> {
    await this.#call({ name: "moveTo", point });
  }

  async click(): Promise<void> {
    await this.#call({ name: "click" });
  }

  async selectAll(): Promise<void> {
    await this.#call({ name: "selectAll" });
  }

  async type(text: string): Promise<void> {
    await this.#call({ name: "type", text });
  }

  async erase(): Promise<void> {
    await this.#call({ name: "erase" });
  }

  async #call(call: DesktopCall): Promise<unknown> {
    const writer = this.#child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(`${JSON.stringify(call)}\n`));
    writer.releaseLock();
    const answer: DesktopAnswer = JSON.parse(await this.#line());
    if ("value" in answer) return answer.value;
    const { name, code, message } = answer.error;
    throw code
      ? new HostError(code as ErrorCode, message)
      : name === "RangeError"
      ? new RangeError(message)
      : new Error(message);
  }

  async #line(): Promise<string> {
    while (!this.#text.includes("\n")) {
      const { done, value } = await this.#output.read();
      if (done) throw new Error(`Cannot go on: the process ended: ${await this.#errors}`);
      this.#text += value;
    }
    const [line, ...rest] = this.#text.split("\n");
    this.#text = rest.join("\n");
    return line;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await this.#child.status;
    await this.#output.cancel();
    await this.#child.stdin.abort().catch(() => {});
    await this.#errors;
  }
}
