/** `rounds generate`: rounds drawn from the game's law. */
import { AviatorStream } from "../simulator/round_stream.ts";
import type { CommonOptions } from "./common_options.ts";

/** Prints rounds, a line each. */
export function generateRounds(options: CommonOptions & { seed: number; count: number }): number {
  const stream = new AviatorStream({ seed: options.seed, table: "generated" });
  for (let index = 0; index < options.count; index++) {
    const multiplier = stream.next();
    console.log(options.json ? JSON.stringify({ index, multiplier }) : (multiplier / 100).toFixed(2));
  }
  return 0;
}
