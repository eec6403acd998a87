/** The real screen. Owns which kind of desktop can be grabbed; refuses every other, saying what to do. X11 only. */
import { HostError } from "../protocol/errors.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import { chooseDisplay } from "./desktop_display.ts";
import type { ScreenSource } from "./screen_source.ts";
import { X11Connection } from "./x11_connection.ts";
import { X11Grabber } from "./x11_grabber.ts";

/** A connection and what grabs through it; lost together. */
interface Link extends Disposable {
  grabber: X11Grabber;
  width: number;
  height: number;
}

/** A screen that was lost is looked for again at the next grab: X servers come back, at the same size as a rule. */
export class DesktopSource implements ScreenSource {
  readonly name = "desktop";
  readonly width: number;
  readonly height: number;
  readonly #display: string;
  #link: Link | null;
  #grabbing: Promise<Picture[]> | null = null;
  #closed = false;

  private constructor(display: string, link: Link) {
    this.#display = display;
    this.#link = link;
    this.width = link.width;
    this.height = link.height;
  }

  /**
   * Opens the screen and grabs one pixel of it, so that what cannot work is known at once.
   *
   * @param options `display` such as `:0`; that of the environment unless told
   * @throws {HostError} `screen`, saying what is missing
   */
  static async open(options: { display?: string } = {}): Promise<DesktopSource> {
    const display = options.display ?? chooseDisplay();
    return new DesktopSource(display, await openLink(display));
  }

  /** The pictures' bytes are overwritten by the next grab, and belong to one large buffer: copy what is to be kept. */
  async grab(rects: readonly Rect[]): Promise<Picture[]> {
    if (this.#closed) throw new TypeError("Cannot grab: the screen is closed");
    if (this.#grabbing) throw new HostError("screen", "Cannot grab: the X server still owes the grab before");
    this.#grabbing = this.#grab(rects);
    try {
      return await this.#grabbing;
    } finally {
      this.#grabbing = null;
    }
  }

  async #grab(rects: readonly Rect[]): Promise<Picture[]> {
    const link = this.#link ??= await this.#reopen();
    try {
      return await link.grabber.grab(rects);
    } catch (error) {
      if (!link.grabber.isOpen()) {
        this.#link = null;
        link[Symbol.dispose]();
      }
      throw error;
    }
  }

  async #reopen(): Promise<Link> {
    const link = await openLink(this.#display);
    if (link.width === this.width && link.height === this.height) return link;
    link[Symbol.dispose]();
    throw new HostError(
      "screen",
      `Cannot grab: the screen was ${this.width}x${this.height} and came back as ${link.width}x${link.height}`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    // Its caller hears of the failure; here only its end counts.
    await this.#grabbing?.catch(() => {});
    this.#link?.[Symbol.dispose]();
    this.#link = null;
  }
}

async function openLink(display: string): Promise<Link> {
  using opened = new DisposableStack();
  const connection = opened.use(await X11Connection.open(display));
  const grabber = opened.use(new X11Grabber(connection));
  await grabber.grab([{ x: 0, y: 0, width: 1, height: 1 }]);
  const resources = opened.move();
  const { width, height } = connection.screen;
  return { grabber, width, height, [Symbol.dispose]: () => resources.dispose() };
}
