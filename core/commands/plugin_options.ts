/** The `plugins` commands and their options; each loads its own parts only when it runs. */
import { Argument, type Command } from "commander";
import type { AddCommand, Exit } from "./common_options.ts";
import { PLUGIN_KINDS } from "../protocol/manifest.ts";

const PAUSES = {
  pause: "ask nothing of a plugin until it is resumed; its process lives on",
  resume: "end a plugin's pause, or start one anew that crashed too often",
};

/** Adds `plugins …` to the program. */
export function addPlugins(program: Command, { add, exit }: { add: AddCommand; exit: Exit }): void {
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
  for (const [action, description] of Object.entries(PAUSES)) {
    command(action, description)
      .argument("<name>", "the plugin's name")
      .action(async (name, options) =>
        exit(await (await import("./plugin_decisions.ts")).pausePlugin(name, { ...options, action }))
      );
  }
  addAuthoring(command, exit);
  command("lock", "write plugins/approved.json, the approval of the plugins that come with the program")
    .option("--check", "write nothing; exit status 3 when it is not as it should be")
    .action(async (options) => exit(await (await import("./plugins_command.ts")).lockPlugins(options)));
}

function addAuthoring(command: (name: string, description: string) => Command, exit: Exit): void {
  command("new", "write the folder of a new plugin that runs as it is, with its test")
    .addArgument(new Argument("<kind>", "what it is to be").choices(PLUGIN_KINDS))
    .argument("<name>", "its name: lower case letters, digits and hyphens")
    .option("--dir <dir>", "folder that gets it (default: where a start with the same --data finds it)")
    .action(async (kind, name, options) =>
      exit(await (await import("./plugins_new_command.ts")).newPlugin(kind, { ...options, name }))
    );
  command("test", "try a plugin as the program would run it, with strange input too, then run its own tests")
    .argument("<dir>", "the plugin's folder")
    .option("--settings <json>", "settings to try it with (default: those of its manifest)")
    .option("--replay <file>", "give it what was recorded, and print where its answers differ")
    .action(async (dir, options) => exit(await (await import("./plugins_test_command.ts")).testPlugin(dir, options)));
}
