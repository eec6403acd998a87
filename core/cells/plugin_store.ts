/**
 * Finds plugin folders, checks their manifests, and keeps each plugin's code as one read-only file named by its content.
 * Runs no plugin code; what is wrong with one folder is told as data and stops no other.
 */
import { basename, dirname, join } from "node:path";
import { HostError } from "../protocol/errors.ts";
import { KIND_FOLDERS, type Manifest, parseManifest } from "../protocol/manifest.ts";
import { bundle, checkGraph, coreFiles, readGraph, startModule } from "./plugin_bundle.ts";
import { type FolderContent, hashFiles, readFolder } from "./plugin_folder.ts";
import { checkSource, isModuleFile, textOf } from "./plugin_source.ts";
import { checkConfigSchema } from "./plugin_config.ts";
import { writeAtomic } from "../storage/atomic_file.ts";

const MANIFEST_FILE = "plugin.json";

/** A plugin that can be started. */
export interface LoadedPlugin {
  manifest: Manifest;
  folder: string;
  /** of the folder's content, hexadecimal */
  hash: string;
  /** the one file that a cell runs; alone in its folder */
  bundleFile: string;
}

/** Why a folder is no plugin. */
export interface RefusedFolder {
  folder: string;
  error: string;
}

/** A folder that should be a plugin. */
export interface Found {
  folder: string;
  /** name of the folder that should say the kind; null for a plugin named by itself */
  kindFolder: string | null;
}

export class PluginStore {
  readonly #folders: readonly string[];
  readonly #storeFolder: string;
  #coreHash: Promise<string> | null = null;
  readonly #bundles = new Map<string, Promise<string>>();

  /** Where plugins lie: each a plugin itself or a folder of kind folders. */
  get folders(): readonly string[] {
    return this.#folders;
  }

  /** @param options `folders`: each a plugin itself, or like `plugins/` a folder of kind folders; `dataDir`: what a run writes */
  constructor(options: { folders: readonly string[]; dataDir: string }) {
    this.#folders = options.folders;
    this.#storeFolder = join(options.dataDir, "plugins");
  }

  /** Loads all plugins that are there now. Never rejects for what a folder holds. */
  async load(): Promise<{ plugins: LoadedPlugin[]; refused: RefusedFolder[] }> {
    const plugins = new Map<string, LoadedPlugin>();
    const refused: RefusedFolder[] = [];
    const outcomes = (await this.find()).map(async (found) => ({ found, outcome: await this.tryLoad(found) }));
    for (const { found: { folder }, outcome } of await Promise.all(outcomes)) {
      if (outcome instanceof HostError) {
        refused.push({ folder, error: outcome.message });
        continue;
      }
      const same = plugins.get(outcome.manifest.name);
      if (same) refused.push({ folder, error: `Cannot use ${folder}: its name is that of ${same.folder}` });
      else plugins.set(outcome.manifest.name, outcome);
    }
    return { plugins: [...plugins.values()], refused };
  }

  /**
   * Loads one plugin's folder.
   *
   * @throws {HostError} `bad_manifest`, naming file, field, and what would be right
   */
  async loadFolder(folder: string): Promise<LoadedPlugin> {
    return await this.#load({ folder, kindFolder: null });
  }

  /** The folders that are there now, in the order in which they count: the first of a name is that plugin. */
  async find(): Promise<Found[]> {
    const found: Found[] = [];
    for (const root of this.#folders) {
      if (await exists(join(root, MANIFEST_FILE))) {
        found.push({ folder: root, kindFolder: null });
        continue;
      }
      for (const kindFolder of Object.values(KIND_FOLDERS)) {
        for (const name of await subfolders(join(root, kindFolder))) {
          found.push({ folder: join(root, kindFolder, name), kindFolder });
        }
      }
    }
    return found;
  }

  /** Loads what was found; what is wrong with it is the answer. */
  async tryLoad(found: Found): Promise<LoadedPlugin | HostError> {
    try {
      return await this.#load(found);
    } catch (error) {
      if (error instanceof HostError) return error;
      return new HostError("bad_manifest", `Cannot read ${found.folder}: ${error}`, { cause: error });
    }
  }

  async #load({ folder, kindFolder }: Found): Promise<LoadedPlugin> {
    const content = await readFolder(folder);
    const manifest = readManifest(content, { folder, kindFolder });
    return { manifest, folder, hash: content.hash, bundleFile: await this.#bundleFile(manifest, content) };
  }

  async #bundleFile(manifest: Manifest, content: FolderContent): Promise<string> {
    // Tables without code differ in data only: they share one bundle.
    const codeHash = manifest.entry ? content.hash : "declared-table";
    const name = `${codeHash}-${(await this.#readCoreHash()).slice(0, 16)}`;
    let made = this.#bundles.get(name);
    if (!made) this.#bundles.set(name, made = this.#makeBundle(name, { entry: manifest.entry ?? null, content }));
    // A failure is not kept: the next look may find the cause mended.
    made.catch(() => this.#bundles.delete(name));
    return await made;
  }

  async #makeBundle(name: string, plugin: { entry: string | null; content: FolderContent }): Promise<string> {
    const folder = join(this.#storeFolder, name), bundleFile = join(folder, "plugin.js");
    if (await exists(bundleFile)) {
      await verifyBundle({ bundleFile });
      return await Deno.realPath(bundleFile);
    }
    await Deno.mkdir(this.#storeFolder, { recursive: true });
    const scratch = await Deno.realPath(await Deno.makeTempDir({ dir: this.#storeFolder, prefix: ".new-" }));
    try {
      const source = await writeSource(join(scratch, "source"), plugin);
      checkGraph(await readGraph(source.startFile), source.folder);
      await Deno.mkdir(join(scratch, "out"));
      await bundle(source.startFile, join(scratch, "out", "plugin.js"));
      await Deno.chmod(join(scratch, "out", "plugin.js"), 0o444);
      // Before the folder: a bundle without its seal is never seen.
      await writeAtomic(sealOf(bundleFile), `${await hashOf(join(scratch, "out", "plugin.js"))}\n`);
      await moveUnlessThere(join(scratch, "out"), folder);
    } finally {
      await Deno.remove(scratch, { recursive: true });
    }
    return await Deno.realPath(bundleFile);
  }

  /** A changed SDK or runtime makes every bundle anew. */
  #readCoreHash(): Promise<string> {
    return this.#coreHash ??= (async () => {
      const runtime = await readGraph(join(import.meta.dirname!, "plugin_runtime.ts"));
      const sdk = await readGraph(join(import.meta.dirname!, "../sdk/sdk.ts"));
      const names = new Set([...coreFiles(runtime), ...coreFiles(sdk)]);
      const files = await Promise.all([...names].map(async (name) => [name, await Deno.readFile(name)] as const));
      return await hashFiles(new Map([["deno", new TextEncoder().encode(Deno.version.deno)], ...files]));
    })();
  }
}

/** Where the hash of a bundle is noted: beside its folder, for the folder is all that its cell may read. */
function sealOf(bundleFile: string): string {
  return `${dirname(bundleFile)}.sha256`;
}

async function hashOf(file: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", await Deno.readFile(file))).toHex();
}

/**
 * Checks that a stored bundle is what it was when it was made.
 *
 * @throws {HostError} `refused` when it is not, saying how to have it made anew
 */
export async function verifyBundle({ bundleFile }: Pick<LoadedPlugin, "bundleFile">): Promise<void> {
  const [noted, found] = await Promise.all([
    Deno.readTextFile(sealOf(bundleFile)).catch(() => ""),
    hashOf(bundleFile).catch(() => "nothing"),
  ]);
  if (noted.trim() === found) return;
  const [was, is] = [noted.trim().slice(0, 12) || "unknown", found.slice(0, 12)];
  const remedy = `delete the folder ${dirname(bundleFile)} to have it made anew`;
  throw new HostError("refused", `Cannot run ${bundleFile}: stored with hash ${was}, now ${is}: ${remedy}`);
}

function readManifest(content: FolderContent, { folder, kindFolder }: Found): Manifest {
  const file = join(folder, MANIFEST_FILE);
  const bytes = content.files.get(MANIFEST_FILE);
  if (!bytes) throw new HostError("bad_manifest", `Cannot use ${folder}: it has no ${MANIFEST_FILE}`);
  const manifest = parseManifest(textOf(file, bytes), file);
  const wrong = (field: string, found: string, right: string) =>
    new HostError("bad_manifest", `Cannot use ${file}: field ${field} is ${JSON.stringify(found)}: ${right}`);
  if (manifest.name !== basename(folder)) throw wrong("name", manifest.name, `"${basename(folder)}", as its folder`);
  if (kindFolder !== null && KIND_FOLDERS[manifest.kind] !== kindFolder) {
    throw wrong("kind", manifest.kind, `its folder is under ${kindFolder}/`);
  }
  if (manifest.entry && !content.files.has(manifest.entry)) {
    throw wrong("entry", manifest.entry, "there is no such file in the folder");
  }
  checkConfigSchema(manifest.config, file);
  return manifest;
}

async function writeSource(
  folder: string,
  { entry, content }: { entry: string | null; content: FolderContent },
): Promise<{ folder: string; startFile: string }> {
  await Deno.mkdir(folder);
  const startFile = `${folder}_start.ts`;
  await Deno.writeTextFile(startFile, startModule(entry === null ? null : join(folder, entry)));
  for (const [path, bytes] of entry === null ? [] : content.files) {
    if (!isModuleFile(path)) continue;
    checkSource(path, textOf(path, bytes));
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    await Deno.writeFile(join(folder, path), bytes);
  }
  return { folder, startFile };
}

/** Two programs may make the same bundle at once; both made the same bytes. */
async function moveUnlessThere(from: string, to: string): Promise<void> {
  try {
    await Deno.rename(from, to);
  } catch (error) {
    if (!await exists(to)) throw error;
  }
}

async function subfolders(folder: string): Promise<string[]> {
  if (!await exists(folder)) return [];
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.filter((entry) => !entry.isFile && !entry.name.startsWith(".")).map((entry) => entry.name).sort();
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}
