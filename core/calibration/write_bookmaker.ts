/** Writes a bookmaker's folder: one `plugin.json`, data alone. Refuses what its own schema refuses, and overwrites only when told. */
import { basename, dirname, join } from "node:path";
import { HostError } from "../protocol/errors.ts";
import { type Manifest, parseManifest, type TableDescription } from "../protocol/manifest.ts";

const MANIFEST_FILE = "plugin.json";

/** What a calibrated table is called and how it is described. */
export interface BookmakerDraft {
  /** lower case letters, digits and hyphens; also the folder's name */
  name: string;
  title: string;
  table: TableDescription;
}

/**
 * Checks a draft as the plugin store will.
 *
 * @throws {HostError} `bad_manifest`, naming field, value and what would be right
 */
export function checkBookmaker({ name, title, table }: BookmakerDraft): Manifest {
  const { width, height } = table.window;
  const description = `The table of ${title}, calibrated at a window of ${width}x${height}.`;
  const value = { name, kind: "bookmaker", title, description, version: "1.0.0", sdk: 1, table };
  return parseManifest(JSON.stringify(value), `${name}/${MANIFEST_FILE}`);
}

/**
 * Writes `dir/plugin.json`; `dir` is made and must bear the bookmaker's name.
 *
 * @returns the file's path
 * @throws {HostError} `refused` when it is there already and `force` is not given, `bad_manifest` when the draft is wrong
 */
export async function writeBookmaker(
  dir: string,
  { draft, force = false }: { draft: BookmakerDraft; force?: boolean },
): Promise<string> {
  const manifest = checkBookmaker(draft);
  if (basename(dir) !== draft.name) {
    throw new HostError(
      "bad_manifest",
      `Cannot write ${dir}: the folder's name must be ${draft.name}, as the plugin's`,
    );
  }
  const file = join(dir, MANIFEST_FILE);
  if (!force && await exists(dir)) {
    throw new HostError("refused", `Cannot write ${dir}: it is there already; --force overwrites its ${MANIFEST_FILE}`);
  }
  await Deno.mkdir(dir, { recursive: true });
  // Whole or not at all: a program that looks for plugins meets no half of a file.
  const scratch = join(dirname(dir), `.${draft.name}.${crypto.randomUUID()}`);
  await Deno.writeTextFile(scratch, `${JSON.stringify(manifest, null, 2)}\n`);
  await Deno.rename(scratch, file);
  return file;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}
