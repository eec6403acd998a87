/** Which keys of an X server are down, whatever window has the keyboard. Grabs nothing: other programs keep their keys. */
import { X11Connection } from "./x11_connection.ts";

/** Key codes of X servers begin here. */
const FIRST_CODE = 8, CODES = 248;
const REPLY_HEAD_BYTES = 32;
const KEYMAP_AT = 8, KEYMAP_BYTES = 32;
const ANSWER_MS_MAX = 2_000;

/** What keys are called; several where there are a left and a right one. */
const NAMED: Record<string, readonly number[]> = {
  Ctrl: [0xffe3, 0xffe4],
  Alt: [0xffe9, 0xffea],
  Shift: [0xffe1, 0xffe2],
  Pause: [0xff13],
  ScrollLock: [0xff14],
  Escape: [0xff1b],
};

/** Codes that X gives to a key by its name: a letter, `F1` to `F12`, or one of `NAMED`. */
function symbolsOf(name: string): readonly number[] {
  if (/^[A-Z]$/.test(name)) return [name.toLowerCase().charCodeAt(0)];
  const number = /^F(\d+)$/.exec(name)?.[1];
  return number ? [0xffbd + Number(number)] : NAMED[name] ?? [];
}

export class X11Keys implements Disposable {
  readonly #connection: X11Connection;
  /** for each key, the codes of which one must be down */
  readonly #wanted: readonly (readonly number[])[];
  /** a question that is not answered yet */
  #asked: number | null = null;
  readonly #reply = new BigUint64Array(1);
  readonly #error = new BigUint64Array(1);

  private constructor(connection: X11Connection, wanted: readonly (readonly number[])[]) {
    this.#connection = connection;
    this.#wanted = wanted;
  }

  /**
   * @param keys such as `["Ctrl", "Alt", "H"]`
   * @throws {HostError} `screen` when nothing answers at the display
   * @throws {RangeError} when the keyboard has no such key
   */
  static async open(display: string, keys: readonly string[]): Promise<X11Keys> {
    using opened = new DisposableStack();
    const connection = opened.use(await X11Connection.open(display));
    const unbound = new X11Keys(connection, []);
    const { xcb } = connection.libraries;
    const mapping = await unbound.#answer(xcb.xcb_get_keyboard_mapping(connection.handle, FIRST_CODE, CODES));
    const wanted = keys.map((key) => codesOf(mapping, symbolsOf(key)));
    const missing = keys.filter((_, index) => wanted[index].length === 0);
    if (missing.length > 0) throw new RangeError(`Cannot watch ${missing.join(", ")}: this keyboard has no such key`);
    opened.move();
    return new X11Keys(connection, wanted);
  }

  /** Whether all of them were down when the server was asked last; null: it has not answered yet. Asks again. Waits for nothing. */
  look(): boolean | null {
    const { xcb } = this.#connection.libraries;
    let down = false;
    if (this.#asked !== null) {
      const answer = this.#take(this.#asked);
      if (answer === null) return null;
      down = this.#areDown(answer.subarray(KEYMAP_AT, KEYMAP_AT + KEYMAP_BYTES));
    }
    this.#asked = xcb.xcb_query_keymap(this.#connection.handle);
    this.#connection.flush();
    return down;
  }

  /** Whether the server is there still. */
  isOpen(): boolean {
    return this.#connection.isOpen();
  }

  [Symbol.dispose](): void {
    this.#connection[Symbol.dispose]();
  }

  #areDown(map: Uint8Array): boolean {
    return this.#wanted.every((codes) => codes.some((code) => (map[code >> 3] >> (code & 7)) & 1));
  }

  async #answer(request: number): Promise<Uint8Array> {
    this.#connection.flush();
    const deadlineMs = performance.now() + ANSWER_MS_MAX;
    while (performance.now() < deadlineMs) {
      const answer = this.#take(request);
      if (answer) return answer;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new RangeError("Cannot ask the X server for its keys: it does not answer");
  }

  /** The answer's bytes; null: not there yet. An X error counts as an empty keyboard. */
  #take(request: number): Uint8Array | null {
    const { libraries, handle } = this.#connection;
    const { xcb, c } = libraries;
    this.#reply[0] = this.#error[0] = 0n;
    if (xcb.xcb_poll_for_reply(handle, request, this.#reply, this.#error) === 0) return null;
    if (this.#error[0]) c.free(this.#error[0]);
    if (!this.#reply[0]) return new Uint8Array(REPLY_HEAD_BYTES + KEYMAP_BYTES);
    const head = new DataView(libraries.bytesAt(this.#reply[0], REPLY_HEAD_BYTES).buffer);
    const bytes = libraries.bytesAt(this.#reply[0], REPLY_HEAD_BYTES + 4 * head.getUint32(4, true));
    c.free(this.#reply[0]);
    return bytes;
  }
}

/** The key codes that give one of the symbols, by a keyboard's mapping. */
function codesOf(mapping: Uint8Array, symbols: readonly number[]): number[] {
  const perCode = mapping[1], view = new DataView(mapping.buffer, REPLY_HEAD_BYTES);
  const found: number[] = [];
  for (let code = 0; code < CODES && perCode > 0; code++) {
    for (let column = 0; column < perCode; column++) {
      const at = 4 * (code * perCode + column);
      if (at + 4 <= view.byteLength && symbols.includes(view.getUint32(at, true))) found.push(code + FIRST_CODE);
    }
  }
  return [...new Set(found)];
}
