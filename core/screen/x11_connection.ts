/** One connection to an X server: opening it, answers within a deadline, its end. Refuses to wait for ever and to end the process. */
import { HostError } from "../protocol/errors.ts";
import { X11Libraries } from "./x11_libraries.ts";
import { parseSetup, setupBytes, type X11Screen } from "./x11_setup.ts";

/** Longest wait for a server to open a connection. */
const OPEN_MS_MAX = 3000;
/** Longest wait for an answer. */
export const ANSWER_MS_MAX = 2000;
/** How long the thread itself waits; a server that is well answers far sooner. */
const BLOCK_MS = 20;
/** Pause between looks at a server that is not well. */
const LOOK_MS = 10;
const POLLIN = 1;

/** Reasons of `xcb_connection_has_error`. */
const CONNECTION_ERRORS: Record<number, string> = {
  1: "it does not answer, or refuses (XAUTHORITY)",
  2: "it lacks the MIT-SHM extension",
  5: "that is no display name",
  6: "it has no such screen",
  7: "it is not on this machine",
};

export class X11Connection implements Disposable {
  readonly libraries: X11Libraries;
  readonly handle: bigint;
  readonly screen: X11Screen;
  readonly #display: string;
  readonly #pollRequest: Uint8Array<ArrayBuffer>;
  readonly #reply = new BigUint64Array(1);
  readonly #error = new BigUint64Array(1);
  /** requests that were given up on; nothing more is asked before they are answered */
  #owed: number[] = [];

  private constructor(libraries: X11Libraries, opened: { handle: bigint; screen: X11Screen; display: string }) {
    this.libraries = libraries;
    this.handle = opened.handle;
    this.screen = opened.screen;
    this.#display = opened.display;
    // struct pollfd { int fd; short events; short revents }
    this.#pollRequest = new Uint8Array(8);
    const request = new DataView(this.#pollRequest.buffer);
    request.setInt32(0, libraries.xcb.xcb_get_file_descriptor(opened.handle), true);
    request.setInt16(4, POLLIN, true);
  }

  /**
   * @param display as in `DISPLAY`: `:0`, `:0.1`
   * @throws {HostError} `screen` when nothing answers there, a library is missing or the screen is of a strange kind
   */
  static async open(display: string): Promise<X11Connection> {
    const { libraries, handle, screenNumber } = await connect(display);
    using opened = new DisposableStack();
    opened.use(libraries);
    opened.defer(() => libraries.xcb.xcb_disconnect(handle));
    const error = libraries.xcb.xcb_connection_has_error(handle);
    if (error) throw new HostError("screen", `Cannot open display ${display}: ${reason(error)}`);
    const setup = libraries.xcb.xcb_get_setup(handle);
    const bytes = setupBytes(libraries.bytesAt(setup, 8));
    const screen = parseSetup(libraries.bytesAt(setup, bytes), screenNumber);
    opened.move();
    return new X11Connection(libraries, { handle, screen, display });
  }

  /** Sends what was asked so far. */
  flush(): void {
    this.libraries.xcb.xcb_flush(this.handle);
  }

  /** Whether the server is there: what is closed stays closed. */
  isOpen(): boolean {
    this.#discardEvents();
    return this.libraries.xcb.xcb_connection_has_error(this.handle) === 0;
  }

  /** @throws {HostError} `screen` when the server is gone or still owes an answer from before */
  assertReady(): void {
    this.#assertOpen();
    while (this.#owed.length > 0 && this.#poll(this.#owed[0]) !== null) this.#owed.shift();
    if (this.#owed.length > 0) throw this.#failure("the X server stopped answering");
  }

  #assertOpen(): void {
    if (!this.isOpen()) throw this.#failure("the X server is gone");
  }

  #failure(what: string): HostError {
    return new HostError("screen", `Cannot use display ${this.#display}: ${what}`);
  }

  /**
   * Takes the answers to requests, all of them, in the order in which they were sent, after `assertReady()`.
   *
   * @returns the X error code of each; 0 where it went well
   * @throws {HostError} `screen` when the server is gone or does not answer within `ANSWER_MS_MAX`
   */
  async answers(requests: readonly number[]): Promise<number[]> {
    const codes: number[] = [];
    const deadlineMs = performance.now() + ANSWER_MS_MAX;
    for (const request of requests) {
      let code = this.#poll(request);
      // Whoever is well has answered by now; the others must not hold the thread.
      for (let patience = BLOCK_MS; code === null; patience = 0) {
        this.#assertOpen();
        // Looking for events reads whatever has come: the answer may be here already, and nothing more to wait for.
        code = this.#poll(request);
        if (code !== null) break;
        if (performance.now() > deadlineMs) {
          this.#owed = requests.slice(codes.length);
          throw this.#failure("the X server stopped answering");
        }
        this.libraries.c.poll(this.#pollRequest, 1n, patience);
        code = this.#poll(request);
        if (code === null && patience === 0) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
      codes.push(code);
    }
    this.#assertOpen();
    return codes;
  }

  /**
   * Asks something harmless and waits for the answer.
   *
   * @throws {HostError} `screen` when the server is gone or does not answer within `ANSWER_MS_MAX`
   */
  async ping(): Promise<void> {
    this.assertReady();
    const request = this.libraries.xcb.xcb_get_input_focus(this.handle);
    this.flush();
    await this.answers([request]);
  }

  /** Nobody asked for events, but a server tells every client of keyboard changes. Looking for them notices its end. */
  #discardEvents(): void {
    const { xcb, c } = this.libraries;
    for (let event = xcb.xcb_poll_for_event(this.handle); event; event = xcb.xcb_poll_for_event(this.handle)) {
      c.free(event);
    }
  }

  /** @returns the X error code of the answer, 0 for none; null while there is no answer */
  #poll(request: number): number | null {
    const { xcb, c } = this.libraries;
    if (!xcb.xcb_poll_for_reply(this.handle, request, this.#reply, this.#error)) return null;
    const [reply] = this.#reply, [error] = this.#error;
    const code = error ? this.libraries.bytesAt(error, 2)[1] : 0;
    if (reply) c.free(reply);
    if (error) c.free(error);
    return code;
  }

  [Symbol.dispose](): void {
    this.libraries.xcb.xcb_disconnect(this.handle);
    this.libraries[Symbol.dispose]();
  }
}

function reason(error: number): string {
  return CONNECTION_ERRORS[error] ?? `error ${error} of the connection`;
}

/** Opens a connection that may still have failed. */
async function connect(display: string): Promise<{ libraries: X11Libraries; handle: bigint; screenNumber: number }> {
  const libraries = new X11Libraries();
  const screenNumber = new Int32Array(1);
  const pending = libraries.xcb.xcb_connect(new TextEncoder().encode(`${display}\0`), screenNumber);
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), OPEN_MS_MAX);
  const handle = await Promise.race([pending, late]);
  clearTimeout(timer);
  if (handle !== null) return { libraries, handle, screenNumber: screenNumber[0] };
  // A thread is still inside the library: it can be closed only when that one comes back.
  void pending.then((handle) => {
    libraries.xcb.xcb_disconnect(handle);
    libraries[Symbol.dispose]();
  });
  throw new HostError("screen", `Cannot open display ${display}: no answer in ${OPEN_MS_MAX} ms`);
}
