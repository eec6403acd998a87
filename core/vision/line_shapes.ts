/** The two networks that read a line without cutting it into glyphs: what goes in, what comes out, and their layers. */
import type { Layer, NetworkShape } from "./line_network.ts";

/** Channels of a picture: lightness, two of colour, and whether the pixel is inside of the crop. */
export const CHANNELS = 4;

/** Rows of the finder's picture, the whole crop. */
export const FINDER_HEIGHT = 32;
/** What the finder says of a frame: how likely a number's figures stand there, their top and their base. */
export const FINDER_OUTPUTS = 4;

/** Rows of the reader's picture, the rows of it that a figure fills, and the row that its top is at. */
export const LINE_HEIGHT = 24, FIGURE_ROWS = 16, FIGURE_TOP = 3;

/** The classes of a frame after nothing, in their order. `?`: a letter or sign that is none of ours; `#`: what cannot be read. */
export const LINE_SIGNS = "0123456789., x?#$";
/** Classes of a frame, 0 is nothing; those past the signs never occur. */
export const LINE_CLASSES = 20;

const layer = (inputs: number, outputs: number, rest: Partial<Layer>): Layer => ({
  inputs,
  outputs,
  rows: 3,
  columns: 3,
  padded: true,
  down: 1,
  across: 1,
  ...rest,
});

/** Finds the line. */
export const FINDER_SHAPE: NetworkShape = {
  height: FINDER_HEIGHT,
  layers: [
    layer(CHANNELS, 8, { down: 2, across: 2 }),
    layer(8, 16, { down: 2, across: 2 }),
    layer(16, 24, {}),
    layer(24, 32, { rows: 8, columns: 3, padded: false }),
    layer(32, 32, { rows: 1, columns: 5 }),
    layer(32, FINDER_OUTPUTS, { rows: 1, columns: 1 }),
  ],
};

/** Reads it. */
export const READER_SHAPE: NetworkShape = {
  height: LINE_HEIGHT,
  layers: [
    layer(CHANNELS, 8, { down: 2, across: 2 }),
    layer(8, 24, { down: 2 }),
    layer(24, 40, { down: 2 }),
    layer(40, 96, { padded: false }),
    layer(96, 96, { rows: 1, columns: 5 }),
    layer(96, LINE_CLASSES, { rows: 1, columns: 1 }),
  ],
};
