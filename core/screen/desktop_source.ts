/** The real screen. Owns which kind of desktop can be grabbed; refuses every other, saying what to do. X11 only. */
import { HostError } from "../protocol/errors.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import type { ScreenSource } from "./screen_source.ts";
import { X11Connection } from "./x11_connection.ts";
import { X11Grabber } from "./x11_grabber.ts";

const OTHERWISE = "or use the virtual source";

/** What of the environment decides. */
export type DesktopEnvironment = Partial<Record<"DISPLAY" | "WAYLAND_DISPLAY" | "XDG_SESSION_TYPE", string>>;

/**
 * The display to grab, from the environment.
 *
 * @returns a name such as `:0`
 * @throws {HostError} `screen` when there is none, or the desktop shows its windows to Wayland alone
 */
export function chooseDisplay(environment: DesktopEnvironment): string {
  const { DISPLAY, WAYLAND_DISPLAY, XDG_SESSION_TYPE } = environment;
  // A Wayland session has a DISPLAY too, for old programs: its screen is always black.
  if (WAYLAND_DISPLAY || XDG_SESSION_TYPE === "wayland") {
    throw new HostError(
      "screen",
      `Cannot grab the screen of a Wayland session: log in to an X11 session ("on Xorg"), ${OTHERWISE}`,
    );
  }
  if (!DISPLAY) throw new HostError("screen", `Cannot grab the screen: DISPLAY is not set; set it (:0), ${OTHERWISE}`);
  return DISPLAY;
}

export class DesktopSource implements ScreenSource {
  readonly name = "desktop";
  readonly width: number;
  readonly height: number;
  readonly #grabber: X11Grabber;
  readonly #resources: DisposableStack;

  private constructor(grabber: X11Grabber, options: { width: number; height: number; resources: DisposableStack }) {
    this.#grabber = grabber;
    this.width = options.width;
    this.height = options.height;
    this.#resources = options.resources;
  }

  /**
   * Opens the screen and grabs one pixel of it, so that what cannot work is known at once.
   *
   * @param options `display` as `chooseDisplay()` gives it
   * @throws {HostError} `screen`, saying what is missing
   */
  static async open({ display }: { display: string }): Promise<DesktopSource> {
    if (Deno.build.os !== "linux") {
      throw new HostError("screen", `Cannot grab the screen on ${Deno.build.os}: use Linux with X11, ${OTHERWISE}`);
    }
    using opened = new DisposableStack();
    const connection = opened.use(await X11Connection.open(display));
    const grabber = opened.use(new X11Grabber(connection));
    await grabber.grab([{ x: 0, y: 0, width: 1, height: 1 }]);
    return new DesktopSource(grabber, { ...connection.screen, resources: opened.move() });
  }

  /** The pictures' bytes are overwritten by the next grab, and belong to one large buffer: copy what is to be kept. */
  grab(rects: readonly Rect[]): Promise<Picture[]> {
    if (this.#resources.disposed) throw new TypeError("Cannot grab: the screen is closed");
    return this.#grabber.grab(rects);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#resources.dispose();
    return Promise.resolve();
  }
}
