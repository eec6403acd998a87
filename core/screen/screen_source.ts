/** Where pixels come from: the virtual desktop, the real screen, a recording. */
import type { Picture, Rect } from "../protocol/picture.ts";

export interface ScreenSource extends AsyncDisposable {
  readonly name: "virtual" | "desktop" | "replay";
  /** the whole screen, pixels */
  readonly width: number;
  readonly height: number;
  /**
   * Grabs several rectangles of one moment.
   *
   * @returns one picture a rectangle, in order; the bytes are the caller's until the next grab
   * @throws {HostError} `screen` when a rectangle reaches outside or the screen is gone
   */
  grab(rects: readonly Rect[]): Promise<Picture[]>;
  /**
   * Where pictures exist for certain moments only: the first one after a moment, epoch milliseconds; null when there is
   * none any more.
   */
  nextFrameMs?(afterMs: number): number | null;
}
