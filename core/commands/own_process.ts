/** Runs a command again in a process of its own, with the flag that threads with permissions need. Decides nothing else. */
import { join } from "node:path";
import { PROJECT_DIR } from "./project.ts";

/** The hidden option that says that the command runs in its own process already. */
export const HERE_OPTION = "--here";

/**
 * Runs the same command line with `--here` added; signals reach it too.
 *
 * @returns its exit status
 */
export async function runInOwnProcess(args: readonly string[] = Deno.args): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--unstable-worker-options", join(PROJECT_DIR, "main.ts"), ...args, HERE_OPTION],
  }).spawn();
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
  // Ctrl+C reaches the whole group by itself; a signal to this process alone has to be passed on.
  const passOn = (signal: Deno.Signal) => () => {
    try {
      if (signal !== "SIGINT") child.kill(signal);
    } catch { /* it has ended already */ }
  };
  const listeners = signals.map((signal) => ({ signal, listener: passOn(signal) }));
  for (const { signal, listener } of listeners) Deno.addSignalListener(signal, listener);
  try {
    return (await child.status).code;
  } finally {
    for (const { signal, listener } of listeners) Deno.removeSignalListener(signal, listener);
  }
}
