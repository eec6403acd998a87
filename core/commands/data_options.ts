/** The commands that move stored rows to files and back, and their options; each loads its own parts only when it runs. */
import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import type { AddCommand, Exit } from "./common_options.ts";
import type { DataSet } from "../storage/data_sets.ts";

// Stated here, for the storage itself is loaded only by what uses it.
const SETS: readonly DataSet[] = [
  "rounds",
  "bets",
  "snapshots",
  "crossings",
  "phases",
  "samples",
  "earnings",
  "readings",
];
const FORMATS = ["csv", "json", "parquet"];

/** Adds `data …` and `backup` to the program, and `export` and `import` to `rounds`. */
export function addDataFiles(
  program: Command,
  { add, exit, rounds }: { add: AddCommand; exit: Exit; rounds: Command },
): void {
  exportOptions(add(rounds, "export", "write recorded rounds to a file: CSV, JSON or Parquet"))
    .action(async (options) => exit(await (await import("./data_command.ts")).exportData("rounds", options)));
  importOptions(
    add(rounds, "import", "store the rounds of a file, bad lines are named; the same file twice changes nothing")
      .argument("<file>", "its columns: ended_at, multiplier, and what else `rounds export` writes"),
  ).action(async (file, options) =>
    exit(await (await import("./data_command.ts")).importData("rounds", file, options))
  );
  const data = program.command("data").description("the database's rows as files, and whether it is whole")
    .exitOverride();
  exportOptions(
    add(data, "export", "write one kind of rows to a file: CSV, JSON or Parquet")
      .addArgument(new Argument("<kind>", "which rows").choices(SETS)),
  ).action(async (kind, options) => exit(await (await import("./data_command.ts")).exportData(kind, options)));
  importOptions(
    add(data, "import", "store the rows of an exported file; the ledger of bets comes from backups alone")
      .addArgument(new Argument("<kind>", "which rows").choices(SETS.filter((set) => set !== "bets")))
      .argument("<file>", "as `data export` writes it"),
  ).action(async (kind, file, options) =>
    exit(await (await import("./data_command.ts")).importData(kind, file, options))
  );
  add(data, "check", "read the whole database and say what is damaged; the program may run meanwhile")
    .option("--json", "print JSON")
    .action(async (options) => exit(await (await import("./data_command.ts")).checkData(options)));
  add(data, "restore", "put a backup in the database's place, checked first; what was there is kept beside it")
    .argument("<file>", "as `backup` writes it, or one of the daily ones in the data folder's `backups`")
    .option("--json", "print JSON")
    .action(async (file, options) => exit(await (await import("./backup_command.ts")).restoreBackup(file, options)));
  add(program, "backup", "copy the database to a new file and check the copy; the program may run meanwhile")
    .argument("<file>", "file that is written; it must not be there yet")
    .option("--json", "print JSON")
    .action(async (file, options) => exit(await (await import("./backup_command.ts")).backup(file, options)));
}

function exportOptions(command: Command): Command {
  return command
    .option("--out <file>", "file that is written; it must not be there yet (default: standard output, as CSV)")
    .addOption(new Option("--format <name>", "default: by the file's ending").choices(FORMATS))
    .option("--table <name>", "only this table's")
    .option("--from <time>", "only from this date or moment on, as 2026-01-31 or 2026-01-31T18:00 (UTC)", moment)
    .option("--to <time>", "only before this date or moment", moment)
    .option("--multiplier-min <x>", "rounds that reached it, as 2.50", multiplier)
    .option("--multiplier-max <x>", "rounds that ended there or below", multiplier)
    .option("--json", "print JSON about the file");
}

function importOptions(command: Command): Command {
  return command
    .addOption(new Option("--format <name>", "default: by the file's ending").choices(FORMATS))
    .option("--table <name>", "table of rows whose file names none")
    .option("--json", "print JSON");
}

function moment(text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?Z?$/.test(text)
    ? Date.parse(text.includes("T") && !text.endsWith("Z") ? `${text}Z` : text)
    : NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError(`${text} is no date such as 2026-01-31 or 2026-01-31T18:00`);
  return ms;
}

function multiplier(text: string): number {
  const value = /^\d{1,7}(\.\d{1,2})?x?$/.test(text) ? Math.round(parseFloat(text) * 100) : NaN;
  if (!(value >= 100)) throw new InvalidArgumentError(`${text} is no multiplier such as 2.50`);
  return value;
}
