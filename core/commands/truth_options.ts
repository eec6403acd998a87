/** The commands about truth, `rounds generate|verify`, `fairness` and `verdict`, and their options; each loads its own parts only when it runs. */
import { type Command, Option } from "commander";
import type { AddCommand, Exit } from "./common_options.ts";
import { positiveNumber, rate, wholeNumber } from "./option_values.ts";

const SERIES_ROUNDS_MAX = 10_000_000;

/** Adds them to the program and to its `rounds`. */
export function addTruth(program: Command, rounds: Command, { add, exit }: { add: AddCommand; exit: Exit }): void {
  add(rounds, "generate", "print rounds of the game's law, of bustabit's chains (newest first) or of a file")
    .addOption(
      new Option("--source <name>", "where they come from").choices(["aviator", "bustabit-v1", "bustabit-v2", "file"])
        .default("aviator"),
    )
    .option("--from <hash>", "newest game's hash (bustabit-v2: default game 2,729,956), or the file's path")
    .option("--seed <n>", "seed of the law's rounds", wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option("--count <n>", "how many", wholeNumber(1, 100_000_000), 10)
    .option("--json", "print JSON, a line a round")
    .action(async (options) => exit(await (await import("./rounds_command.ts")).generateRounds(options)));
  add(rounds, "verify", "check what a provably fair game has published: a hash, a file of rounds, or a round's seeds")
    .argument("[hash]", "a bustabit game's hash: which game it is and what its result must be")
    .addOption(
      new Option("--source <name>", "whose rule").choices(["bustabit-v1", "bustabit-v2", "spribe"])
        .default("bustabit-v2"),
    )
    .option("--file <path>", "JSON lines with hash and multiplier, newest first, as rounds generate prints them")
    .option("--server-seed <text>", "spribe: the server's seed")
    .option("--client-seed <texts...>", "spribe: the three players' seeds, in their order")
    .option("--hash <hex>", "spribe: the SHA-512 that was published")
    .option("--multiplier <x>", "the result that was shown, such as 2.24")
    .option("--json", "print JSON")
    .action(async (hash, options) => exit(await (await import("./verify_command.ts")).verifyRounds(hash, options)));
  add(program, "fairness", "test whether rounds follow the law that their table claims, and how sure that is")
    .argument("[file]", "CSV with the columns ended_at,multiplier, or JSON lines")
    .option("--table <name>", "a table's rounds of the database in the data folder instead")
    .option("--rtp <share>", "what the table claims to pay back", rate, 0.97)
    .option("--bundle <dir>", "write rounds, results, a page that explains them and their hashes into a new folder")
    .option("--json", "print JSON")
    .action(async (file, options) => exit(await (await import("./fairness_command.ts")).fairness(file, options)));
  add(program, "verdict", "judge whether a strategy's bets on rounds that are over show an edge")
    .argument("[file]", "rounds: CSV with ended_at,multiplier, or JSON lines")
    .requiredOption("--strategy <name>", "which strategy")
    .option("--table <name>", "without a file: the recorded rounds of this table; its stake limits hold either way")
    .option("--generate <n>", "instead: so many rounds drawn by the law", wholeNumber(1, SERIES_ROUNDS_MAX))
    .option("--seed <n>", "seed of what is drawn", wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option("--stake-min <amount>", "the table's smallest stake (default: the table's, or 10)", positiveNumber)
    .option("--stake-max <amount>", "its largest (default: the table's, or 10000)", positiveNumber)
    .option("--set <key=value...>", "the strategy's settings, as stakeMinor=2000; amounts in settings are minor units")
    .option("--rtp <share>", "what the table claims to pay back", rate, 0.97)
    .option("--json", "print JSON")
    .action(async (file, options) => exit(await (await import("./verdict_command.ts")).verdict(file, options)));
}
