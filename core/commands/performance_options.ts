/** The `performance` commands and their options; each loads its own parts only when it runs. */
import type { Command } from "commander";
import type { AddCommand, Exit } from "./common_options.ts";

/** Adds `performance …` to the program. */
export function addPerformance(program: Command, { add, exit }: { add: AddCommand; exit: Exit }): void {
  const performance = program.command("performance").description("what runs of the program cost").exitOverride();
  const run = "a run's number (1 is the newest), or a performance.json or data folder, whose newest run is meant";
  add(performance, "list", "print the runs that are known, the newest first, and what was unusual")
    .option("--json", "print JSON, a line a run")
    .action(async (options) => exit(await (await import("./performance_command.ts")).listRuns(options)));
  add(performance, "compare", "print each module's figures of two runs, before and after, with the changes")
    .argument("[before]", run, "2")
    .argument("[after]", run, "1")
    .option("--json", "print JSON, a line a figure")
    .action(async (before, after, options) =>
      exit(await (await import("./performance_command.ts")).compare(before, { ...options, after }))
    );
}
