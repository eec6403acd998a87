/** The arbiter's hand on mouse and keyboard: acts only while nobody else moves the mouse. Knows no tables. */
import { HostError } from "../protocol/errors.ts";
import type { Point } from "../protocol/picture.ts";
import type { InputDevice } from "./input_device.ts";

/** The pointer may be this far from where it was put, pixels: scaled screens round. */
const POINTER_SLACK_PX = 2;
/** A pointer this near to the top left corner stops all betting, pixels. */
const CORNER_PX = 2;

/** `moved`: the user has the mouse; `corner`: the user pulled the emergency stop. */
export type Interruption = "none" | "moved" | "corner";

export class Hand {
  readonly #device: InputDevice;
  #leftAt: Point | null = null;
  #interruption: Interruption = "none";

  constructor(device: InputDevice) {
    this.#device = device;
  }

  /** Whether the user has interfered since this was last called. */
  takeInterruption(): Interruption {
    const interruption = this.#interruption;
    this.#interruption = "none";
    return interruption;
  }

  /** Accepts the pointer wherever it is now. */
  async accept(): Promise<void> {
    this.#leftAt = await this.#device.position();
  }

  /** @throws {HostError} `device` when the pointer is not where the hand left it, or in the corner */
  async check(): Promise<void> {
    const point = await this.#device.position();
    if (point.x <= CORNER_PX && point.y <= CORNER_PX) {
      this.#interruption = "corner";
      throw new HostError("device", "Cannot act: the mouse is in the top left corner, the emergency stop");
    }
    this.#leftAt ??= point;
    const away = Math.max(Math.abs(point.x - this.#leftAt.x), Math.abs(point.y - this.#leftAt.y));
    if (away <= POINTER_SLACK_PX) return;
    this.#interruption = "moved";
    throw new HostError("device", `Cannot act: the mouse was moved by hand, ${away} pixels`);
  }

  async moveTo(point: Point): Promise<void> {
    await this.check();
    await this.#device.moveTo(point);
    this.#leftAt = point;
  }

  /** Moves there, makes sure that the pointer arrived and clicks. */
  async clickAt(point: Point): Promise<void> {
    await this.moveTo(point);
    await this.check();
    await this.#device.click();
  }

  /** Clicks where the pointer is, at once: `check()` is the caller's. */
  press(): Promise<void> {
    return this.#device.click();
  }

  /** Replaces the whole text of the field that was clicked last. */
  async replaceText(text: string): Promise<void> {
    await this.check();
    await this.#device.selectAll();
    await this.#device.erase();
    await this.check();
    await this.#device.type(text);
  }

  async clearText(): Promise<void> {
    await this.check();
    await this.#device.selectAll();
    await this.#device.erase();
  }
}
