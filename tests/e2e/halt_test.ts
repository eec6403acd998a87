/** Stopping all betting of the real program from outside: by the command's route and by a signal to the process that was started. */
import { equal, match, ok } from "node:assert/strict";
import { ON_LINUX } from "./processes.ts";
import { type Program, startProgram } from "./program.ts";

async function betting(program: Program): Promise<{ state: string; reason: string }> {
  return (await (await program.ask("/api/state")).json()).betting;
}

/** How long until the program says that it has halted, milliseconds. */
async function msUntilHalted(program: Program): Promise<number> {
  const startMs = performance.now();
  while ((await betting(program)).state !== "halted") {
    ok(performance.now() - startMs < 10_000, "not halted after 10 s");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return performance.now() - startMs;
}

Deno.test(
  { name: "SIGUSR1 to the started process halts betting, as the halt route does", ignore: !ON_LINUX },
  async () => {
    const dataDir = await Deno.makeTempDir({ prefix: "aviator-halt-" });
    await using program = await startProgram({ dataDir, args: [] });
    equal((await betting(program)).state, "active");
    program.signal("SIGUSR1");
    const bySignalMs = await msUntilHalted(program);
    match((await betting(program)).reason, /SIGUSR1/);
    equal((await (await program.ask("/api/resume", {})).json()).state, "active");
    const startMs = performance.now();
    const answer = await program.ask("/api/halt", { reason: "by hand" });
    equal((await answer.json()).state, "halted", "it has halted once it has answered");
    console.log(
      `halted ${bySignalMs.toFixed(1)} ms after the signal, answered in ${(performance.now() - startMs).toFixed(1)} ms`,
    );
    program.signal("SIGTERM");
    equal(await program.ended, 0);
    await Deno.remove(dataDir, { recursive: true });
  },
);
