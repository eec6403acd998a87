/** Names the version of what reads the screen: the networks' weights, whatever else has changed. */
import { createHash } from "node:crypto";
import { GLYPH_WEIGHTS } from "./glyph_weights.ts";
import { FINDER_WEIGHTS } from "./line_finder_weights.ts";
import { READER_WEIGHTS } from "./line_reader_weights.ts";
import { PHASE_WEIGHTS } from "./phase_weights.ts";

/** Twelve hexadecimal digits of SHA-256 over all weights. */
export function readerVersion(): string {
  const hash = createHash("sha256");
  for (const weights of [GLYPH_WEIGHTS, FINDER_WEIGHTS, READER_WEIGHTS, PHASE_WEIGHTS]) {
    hash.update(JSON.stringify(weights));
  }
  return hash.digest("hex").slice(0, 12);
}
