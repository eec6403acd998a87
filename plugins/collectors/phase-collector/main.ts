/** One row for each change of a table's phase. */
import { defineCollector } from "@aviator/sdk";

export default defineCollector({
  create: () => ({ onPhase: (change) => [{ kind: "phase", ...change }] }),
});
