/** Makes the files of a new plugin from its kind's template. Writes only into a folder that was not there before. */
import { basename, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { HostError } from "../protocol/errors.ts";
import { KIND_FOLDERS, type PluginKind } from "../protocol/manifest.ts";
import { readmeOf } from "./new_readme.ts";

const TEMPLATES = new URL("./templates/", import.meta.url);
const SCHEMA_FILE = fileURLToPath(new URL("../sdk/plugin.schema.json", import.meta.url));
const NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** What was written. */
export interface NewPlugin {
  name: string;
  kind: PluginKind;
  /** absolute */
  folder: string;
  /** names inside the folder, sorted */
  files: string[];
}

/**
 * Writes a new plugin's folder.
 *
 * @param options `parent`: the folder that gets `NAME/`, or null for the kind's folder below `dataDir`, where a start finds it
 * @throws {HostError} `bad_config` for a name that is none, `refused` when the folder is there already
 */
export async function writeNewPlugin(
  kind: PluginKind,
  { name, parent, dataDir }: { name: string; parent: string | null; dataDir: string },
): Promise<NewPlugin> {
  if (!NAME.test(name)) {
    const right = "a lower case letter, then lower case letters, digits and hyphens, 40 characters at most";
    throw new HostError("bad_config", `Cannot name a plugin ${JSON.stringify(name)}: ${right}, such as low-rounds`);
  }
  const folder = resolve(parent ?? join(dataDir, KIND_FOLDERS[kind]), name);
  const files = await filesOf(kind, { name, folder });
  await makeFolder(folder);
  for (const [file, text] of files) await Deno.writeTextFile(join(folder, file), text, { createNew: true });
  return { name, kind, folder, files: [...files.keys()].sort() };
}

async function filesOf(kind: PluginKind, { name, folder }: { name: string; folder: string }) {
  const template = new URL(`${kind}/`, TEMPLATES);
  const texts = new Map([["README.md", readmeOf(kind, name)]]);
  for await (const { name: file } of Deno.readDir(template)) {
    const text = await Deno.readTextFile(new URL(file, template));
    texts.set(file, file === "plugin.json" ? named(text, { name, folder }) : text);
  }
  return texts;
}

/** Only the lines that name the plugin change, so that the rest keeps its layout. */
function named(manifest: string, { name, folder }: { name: string; folder: string }): string {
  const fields = {
    "$schema": relative(folder, SCHEMA_FILE).replaceAll("\\", "/"),
    name,
    title: name[0].toUpperCase() + name.slice(1).replaceAll("-", " "),
  };
  return Object.entries(fields).reduce(
    (text, [key, value]) =>
      text.replace(
        new RegExp(`^  "${key.replace("$", "\\$")}": .*,$`, "m"),
        () => `  "${key}": ${JSON.stringify(value)},`,
      ),
    manifest,
  );
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await Deno.mkdir(resolve(folder, ".."), { recursive: true });
    await Deno.mkdir(folder);
  } catch (cause) {
    if (cause instanceof Deno.errors.AlreadyExists) {
      const remedy = "take another name, or delete that folder yourself: nothing is overwritten";
      throw new HostError("refused", `Cannot write ${basename(folder)}: ${folder} is there already; ${remedy}`);
    }
    throw new HostError("bad_config", `Cannot write ${folder}: ${(cause as Error).message}`, { cause });
  }
}
