/** A mouse and a keyboard whose clicks and letters go to the virtual desktop's tables. */
import type { Point } from "../protocol/picture.ts";
import type { VirtualDesktop } from "../screen/virtual_source.ts";
import type { InputDevice } from "./input_device.ts";

export class VirtualDevice implements InputDevice {
  readonly name = "virtual";
  readonly #desktop: VirtualDesktop;
  #point: Point;

  constructor(desktop: VirtualDesktop) {
    this.#desktop = desktop;
    // Not in the top left corner: there it would mean an emergency stop.
    this.#point = { x: Math.floor(desktop.width / 2), y: Math.floor(desktop.height / 2) };
  }

  position(): Promise<Point> {
    return Promise.resolve({ ...this.#point });
  }

  /** As on a real screen, the pointer stops at its edges. */
  moveTo({ x, y }: Point): Promise<void> {
    const { width, height } = this.#desktop;
    this.#point = { x: Math.min(Math.max(x, 0), width - 1), y: Math.min(Math.max(y, 0), height - 1) };
    return Promise.resolve();
  }

  click(): Promise<void> {
    this.#desktop.click(this.#point);
    return Promise.resolve();
  }

  selectAll(): Promise<void> {
    this.#desktop.selectAll();
    return Promise.resolve();
  }

  type(text: string): Promise<void> {
    this.#desktop.type(text);
    return Promise.resolve();
  }

  erase(): Promise<void> {
    this.#desktop.erase();
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}
