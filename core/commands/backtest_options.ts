/** The commands that play strategies over rounds that are over, and their options; each loads its own parts only when it runs. */
import type { Command } from "commander";
import { positiveNumber, wholeNumber } from "./option_values.ts";

type Add = (parent: Command, name: string, description: string) => Command;
type Exit = (status: number) => void;

const SERIES_ROUNDS_MAX = 10_000_000;

/** Adds `backtest` to the program. */
export function addBacktests(program: Command, { add, exit }: { add: Add; exit: Exit }): void {
  const backtest = add(
    program,
    "backtest",
    "play a strategy over rounds that are over, with the code and the rules that play live",
  );
  withRounds(backtest)
    .option("--set <key=value...>", "the strategy's settings, as stakeMinor=2000; amounts in settings are minor units")
    .option("--bankroll <amount>", "all that may be lost; play ends when it cannot pay the next stake", positiveNumber)
    .option("--json", "print JSON; amounts are minor units")
    .action(async (file, options) => exit(await (await import("./backtest_command.ts")).backtest(file, options)));
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
