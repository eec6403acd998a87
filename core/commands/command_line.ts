/** All commands of the program, and what their exit status means: 0 done, 1 failed, 2 wrong usage or configuration, 3 refused. */
import { Command, CommanderError, Option } from "commander";
import { type ErrorCode, HostError } from "../protocol/errors.ts";
import { EXIT_FAILED, EXIT_WRONG_USAGE } from "../ops/core_settings.ts";
import { inert } from "../ops/log.ts";
import type { Exit } from "./common_options.ts";
import { playColors, positiveNumber, rectangle, speed, wholeNumber } from "./option_values.ts";
import { addBacktests } from "./backtest_options.ts";
import { addDataFiles } from "./data_options.ts";
import { addCollector, addForwarding } from "./fleet_options.ts";
import { addArming, addRisk } from "./money_options.ts";
import { addPlugins } from "./plugin_options.ts";
import { addPerformance } from "./performance_options.ts";
import { addSignals } from "./signal_options.ts";
import { addStrategies } from "./strategy_options.ts";
import { addTokens } from "./token_options.ts";
import { addModels } from "./model_options.ts";
import { addTruth } from "./truth_options.ts";

const EXIT_REFUSED = 3;

const EXIT_OF: Partial<Record<ErrorCode, number>> = {
  bad_config: EXIT_WRONG_USAGE,
  bad_manifest: EXIT_WRONG_USAGE,
  refused: EXIT_REFUSED,
  halted: EXIT_REFUSED,
};

/** Runs one command; returns the exit status and prints what went wrong. */
export async function runCommandLine(args: string[]): Promise<number> {
  let status = 0;
  try {
    await buildProgram((code) => status = code).parseAsync(args, { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_WRONG_USAGE;
    if (error instanceof HostError) {
      console.error(inert(error.message));
      return EXIT_OF[error.code] ?? EXIT_FAILED;
    }
    console.error(error);
    return EXIT_FAILED;
  }
}

/** The program with all its commands; each loads its own parts only when it runs. */
export function buildProgram(exit: Exit): Command {
  const program = new Command("aviator")
    .description(
      "Watches, records and researches crash games at several bookmakers at once. A fair crash game has no edge to find.",
    )
    .exitOverride()
    // An option belongs to the command that it stands behind.
    .enablePositionalOptions()
    .showHelpAfterError("(--help shows what is possible)");
  addRunning(program, exit);
  addRecordings(program, exit);
  addScreens(program, exit);
  addConfiguration(program, exit);
  addData(program, exit);
  addBacktests(program, { add, exit });
  addReading(program, exit);
  addForwarding(program, { add, exit });
  addCollector(program, { add, exit });
  addRisk(program, { add, exit });
  return program;
}

function add(parent: Command, name: string, description: string): Command {
  return parent.command(name).description(description)
    .option("--data <dir>", "folder for what a run writes", "data")
    .option("--config <file>", "configuration file (default: four virtual tables)")
    .exitOverride();
}

function addRunning(program: Command, exit: Exit): void {
  add(program, "start", "watch the tables and serve the page (the default: virtual tables, virtual money)")
    .option("--port <n>", "port of the page on 127.0.0.1, 0 for any", wholeNumber(0, 65_535))
    .option("--seed <n>", "seed of the virtual tables", wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option("--popups <n>", "how often an hour something covers each virtual table for some seconds", positiveNumber)
    .option("--speed <k>", "how fast the virtual tables' time runs; a real screen runs at 1", positiveNumber)
    .option("--plugins <dirs...>", "further plugin folders")
    .option("--record <file>", "record the session to a file")
    .option("--record-full", "record whole windows instead of regions and controls")
    .option("--no-open", "do not open the page in a browser")
    .action(async (options) => exit(await (await import("./start_command.ts")).start(options)));
  program.command("core", { hidden: true }).description("the core process; started by start").exitOverride()
    .action(async () => exit(await (await import("../host/core_process.ts")).runCore()));
  program.command("job", { hidden: true }).description("one job's process; started by the core").exitOverride()
    .argument("<folder>").requiredOption("--data <dir>").option("--plugins <dirs...>")
    .action(async (folder, options) => exit(await (await import("./job_command.ts")).job(folder, options)));
  add(program, "halt", "stop all betting of the running program at once")
    .option("--reason <text>", "shown until somebody resumes", "halted from the command line")
    .action(async (options) => exit(await (await import("./halt_command.ts")).halt(options)));
  add(program, "demo-site", "serve a web page with demo tables to point the real screen at")
    .option("--port <n>", "port on 127.0.0.1, 0 for any", wholeNumber(0, 65_535), 8770)
    .option("--seed <n>", "seed of the rounds", wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option("--speed <k>", "how fast the demo's time runs", positiveNumber, 1)
    .option("--tables <names>", "tables in the order of the grid, with commas", "balkanbet,mozzart,soccer,admiral")
    .option("--faults <pairs>", "what goes wrong once a round, such as mozzart:popup,soccer:lost-key", "")
    .action(async (options) => exit(await (await import("./demo_site_command.ts")).demoSite(options)));
}

function addRecordings(program: Command, exit: Exit): void {
  add(program, "record", "record the tables' pixels to a file, to be replayed later")
    .requiredOption("--out <file>", "file that is written; it must not be there yet")
    .option("--seconds <n>", "how long; without it until Ctrl+C", positiveNumber)
    .option("--tables <names>", "only these tables, with commas")
    .option("--full", "whole windows instead of regions and controls: regions can then be changed afterwards")
    .option("--file-mb <n>", "go on in a next file at this size (default: 1000)", positiveNumber)
    .option("--files <n>", "files kept, the oldest is deleted (default: 100)", wholeNumber(1, 10_000))
    .option("--seed <n>", "seed of the virtual tables", wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option("--speed <k>", "how fast the virtual tables' time runs, or max", speed, 1)
    .option("--json", "print JSON")
    .action(async (options) => exit(await (await import("./record_command.ts")).record(options)));
  program.command("replay").description("play a recording through the whole program and say what was found")
    .argument("<file>", "a recording")
    .option("--data <dir>", "new folder that keeps what was found (default: none)")
    .option("--settings-of <dir>", "data folder whose changes made on the page hold", "data")
    .option("--config <file>", "configuration file; strategies in it play on paper")
    .option("--speed <k>", "how fast, or max", speed, Infinity)
    .option("--against <db>", "database to compare the rounds with; a difference is exit status 1")
    .option("--tables <names>", "only these tables, with commas")
    .option("--json", "print JSON")
    .exitOverride()
    .action(async (file, options) => exit(await (await import("./replay_command.ts")).replay(file, options)));
}

function addScreens(program: Command, exit: Exit): void {
  add(program, "screens", "list the monitors, and the windows that a grid on each would have")
    .option("--json", "print JSON")
    .action(async (options) => exit(await (await import("./screens_command.ts")).screens(options)));
  const tables = program.command("tables").description("the tables and where they stand").exitOverride();
  add(tables, "move", "write to the configuration that a table's window stands somewhere else now")
    .argument("<table>", "its name")
    .argument("<x>", "left edge on the screen, pixels", wholeNumber(0, 65_535))
    .argument("<y>", "top edge", wholeNumber(0, 65_535))
    .action(async (table, x, y, options) =>
      exit(await (await import("./tables_command.ts")).moveTable(table, { ...options, corner: { x, y } }))
    );
}

function addConfiguration(program: Command, exit: Exit): void {
  add(program, "doctor", "say what this machine lacks for each feature, and the command that mends it")
    .option("--json", "print JSON")
    .option("--bundle <file>", "also write a diagnostics bundle, without secrets, for somebody who is to help")
    .action(async (options) => exit(await (await import("./doctor_command.ts")).doctor(options)));
  const config = program.command("config").description("show or check the configuration").exitOverride();
  add(config, "show", "print the configuration in force, defaults included")
    .option("--json", "print JSON (it always does)")
    .action(async (options) => exit(await (await import("./config_command.ts")).showConfig(options)));
  add(config, "check", "check the configuration and every plugin's manifest")
    .option("--json", "print JSON")
    .action(async (options) => exit(await (await import("./config_command.ts")).checkConfig(options)));
  addPlugins(program, { add, exit });
  addStrategies(program, { add, exit });
  addTokens(program, { add, exit });
  addPerformance(program, { add, exit });
  addSignals(program, { add, exit });
}

const MAX = Number.MAX_SAFE_INTEGER;

function addData(program: Command, exit: Exit): void {
  const bets = program.command("bets").description("the ledger, and arming live bets").exitOverride();
  addArming(bets, { add, exit });
  add(bets, "list", "print the ledger's bets, newest first")
    .option("--table <name>", "only this table's")
    .option("--limit <n>", "at most so many", wholeNumber(1, 100_000), 50)
    .option("--json", "print JSON, a line a bet")
    .action(async (options) => exit(await (await import("./stored_command.ts")).listBets(options)));
  add(bets, "show <id>", "print one bet: its states, its steps and the files of their pictures")
    .option("--json", "print JSON")
    .action(async (id, options) =>
      exit(await (await import("./bets_command.ts")).showBet({ ...options, id: wholeNumber(1, MAX)(id) }))
    );
  add(bets, "verify", "check that the ledger is as it was written; an edited bet is named")
    .option("--head <hash>", "a head that was printed before: it must still be in the ledger")
    .option("--json", "print JSON")
    .action(async (options) => exit(await (await import("./bets_command.ts")).verifyBets(options)));
  add(bets, "reconcile", "look into bets whose outcome is unknown; presses nothing, tries nothing again")
    .option("--bet <id>", "settle this one by your own word", wholeNumber(1, MAX))
    .addOption(new Option("--as <state>", "what became of it").choices(["won", "lost", "void", "failed"]))
    .option("--json", "print JSON, a line a bet")
    .action(async (options) => exit(await (await import("./bets_command.ts")).reconcileBets(options)));
  const rounds = program.command("rounds").description("recorded and generated rounds").exitOverride();
  add(rounds, "list", "print recorded rounds, newest first")
    .option("--table <name>", "only this table's")
    .option("--limit <n>", "at most so many", wholeNumber(1, 1_000_000), 50)
    .option("--json", "print JSON, a line a round")
    .action(async (options) => exit(await (await import("./stored_command.ts")).listRounds(options)));
  addDataFiles(program, { add, exit, rounds });
  const readings = program.command("readings").description("reads that were not simply believed").exitOverride();
  add(readings, "list", "print them, newest first, each with the reason and its picture's file")
    .option("--table <name>", "only this table's")
    .option("--limit <n>", "at most so many", wholeNumber(1, 100_000), 50)
    .option("--json", "print JSON, a line a read")
    .action(async (options) => exit(await (await import("./stored_command.ts")).listReadings(options)));
  addTruth(program, rounds, { add, exit });
}

function addReading(program: Command, exit: Exit): void {
  add(program, "read", "read a labelled frame set and compare with its truth")
    .argument("<dir>", "folder with PNGs and labels.jsonl")
    .option("--json", "print JSON, a line a region and last the summary")
    .option("--table <name>", "read as this bookmaker's table, with what calibration learnt of it")
    .option("--report <file>", "write accuracy and speed, with pictures of what went wrong, as an HTML page")
    .action(async (dir, options) => exit(await (await import("./read_command.ts")).read(dir, options)));
  add(program, "diagnose", "say why a number was read as it was, or withheld")
    .argument("<image>", "picture of a region, or of more with --region")
    .option("--region <x,y,w,h>", "the part that holds the number (default: all)", rectangle)
    .addOption(
      new Option("--kind <what>", "what it should be").choices(["multiplier", "money", "count", "phase"])
        .default("multiplier"),
    )
    .option("--locale <tag>", 'how numbers are written: sr-RS, or examples as "12 345,60/x3.45"', "sr-RS")
    .option("--out <dir>", "folder for diagnosis.html and diagnosis.json")
    .option("--json", "print JSON")
    .action(async (image, options) => exit(await (await import("./diagnose_command.ts")).diagnose(image, options)));
  addLooking(program, exit);
  addCalibration(program, exit);
  const train = program.command("train").description("learn from what was recorded").exitOverride();
  add(train, "phase", "learn a table's phases from its colours, as the rules saw them; used from the next start on")
    .requiredOption("--table <name>", "bookmaker's table")
    .option("--frames <dir>", "learn from a labelled frame set instead of stored samples")
    .option("--clusters <n>", "how many clusters", wholeNumber(2, 64), 16)
    .option("--seed <n>", "seed of the clusters' starts", wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option("--json", "print JSON")
    .action(async (options) => exit(await (await import("./train_command.ts")).trainPhase(options)));
  addModels(program, train, { add, exit });
}

function addLooking(program: Command, exit: Exit): void {
  add(program, "overlay", "draw a table's regions and controls over a screenshot, with what is read")
    .argument("<image>", "the screenshot")
    .requiredOption("--table <name>", "the bookmaker whose regions are drawn")
    .requiredOption("--out <file>", "PNG to write")
    .option("--window <x,y,w,h>", "the table's window on the screenshot (default: all)", rectangle)
    .option("--json", "print JSON, a line a rectangle")
    .action(async (image, options) => exit(await (await import("./overlay_command.ts")).overlay(image, options)));
  add(program, "quick-test", "read the configured tables for some seconds, without storing or betting")
    .option("--table <name>", "only this table")
    .option("--seconds <n>", "how long", positiveNumber, 10)
    .option("--seed <n>", "seed of the virtual tables", wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option("--json", "print JSON, a line a table")
    .action(async (options) => exit(await (await import("./quick_test_command.ts")).quickTestCommand(options)));
}

function addCalibration(program: Command, exit: Exit): void {
  add(
    program,
    "calibrate",
    "make a bookmaker of pictures of its table: labelled frames, screenshots, or the live screen",
  )
    .argument("[dir]", "folder with PNGs and labels.jsonl, or with screenshots of one table")
    .option("--name <name>", "the bookmaker's name; without it nothing is written")
    .option("--title <text>", "the name that the page shows")
    .option("--out <path>", "folder to write (default: plugins/bookmakers/NAME); with --show the PNG")
    .option("--screen", "look at the live screen instead of files")
    .option("--window <x,y,w,h>", "the table's window on the screen or in the pictures", rectangle)
    .option("--accept", "write the likeliest regions that were proposed on plain pictures")
    .option("--force", "overwrite what is there")
    .option("--show <name>", "write a calibrated table's glyphs as one picture")
    .option("--locale <tag>", "how numbers are written, such as sr-RS (default: as labelled, or guessed)")
    .option("--currency <code>", "three letters (default: RSD)")
    .option("--stake-min <amount>", "smallest stake (default: 10)", positiveNumber)
    .option("--stake-max <amount>", "largest stake (default: 10000)", positiveNumber)
    .option(
      "--play-colors <bet,cancel,cash-out>",
      "the play button's colours, such as #28a909,#cb011a,#d07206",
      playColors,
    )
    .option("--json", "print JSON")
    .action(async (dir, options) => exit(await (await import("./calibrate_command.ts")).calibrate(dir, options)));
}
