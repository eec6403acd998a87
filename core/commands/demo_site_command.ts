/** `demo-site`: serves the demo tables until stopped. */
import { HostError } from "../protocol/errors.ts";
import { DEMO_FAULTS, type DemoFault } from "../simulator/demo_faults.ts";
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
  /** pairs of table and fault, with commas */
  faults: string;
}

/** Serves until Ctrl+C. */
export async function demoSite(options: DemoSiteCommandOptions): Promise<number> {
  const { port, seed, speed } = options;
  await using site = await startDemoSite({ port, seed, speed, tables: tablesOf(options) });
  console.log(`page: ${site.url}`);
  const stopped = Promise.withResolvers<void>();
  using _signals = onStopSignals(() => stopped.resolve());
  await stopped.promise;
  return 0;
}

function tablesOf({ tables, faults }: Pick<DemoSiteCommandOptions, "tables" | "faults">): DemoTable[] {
  const faultOf = new Map(faults.split(",").filter(Boolean).map((pair) => pair.split(":", 2) as [string, DemoFault]));
  for (const [name, fault] of faultOf) {
    if (tables.split(",").includes(name) && DEMO_FAULTS.includes(fault)) continue;
    const right = `a shown table and one of ${DEMO_FAULTS.join(", ")}, such as mozzart:popup`;
    throw new HostError("bad_config", `Cannot make fault ${JSON.stringify(`${name}:${fault ?? ""}`)}: ${right}`);
  }
  return tables.split(",").map((name) => {
    if (!SKIN_NAMES.includes(name as SkinName)) {
      throw new HostError(
        "bad_config",
        `Cannot show table ${JSON.stringify(name)}: there are ${SKIN_NAMES.join(", ")}`,
      );
    }
    return { name, skin: name as SkinName, fault: faultOf.get(name) };
  });
}
