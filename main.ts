/** The command line: reads flags and hands over. No logic here. */
import { runCommandLine } from "./core/commands/command_line.ts";

if (import.meta.main) Deno.exitCode = await runCommandLine(Deno.args);
