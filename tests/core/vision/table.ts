/** A table for the vision tests; its phase region starts at (300, 100). */
import type { TableDescription } from "../../../core/protocol/manifest.ts";

export const TABLE: TableDescription = {
  window: { width: 960, height: 540 },
  locale: "en-US",
  currency: "RSD",
  stakeMinMinor: 1000,
  stakeMaxMinor: 1_000_000,
  regions: { score: [300, 100, 200, 60], phase: [300, 100, 200, 100], otherCount: [10, 10, 100, 30] },
  phaseRules: [
    {
      phase: "waiting",
      all: [{ color: "#40a0ff", tolerance: 20, minShare: 0.01, maxShare: 1, area: [350, 180, 100, 10] }],
    },
    { phase: "flying", all: [{ color: "#e50539", tolerance: 20, minShare: 0.02, maxShare: 0.5 }] },
    { phase: "crashed", all: [{ color: "#b00020", tolerance: 20, minShare: 0.02, maxShare: 0.5 }] },
  ],
  progress: { area: [350, 180, 100, 10], color: "#40a0ff", tolerance: 20, direction: "drains" },
};
