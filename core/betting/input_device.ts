/** Mouse and keyboard: real, virtual, or counting in a test. Only the arbiter holds one. */
import type { Point } from "../protocol/picture.ts";

export interface InputDevice extends AsyncDisposable {
  readonly name: "virtual" | "desktop";
  position(): Promise<Point>;
  moveTo(point: Point): Promise<void>;
  /** Presses and releases the left button where the pointer is. */
  click(): Promise<void>;
  /** Selects all text of the field that has the focus. */
  selectAll(): Promise<void>;
  /** Types digits, `.` and `,` into the field that has the focus; replaces a selection. */
  type(text: string): Promise<void>;
  /** Deletes the selection, or the character before the caret. */
  erase(): Promise<void>;
}
