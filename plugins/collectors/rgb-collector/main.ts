/** One row a region with the mean and deviation of its colours, twice a second: what `train phase` learns from. */
import { defineCollector } from "@aviator/sdk";

export default defineCollector({
  create({ config }) {
    const wanted = new Set(config.regions as string[]);
    return {
      onSample: ({ table, takenAtMs, phase, regions }) =>
        regions.filter(({ region }) => wanted.has(region))
          .map(({ region, mean, deviation }) => ({
            kind: "sample" as const,
            table,
            takenAtMs,
            phase,
            region,
            mean,
            deviation,
          })),
    };
  },
});
