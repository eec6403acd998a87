/**
 * The real screen where there is no X server: whole monitors are photographed and cut up. Slower than grabbing
 * rectangles, which only X11 offers.
 */
import { HostError } from "../protocol/errors.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import { copyCrop } from "./crop.ts";
import { desktopSize, type MonitorCamera, openMonitors } from "./desktop_monitors.ts";
import type { ScreenSource } from "./screen_source.ts";

export class MonitorSource implements ScreenSource {
  readonly name = "desktop";
  readonly width: number;
  readonly height: number;
  readonly #monitors: readonly MonitorCamera[];
  #closed = false;

  private constructor(monitors: readonly MonitorCamera[]) {
    this.#monitors = monitors;
    ({ width: this.width, height: this.height } = desktopSize(monitors));
  }

  /** Opens the screen and takes one picture of each monitor, so that what cannot work is known at once. @throws {HostError} `screen` */
  static async open(): Promise<MonitorSource> {
    return await MonitorSource.of(await openMonitors());
  }

  /** Of given monitors. @throws {HostError} `screen` when one cannot be photographed, or not at its own size */
  static async of(monitors: readonly MonitorCamera[]): Promise<MonitorSource> {
    for (const monitor of monitors) checkSize(monitor, await monitor.capture());
    return new MonitorSource(monitors);
  }

  async grab(rects: readonly Rect[]): Promise<Picture[]> {
    if (this.#closed) throw new HostError("screen", "Cannot grab: the screen is closed");
    const places = rects.map((rect) => ({ rect, monitor: this.#monitorOf(rect) }));
    const wanted = [...new Set(places.map(({ monitor }) => monitor))];
    const pictures = new Map(
      await Promise.all(wanted.map(async (monitor) => [monitor, await monitor.capture()] as const)),
    );
    return places.map(({ rect, monitor }) => {
      const picture = pictures.get(monitor)!;
      checkSize(monitor, picture);
      return copyCrop(picture, { rect: { ...rect, x: rect.x - monitor.x, y: rect.y - monitor.y } });
    });
  }

  /** A table's window stands on one monitor. */
  #monitorOf(rect: Rect): MonitorCamera {
    const { x, y, width, height } = rect;
    const monitor = width < 1 || height < 1
      ? undefined
      : this.#monitors.find((one) =>
        x >= one.x && y >= one.y && x + width <= one.x + one.width && y + height <= one.y + one.height
      );
    if (monitor) return monitor;
    const all = this.#monitors.map((one) => `${one.name} ${one.width}x${one.height} at ${one.x},${one.y}`);
    throw new HostError("screen", `Cannot grab ${width}x${height} at ${x},${y}: on none of ${all.join(", ")}`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }
}

function checkSize(monitor: MonitorCamera, { width, height }: Picture): void {
  if (width === monitor.width && height === monitor.height) return;
  throw new HostError(
    "screen",
    `Cannot grab monitor ${monitor.name}: it says ${monitor.width}x${monitor.height} and its picture is ${width}x${height}`,
  );
}
