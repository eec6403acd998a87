/** The `tokens` commands and their options; each loads its own parts only when it runs. */
import { type Command, Option } from "commander";
import type { AddCommand, Exit } from "./common_options.ts";
import { SCOPES } from "../server/script_tokens.ts";

/** Adds `tokens …` to the program. */
export function addTokens(program: Command, { add, exit }: { add: AddCommand; exit: Exit }): void {
  const tokens = program.command("tokens").description("tokens with which scripts use the API").exitOverride();
  const command = (name: string, description: string) => add(tokens, name, description).option("--json", "print JSON");
  command("new", "make a token and print it, this once; it holds until it is revoked")
    .argument("<name>", "what it is for: letters, digits, _ and -")
    .addOption(
      new Option("--scope <scope>", "what it may do: look; run the program too; decide about money too")
        .choices(SCOPES).default("read"),
    )
    .action(async (name, options) => exit(await (await import("./tokens_command.ts")).newToken(name, options)));
  command("list", "list the tokens and what they may do; the tokens themselves are kept nowhere")
    .action(async (options) => exit(await (await import("./tokens_command.ts")).listTokens(options)));
  command("revoke", "take a token back at once")
    .argument("<name>", "its name")
    .action(async (name, options) => exit(await (await import("./tokens_command.ts")).revokeToken(name, options)));
}
