/** The real mouse and keyboard, by nut-js. Refuses to touch them through an X server that does not answer. X11 only. */
import { HostError } from "../protocol/errors.ts";
import type { Point } from "../protocol/picture.ts";
import { chooseDisplay } from "../screen/desktop_display.ts";
import { X11Connection } from "../screen/x11_connection.ts";
import type { InputDevice } from "./input_device.ts";

/** What of nut-js is used. Its own types bring those of an old Node.js along, which would replace Deno's everywhere. */
interface Nut {
  mouse: {
    config: { autoDelayMs: number };
    getPosition(): Promise<Point>;
    setPosition(point: Point): Promise<unknown>;
    click(button: number): Promise<unknown>;
  };
  keyboard: {
    config: { autoDelayMs: number };
    type(...input: (string | number)[]): Promise<unknown>;
    releaseKey(key: number): Promise<unknown>;
  };
  providerRegistry: {
    getMouse(): { setMouseDelay(ms: number): void };
    getKeyboard(): { setKeyboardDelay(ms: number): void };
  };
  Button: { LEFT: number };
  Key: { LeftControl: number; A: number; Backspace: number };
  Point: new (x: number, y: number) => Point;
}

/** Not written into the import, so that its types are not looked at. */
const NUT_PACKAGE = "@nut-tree-fork/nut-js";

const TYPEABLE = /^[0-9.,]*$/;

/**
 * nut-js ends the whole process when its X server is not there, and waits for ever for one that is stopped: each action first
 * has that server answer on a connection of our own. It takes the display from the environment, so one process has one; and a
 * process that ends after its X server ends with status 1 because of it.
 */
export class DesktopDevice implements InputDevice {
  readonly name = "desktop";
  readonly #nut: Nut;
  readonly #connection: X11Connection;

  private constructor(nut: Nut, connection: X11Connection) {
    this.#nut = nut;
    this.#connection = connection;
  }

  /**
   * @param options `display` such as `:0`; that of the environment unless told; becomes the environment's `DISPLAY`
   * @throws {HostError} `device` when there is no such display or a library is missing
   */
  static async open(options: { display?: string } = {}): Promise<DesktopDevice> {
    using opened = new DisposableStack();
    const connection = opened.use(
      await asDevice(async () => {
        const display = options.display ?? chooseDisplay();
        const connection = await X11Connection.open(display);
        Deno.env.set("DISPLAY", display);
        return connection;
      }),
    );
    const nut = await loadNut();
    // A process that was killed as it selected all may have left it down. The mouse's button is left alone: to release it
    // could be a press.
    await nut.keyboard.releaseKey(nut.Key.LeftControl);
    opened.move();
    return new DesktopDevice(nut, connection);
  }

  async position(): Promise<Point> {
    await this.#assertAnswering();
    const { x, y } = await this.#nut.mouse.getPosition();
    return { x, y };
  }

  async moveTo({ x, y }: Point): Promise<void> {
    await this.#assertAnswering();
    await this.#nut.mouse.setPosition(new this.#nut.Point(x, y));
  }

  async click(): Promise<void> {
    await this.#assertAnswering();
    await this.#nut.mouse.click(this.#nut.Button.LEFT);
  }

  async selectAll(): Promise<void> {
    await this.#assertAnswering();
    await this.#nut.keyboard.type(this.#nut.Key.LeftControl, this.#nut.Key.A);
  }

  async type(text: string): Promise<void> {
    if (!TYPEABLE.test(text)) throw new RangeError(`Cannot type ${JSON.stringify(text)}: digits, . and , only`);
    await this.#assertAnswering();
    await this.#nut.keyboard.type(text);
  }

  async erase(): Promise<void> {
    await this.#assertAnswering();
    await this.#nut.keyboard.type(this.#nut.Key.Backspace);
  }

  #assertAnswering(): Promise<void> {
    return asDevice(() => this.#connection.ping());
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#connection[Symbol.dispose]();
    return Promise.resolve();
  }
}

/** Loaded only here, so that whoever clicks on the virtual desktop never loads it. */
async function loadNut(): Promise<Nut> {
  // Its clipboard would read the whole environment.
  Deno.env.set("NUT_JS_DISABLE_DEFAULT_CLIPBOARD_PROVIDER", "1");
  let nut: Nut;
  try {
    nut = await import(NUT_PACKAGE);
  } catch (cause) {
    throw new HostError(
      "device",
      `Cannot load nut-js (Debian and Ubuntu: apt-get install libxtst6): ${(cause as Error).message}`,
      { cause },
    );
  }
  nut.mouse.config.autoDelayMs = 0;
  nut.keyboard.config.autoDelayMs = 0;
  nut.providerRegistry.getMouse().setMouseDelay(0);
  nut.providerRegistry.getKeyboard().setKeyboardDelay(0);
  return nut;
}

async function asDevice<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (!(cause instanceof HostError)) throw cause;
    throw new HostError("device", `Cannot use mouse and keyboard: ${cause.message}`, { cause });
  }
}
