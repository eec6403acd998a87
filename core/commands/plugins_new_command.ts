/** `plugins new`: writes the folder of a plugin that runs as it is, with its test, and says what comes next. */
import { relative, resolve } from "node:path";
import { type NewPlugin, writeNewPlugin } from "../authoring/new_plugin.ts";
import type { PluginKind } from "../protocol/manifest.ts";
import type { CommonOptions } from "./common_options.ts";

export interface NewPluginOptions extends CommonOptions {
  /** folder that gets the plugin's own; default: the kind's folder below the data folder */
  dir?: string;
}

/** Writes it; returns 0. */
export async function newPlugin(kind: PluginKind, options: NewPluginOptions & { name: string }): Promise<number> {
  const { name, dir, data, json } = options;
  const written = await writeNewPlugin(kind, { name, parent: dir ?? null, dataDir: resolve(data) });
  console.log(json ? JSON.stringify(written) : describe(written, { isFound: dir === undefined, data }));
  return 0;
}

function describe(
  { kind, name, folder, files }: NewPlugin,
  { isFound, data }: { isFound: boolean; data: string },
): string {
  const shown = relative(Deno.cwd(), folder).startsWith("..") ? folder : relative(Deno.cwd(), folder);
  const further = isFound ? data === "data" ? "" : ` --data ${data}` : ` --plugins ${shown}`;
  const uses = {
    strategy:
      `name it in a configuration file: {"strategies":[{"strategy":"${name}","table":"soccer","mode":"paper"}]}`,
    collector: "it runs by itself when the program finds it",
    bookmaker:
      `put in what is true of your table, or let it be found: deno task aviator calibrate PICTURES --name ${name}`,
  };
  return [
    `${shown}: ${files.join(", ")}`,
    "",
    "next:",
    `  1. look at ${files.includes("main.ts") ? "main.ts" : "plugin.json"} and README.md`,
    `  2. deno task aviator plugins test ${shown}`,
    `  3. ${uses[kind]}`,
    `  4. deno task start${further}`,
  ].join("\n");
}
