/** Takes a curve out of the ink where it has the writing's own colour: the edge of the tinted area below it tells its way. */
import { mustHold } from "../protocol/must_hold.ts";
import type { Picture } from "../protocol/picture.ts";
import type { Color } from "./colors.ts";
import { isOwnMask, isPlaced, kernel, kernelPlaces, type Mask } from "./kernels/reading_kernel.ts";

/**
 * Erases the curve above a tinted area from the mask that `fillMask()` just filled, and keeps the writing that it crosses.
 *
 * @returns false when there is none; the mask is then as it was
 */
export function eraseCurve(
  picture: Picture,
  { mask, ground, tint }: { mask: Mask; ground: Color; tint: Color },
): boolean {
  mustHold(isPlaced(picture) && isOwnMask(mask), "the kernel holds neither this picture nor this mask");
  kernelPlaces().colors.set([ground.r, ground.g, ground.b, tint.r, tint.g, tint.b]);
  return kernel.eraseCurve(mask.width, mask.height) !== 0;
}
