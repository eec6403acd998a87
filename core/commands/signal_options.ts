/** The `signals` commands and their options; each loads its own parts only when it runs. */
import { type Command, InvalidArgumentError } from "commander";
import type { AddCommand, Exit } from "./common_options.ts";

/** Adds `signals …` to the program. */
export function addSignals(program: Command, { add, exit }: { add: AddCommand; exit: Exit }): void {
  const signals = program.command("signals").description("odds that are higher than a probability justifies")
    .exitOverride();
  add(signals, "list", "print the signals that were stored, newest first")
    .option("--limit <n>", "at most so many", rows, 50)
    .option("--json", "print JSON, a line a signal")
    .action(async (options) => exit(await (await import("./signals_command.ts")).listSignals(options)));
  add(signals, "backtest", "find signals in all stored odds anew, by the configuration's rules, and settle them")
    .option("--json", "print JSON")
    .action(async (options) => exit(await (await import("./signals_command.ts")).backtest(options)));
}

function rows(text: string): number {
  const number = Number(text);
  if (/^\d{1,6}$/.test(text) && number >= 1) return number;
  throw new InvalidArgumentError("a whole number from 1 to 999999 is right");
}
