/** `demo-site`: serves the demo tables until stopped. */
import { HostError } from "../protocol/errors.ts";
import { type DemoTable, startDemoSite } from "../simulator/demo_site.ts";
import { SKIN_NAMES, type SkinName } from "../simulator/skins.ts";
import type { CommonOptions } from "./common_options.ts";
import { onStopSignals } from "../ops/stop_signals.ts";

export interface DemoSiteCommandOptions extends CommonOptions {
  port: number;
  seed: number;
  speed: number;
  /** names of skins, with commas */
  tables: string;
}

/** Serves until Ctrl+C. */
export async function demoSite(options: DemoSiteCommandOptions): Promise<number> {
  const { port, seed, speed } = options;
  await using site = await startDemoSite({ port, seed, speed, tables: tablesOf(options.tables) });
  console.log(`page: ${site.url}`);
  const stopped = Promise.withResolvers<void>();
  using _signals = onStopSignals(() => stopped.resolve());
  await stopped.promise;
  return 0;
}

function tablesOf(text: string): DemoTable[] {
  return text.split(",").map((name) => {
    if (!SKIN_NAMES.includes(name as SkinName)) {
      throw new HostError(
        "bad_config",
        `Cannot show table ${JSON.stringify(name)}: there are ${SKIN_NAMES.join(", ")}`,
      );
    }
    return { name, skin: name as SkinName };
  });
}
