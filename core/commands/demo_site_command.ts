/** `demo-site`: serves the demo tables until stopped. */
import { startDemoSite } from "../simulator/demo_site.ts";
import type { CommonOptions } from "./command_line.ts";
import { onStopSignals } from "./start_command.ts";

/** Serves until Ctrl+C. */
export async function demoSite(
  options: CommonOptions & { port: number; seed: number; speed: number },
): Promise<number> {
  await using site = await startDemoSite({ port: options.port, seed: options.seed, speed: options.speed });
  console.log(`page: ${site.url}`);
  const stopped = Promise.withResolvers<void>();
  using _signals = onStopSignals(stopped.resolve);
  await stopped.promise;
  return 0;
}
