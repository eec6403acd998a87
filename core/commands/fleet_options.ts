/** The options of `forward` and `collector`; each command loads its own parts only when it runs. */
import { type Command, Option } from "commander";
import type { AddCommand, Exit } from "./common_options.ts";
import { wholeNumber } from "./option_values.ts";

/** Adds `forward …` to the program. */
export function addForwarding(program: Command, { add, exit }: { add: AddCommand; exit: Exit }): void {
  const forward = program.command("forward").description("the buffer of rows on their way to a collector")
    .exitOverride();
  const command = (name: string, description: string) => add(forward, name, description).option("--json", "print JSON");
  command("status", "say how many rows wait, were sent and were refused, since when, and why")
    .action(async (options) => exit(await (await import("./forward_command.ts")).forwardStatus(options)));
  command("export", "write the buffer's rows as JSON lines, oldest first")
    .addOption(new Option("--status <status>", "only these").choices(["pending", "sent", "failed"]))
    .option("--out <file>", "file to write (default: standard output)")
    .action(async (options) => exit(await (await import("./forward_command.ts")).forwardExport(options)));
  command("cleanup", "delete rows that were sent long enough ago; those that wait stay")
    .option("--days <n>", "age of those that go (default: as configured, 7)", wholeNumber(0, 36_500))
    .action(async (options) => exit(await (await import("./forward_command.ts")).forwardCleanup(options)));
  command(
    "repair",
    "mend a damaged buffer: keep what can be read, buffer again what was lost; the program must not run",
  )
    .option("--retry-failed", "have refused rows wait again")
    .option("--resend-days <n>", "send once more what was sent in so many days", wholeNumber(1, 36_500))
    .option("--days <n>", "buffer every row of so many days that the buffer lacks", wholeNumber(1, 36_500))
    .action(async (options) => exit(await (await import("./forward_command.ts")).forwardRepair(options)));
}

/** Adds `collector …` to the program. */
export function addCollector(program: Command, { add, exit }: { add: AddCommand; exit: Exit }): void {
  const collector = withStore(add(program, "collector", "keep the rounds and readings of many machines"))
    .option("--host <address>", "address to listen on; 0.0.0.0 for all, then put TLS in front", "127.0.0.1")
    .option("--port <n>", "port, 0 for any", wholeNumber(0, 65_535), 8001)
    .addOption(
      new Option("--nats <url>", "take batches from NATS JetStream as well, nats://[USER:PASSWORD@]HOST:PORT")
        .env("AVIATOR_COLLECTOR_NATS"),
    )
    .addOption(
      new Option("--redis <url>", "share the cache of statistics through Redis, redis://HOST:PORT")
        .env("AVIATOR_COLLECTOR_REDIS"),
    )
    .option("--rows-per-second <n>", "rows taken of one machine", wholeNumber(1_000, 10_000_000), 50_000)
    .option(
      "--keep-days <n>",
      "forget rows that came so many days ago; more than machines keep what they have sent (default: never)",
      wholeNumber(1, 36_500),
    )
    .option("--json", "print JSON")
    // What stands after `tokens` is its own.
    .enablePositionalOptions()
    .action(async (options) => exit(await (await import("./collector_command.ts")).collector(options)));
  const tokens = collector.command("tokens").description("which machines may send").exitOverride();
  const command = (name: string, description: string) =>
    withStore(add(tokens, name, description)).option("--json", "print JSON");
  command("add", "give a machine a token and print it, this once, for forwarding.token; its old one ends")
    .argument("<machine>", "its name: lower-case letters, digits and hyphens")
    .action(async (machine, options) =>
      exit(await (await import("./collector_command.ts")).addDeviceToken(machine, options))
    );
  command("list", "list the machines that have a token")
    .action(async (options) => exit(await (await import("./collector_command.ts")).listDeviceTokens(options)));
  command("revoke", "take a machine's token back; its rows stay")
    .argument("<machine>", "its name")
    .action(async (machine, options) =>
      exit(await (await import("./collector_command.ts")).revokeDeviceToken(machine, options))
    );
}

function withStore(command: Command): Command {
  return command.addOption(
    new Option(
      "--store <place>",
      "file for SQLite, or postgres://USER:PASSWORD@HOST/DATABASE (default: a file in --data)",
    )
      .env("AVIATOR_COLLECTOR_STORE"),
  );
}
