/** The hot path of reading: from a picture's pixels to its mask, the pieces of ink in it, and the names of its glyphs. */
// @ts-nocheck: AssemblyScript
export { boxes, tightenBoxes } from "./reading/boxes.ts";
export { fillMask, lines } from "./reading/ink.ts";
export { guest, makeRoom, mask, pixels } from "./reading/memory.ts";
export { hiddenWeights, nameBoxes, outputWeights, shares } from "./reading/network.ts";
export { areas, findPalette } from "./reading/palette.ts";
export { findPieces, pieces } from "./reading/pieces.ts";
export { chooseMask, inputs, sampleBox } from "./reading/samples.ts";
export { colors, eraseCurve } from "./reading/curve.ts";
