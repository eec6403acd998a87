/** The monitors of this desktop: where each stands, how large it is, how much its pixels are scaled. */
import { HostError } from "../protocol/errors.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import { chooseDisplay } from "./desktop_display.ts";

/** A monitor, in pixels of the whole desktop, whose top left corner is 0,0. */
export interface Monitor extends Rect {
  name: string;
  /** 1.5 where the system draws everything half as large again */
  scale: number;
  primary: boolean;
}

/** A monitor that can be photographed. */
export interface MonitorCamera extends Monitor {
  /** Its whole picture, RGBA; fresh bytes each time. */
  capture(): Promise<Picture>;
}

/**
 * Lists the monitors, left to right, then down.
 *
 * @throws {HostError} `screen` when there is no desktop or its monitors cannot be asked for
 */
export async function listMonitors(): Promise<Monitor[]> {
  return (await openMonitors()).map(({ capture: _capture, ...monitor }) => monitor);
}

/** The same with cameras. @throws {HostError} `screen` */
export async function openMonitors(): Promise<MonitorCamera[]> {
  if (Deno.build.os === "linux") chooseDisplay();
  let cameras: MonitorCamera[];
  try {
    const library = await import("node-screenshots");
    cameras = library.Monitor.all().map((monitor) => cameraOf(monitor));
  } catch (cause) {
    throw new HostError("screen", `Cannot list the monitors: ${(cause as Error).message}`, { cause });
  }
  if (cameras.length === 0) throw new HostError("screen", "Cannot list the monitors: the system names none");
  return fromCorner(cameras).sort((a, b) => a.x - b.x || a.y - b.y);
}

type LibraryMonitor = InstanceType<typeof import("node-screenshots").Monitor>;

function cameraOf(monitor: LibraryMonitor): MonitorCamera {
  // A Mac names places and sizes in points, of which one is several pixels; elsewhere they are pixels.
  const scale = monitor.scaleFactor(), perPoint = Deno.build.os === "darwin" ? scale : 1;
  const pixels = (points: number) => Math.round(points * perPoint);
  return {
    name: monitor.name(),
    x: pixels(monitor.x()),
    y: pixels(monitor.y()),
    width: pixels(monitor.width()),
    height: pixels(monitor.height()),
    scale,
    primary: monitor.isPrimary(),
    async capture() {
      try {
        const image = await monitor.captureImage();
        const raw = await image.toRaw();
        return {
          width: image.width,
          height: image.height,
          data: new Uint8Array(raw.buffer, raw.byteOffset, raw.length),
        };
      } catch (cause) {
        throw new HostError("screen", `Cannot grab monitor ${monitor.name()}: ${(cause as Error).message}`, { cause });
      }
    },
  };
}

/** A monitor to the left of the primary one has negative places: the desktop begins at its leftmost and topmost pixel. */
function fromCorner(cameras: readonly MonitorCamera[]): MonitorCamera[] {
  const left = Math.min(0, ...cameras.map(({ x }) => x)), top = Math.min(0, ...cameras.map(({ y }) => y));
  return cameras.map((camera) => ({ ...camera, x: camera.x - left, y: camera.y - top }));
}

/** The size of the desktop that holds all monitors. */
export function desktopSize(monitors: readonly Rect[]): { width: number; height: number } {
  return {
    width: Math.max(...monitors.map(({ x, width }) => x + width)),
    height: Math.max(...monitors.map(({ y, height }) => y + height)),
  };
}
