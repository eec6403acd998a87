/** The commands that play strategies over rounds that are over, and their options; each loads its own parts only when it runs. */
import { type Command, Option } from "commander";
import type { AddCommand, Exit } from "./common_options.ts";
import { positiveNumber, wholeNumber } from "./option_values.ts";

const SERIES_ROUNDS_MAX = 10_000_000;

/** Adds `backtest` and `optimize …` to the program. */
export function addBacktests(program: Command, { add, exit }: { add: AddCommand; exit: Exit }): void {
  const backtest = add(
    program,
    "backtest",
    "play a strategy over rounds that are over, with the code and the rules that play live",
  );
  withRounds(backtest)
    .option("--set <key=value...>", "the strategy's settings, as stakeMinor=2000; amounts in settings are minor units")
    .option("--bankroll <amount>", "all that may be lost; play ends when it cannot pay the next stake", positiveNumber)
    .addOption(
      new Option(
        "--bands <what...>",
        "play hundreds of other runs too: rounds by the law, these redrawn, these in blocks",
      )
        .choices(["law", "bootstrap", "blocks"]),
    )
    .option("--report <file>", "write an HTML page with plots, bands and days; it needs nothing else")
    .option("--json", "print JSON; amounts are minor units")
    .action(async (file, options) => exit(await (await import("./backtest_command.ts")).backtest(file, options)));
  addOptimize(program, { add, exit });
}

function addOptimize(program: Command, { add, exit }: { add: AddCommand; exit: Exit }): void {
  const optimize = add(
    program,
    "optimize",
    "search a strategy's settings on the older rounds; the newest fifth stays unseen",
  );
  withRounds(optimize)
    .requiredOption(
      "--grid <key=values...>",
      "what to search: key=1,2,3 or key=100..500:50; all combinations are tried",
    )
    .option("--random <n>", "try so many of them instead, chosen by the seed", wholeNumber(1, 10_000))
    .option("--set <key=value...>", "settings that are not searched")
    .addOption(
      new Option("--metric <what>", "what the best is best at").choices(["profit", "returnPerUnit", "drawdown"])
        .default("profit"),
    )
    .option("--bankroll <amount>", "all that may be lost", positiveNumber)
    .option("--json", "print JSON; amounts are minor units")
    .action(async (file, options) => exit(await (await import("./optimize_command.ts")).optimize(file, options)));
  const studies = program.command("studies").description("searches that were made").exitOverride();
  add(studies, "list", "print them, newest first")
    .option("--json", "print JSON, a line a study")
    .action(async (options) => exit(await (await import("./optimize_command.ts")).studies(options)));
  add(studies, "open", "play a study's best settings on the unseen rounds; once, for what was looked at tests nothing")
    .argument("<id>", "the study")
    .option("--json", "print JSON")
    .action(async (id, options) => exit(await (await import("./optimize_command.ts")).openStudy(id, options)));
}

function withRounds(command: Command): Command {
  return command
    .argument("[file]", "rounds: CSV with ended_at,multiplier, or JSON lines")
    .requiredOption("--strategy <name>", "which strategy")
    .option("--table <name>", "without a file: the recorded rounds of this table; its stake limits hold either way")
    .option("--generate <n>", "instead: so many rounds drawn by the law", wholeNumber(1, SERIES_ROUNDS_MAX))
    .option("--seed <n>", "seed of what is drawn", wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option("--stake-min <amount>", "the table's smallest stake (default: the table's, or 10)", positiveNumber)
    .option("--stake-max <amount>", "its largest (default: the table's, or 10000)", positiveNumber);
}
