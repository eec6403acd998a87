/** The commands about money at risk and their options: `ruin`, `leases`, `bets arm`; each loads its own parts only when it runs. */
import type { Command } from "commander";
import type { AddCommand, Exit } from "./common_options.ts";
import { positiveNumber, wholeNumber } from "./option_values.ts";
import { ARM_MINUTES_MAX } from "../protocol/bet.ts";

/** Adds `ruin` and `leases …` to the program. */
export function addRisk(program: Command, { add, exit }: { add: AddCommand; exit: Exit }): void {
  add(program, "ruin", "the exact risk of a ladder of stakes, by the game's law P(multiplier >= m) = rtp/m")
    .requiredOption("--stakes <amounts>", "stake of each step, with commas: one step up after each lost bet")
    .requiredOption("--cash-outs <multipliers>", "cash-out of each step, or one for all of them")
    .option("--rtp <share>", "what the game pays back", positiveNumber, 0.97)
    .option("--limit <amount>", "largest stake that the table takes", positiveNumber)
    .option("--bankroll <amount>", "all that may be lost: says how likely that is within the hours", positiveNumber)
    .option("--rounds-per-hour <n>", "rounds that are played in an hour", positiveNumber, 150)
    .option("--hours <list>", "hours to look ahead, with commas (default: 1,8,24)")
    .option("--json", "print JSON")
    .action(async (options) => exit((await import("./ruin_command.ts")).ruin(options)));
  const leases = program.command("leases").description("what strategies of the running program may spend")
    .exitOverride();
  add(leases, "list", "print every lease with what it has used")
    .option("--json", "print JSON, a line a lease")
    .action(async (options) => exit(await (await import("./leases_command.ts")).listLeases(options)));
  add(leases, "grant", "give the strategy that plays a table another lease, over restarts too")
    .argument("<table>", "the table")
    .option("--max-stake <amount>", "largest single stake", positiveNumber)
    .option("--bets-per-hour <n>", "most bets within any hour", wholeNumber(0, 100_000))
    .option("--loss-per-day <amount>", "loss of a day that ends it", positiveNumber)
    .option("--hours <n>", "hours until it expires (default: never)", positiveNumber)
    .action(async (table, options) => exit(await (await import("./leases_command.ts")).grantLease(table, options)));
  add(leases, "revoke", "end the lease of the strategy that plays a table, at once and over restarts too")
    .argument("<table>", "the table")
    .action(async (table, options) => exit(await (await import("./leases_command.ts")).revokeLease(table, options)));
}

/** Adds `bets arm` and `bets disarm`. */
export function addArming(bets: Command, { add, exit }: { add: AddCommand; exit: Exit }): void {
  add(bets, "arm", "allow live bets for a while, in two steps: --minutes shows what is risked and a code, --code arms")
    .option("--minutes <n>", "first step: for how long", wholeNumber(1, ARM_MINUTES_MAX))
    .option("--code <figures>", "second step: the code, within a minute")
    .option(
      "--accept-loss <amount>",
      "the loss an hour that the first step showed; needed where no edge was shown",
      Number,
    )
    .option("--json", "print JSON")
    .action(async (options) => exit(await (await import("./arm_command.ts")).arm(options)));
  add(bets, "disarm", "no more live bets")
    .option("--json", "print JSON")
    .action(async (options) => exit(await (await import("./arm_command.ts")).disarm(options)));
}
