/** The `strategies` commands and their options; each loads its own parts only when it runs. */
import type { Command } from "commander";
import type { AddCommand, Exit } from "./common_options.ts";

/** Adds `strategies …` to the program. */
export function addStrategies(program: Command, { add, exit }: { add: AddCommand; exit: Exit }): void {
  const strategies = program.command("strategies").description("who plays which table").exitOverride();
  add(strategies, "attach", "have a strategy play a table, over restarts too, in the place of whoever plays it")
    .argument("<name>", "the strategy's name")
    .requiredOption("--table <name>", "the table")
    .option("--mode <mode>", "paper, virtual or live (as the configuration allows)", "paper")
    .action(async (name, options) =>
      exit(await (await import("./strategy_commands.ts")).attachStrategy(name, options))
    );
  add(strategies, "detach", "have nobody play a table, over restarts too")
    .requiredOption("--table <name>", "the table")
    .action(async (options) => exit(await (await import("./strategy_commands.ts")).detachStrategy(options)));
}
