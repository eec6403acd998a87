/** The `plugins` commands and their options; each loads its own parts only when it runs. */
import type { Command } from "commander";

type Add = (parent: Command, name: string, description: string) => Command;
type Exit = (status: number) => void;

/** Adds `plugins …` to the program. */
export function addPlugins(program: Command, { add, exit }: { add: Add; exit: Exit }): void {
  const plugins = program.command("plugins").description("plugins and their states").exitOverride();
  const command = (name: string, description: string) =>
    add(plugins, name, description)
      .option("--plugins <dirs...>", "further plugin folders")
      .option("--json", "print JSON");
  command("list", "list the plugins found, and what is wrong with those that cannot be used")
    .action(async (options) => exit(await (await import("./plugins_command.ts")).listPlugins(options)));
  command("show", "show one plugin: its permissions, its state, what it touched day by day, its log")
    .argument("<name>", "the plugin's name")
    .action(async (name, options) => exit(await (await import("./plugins_command.ts")).showPlugin(name, options)));
  command("approve", "allow a plugin what it asks for, for exactly what its folder holds now")
    .argument("<name>", "the plugin's name")
    .option("--hash <hex>", "refuse if the content's hash does not begin with this")
    .action(async (name, options) => exit(await (await import("./plugin_decisions.ts")).approvePlugin(name, options)));
  command("revoke", "end a plugin at once and forget its approval")
    .argument("<name>", "the plugin's name")
    .action(async (name, options) => exit(await (await import("./plugin_decisions.ts")).revokePlugin(name, options)));
  for (const [action, enabled] of [["enable", true], ["disable", false]] as const) {
    command(action, `switch a plugin ${enabled ? "on" : "off"}, over restarts too`)
      .argument("<name>", "the plugin's name")
      .action(async (name, options) =>
        exit(await (await import("./plugin_decisions.ts")).switchPlugin(name, { ...options, enabled }))
      );
  }
  command("lock", "write plugins/approved.json, the approval of the plugins that come with the program")
    .option("--check", "write nothing; exit status 3 when it is not as it should be")
    .action(async (options) => exit(await (await import("./plugins_command.ts")).lockPlugins(options)));
}
