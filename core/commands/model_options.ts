/** The commands about models, `train model`, `predict`, `models` and `features`, and their options; each loads its own parts only when it runs. */
import type { Command } from "commander";
import type { AddCommand, Exit } from "./common_options.ts";
import { HostError } from "../protocol/errors.ts";
import { positiveNumber, wholeNumber } from "./option_values.ts";

const SERIES_ROUNDS_MAX = 10_000_000;

/** Adds them to the program and to its `train`. */
export function addModels(program: Command, train: Command, { add, exit }: { add: AddCommand; exit: Exit }): void {
  addTraining(add(train, "model", "train a forest and boosted trees on rounds, and say whether they know anything"))
    .action(async (options) => exit(await (await import("./model_command.ts")).trainModelCommand(options)));
  withRounds(
    add(program, "predict", "say what a model gives each round of a file or table, and the one that comes next"),
  )
    .argument("<model>", "file of the model, or its name for the newest version")
    .argument("[file]", "rounds: CSV with ended_at,multiplier, or JSON lines")
    .option("--json", "print JSON, a line a round and last the summary")
    .action(async (model, file, options) =>
      exit(await (await import("./model_command.ts")).predictCommand(model, file, options))
    );
  const models = program.command("models").description("models that were trained").exitOverride();
  add(models, "list", "print them, newest first, each with its verdict")
    .option("--json", "print JSON, a line a model")
    .action(async (options) => exit(await (await import("./model_command.ts")).listModelsCommand(options)));
  const features = program.command("features").description("what models know of a round before it begins")
    .exitOverride();
  withRounds(add(features, "check", "compute features again on rounds that end earlier: names what looks ahead"))
    .argument("[file]", "rounds: CSV with ended_at,multiplier, or JSON lines")
    .option("--target <x>", "multiplier that counts as a win", multiplier, 2)
    .option("--rounds <n>", "how many rounds are looked at", wholeNumber(1, 100_000), 500)
    .option("--json", "print JSON")
    .action(async (file, options) => exit(await (await import("./model_command.ts")).checkFeatures(file, options)));
}

function withRounds(command: Command): Command {
  return command
    .option("--table <name>", "instead of a file: the recorded rounds of this table")
    .option("--generate <n>", "instead: so many rounds drawn by the law", wholeNumber(1, SERIES_ROUNDS_MAX))
    .option("--seed <n>", "seed of what is drawn", wholeNumber(0, 2 ** 32 - 1), 1);
}

function addTraining(command: Command): Command {
  return command
    .option("--rounds <file>", "rounds: CSV with ended_at,multiplier, or JSON lines")
    .option("--table <name>", "instead of a file: the recorded rounds of this table")
    .option("--generate <n>", "instead: so many rounds drawn by the law", wholeNumber(1, SERIES_ROUNDS_MAX))
    .option("--name <name>", "the model's name", "rounds")
    .option("--target <x>", "foretell whether a round reaches this multiplier", multiplier, 2)
    .option("--rtp <share>", "what the game pays back: Aviator 0.97, bustabit 0.99", positiveNumber, 0.97)
    .option("--trees <n>", "trees of the forest, and of the boosting", wholeNumber(1, 5_000), 100)
    .option("--depth <n>", "depth of boosted trees", wholeNumber(1, 12), 3)
    .option("--leaf-rows <n>", "rounds that a leaf has at least", wholeNumber(1, 1_000_000), 20)
    .option("--rate <share>", "how much of each boosted tree is believed", positiveNumber, 0.1)
    .option("--workers <n>", "threads", wholeNumber(1, 16), Math.min(16, navigator.hardwareConcurrency))
    .option("--seed <n>", "seed of the forest, and of generated rounds", wholeNumber(0, 2 ** 32 - 1), 1)
    .option("--json", "print JSON");
}

/** A multiplier such as 2.00, from 1.01 on. */
function multiplier(text: string): number {
  const hundredths = Math.round(Number(text) * 100);
  if (/^\d+(\.\d{1,2})?$/.test(text) && hundredths >= 101 && hundredths <= 100_000_000) return hundredths / 100;
  throw new HostError(
    "bad_config",
    `Cannot use ${JSON.stringify(text)}: a multiplier from 1.01 to 1000000 with two decimals at most is wanted`,
  );
}
