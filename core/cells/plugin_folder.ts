/** Reads a plugin's folder as data: every file's bytes and one hash over all. Refuses links, special files and anything too big. */
import { HostError } from "../protocol/errors.ts";

export const PLUGIN_FILES_MAX = 200;
export const PLUGIN_BYTES_MAX = 4_194_304;
const ENTRIES_MAX = 2 * PLUGIN_FILES_MAX;
const FOLDER_DEPTH_MAX = 6;
/** Of what may be imported, and of folders; an author's other files may have any name without control characters. */
const NAME = /^[\w.-]+$/, OTHER_NAME = /^[\p{L}\p{M}\p{N} \p{P}\p{S}]+$/u;
const IMPORTABLE = /\.(ts|js|json)$/;

/** A plugin's folder as it was at one moment. */
export interface FolderContent {
  /** path inside the folder, with `/` → bytes; sorted by path */
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** SHA-256 over all names and bytes, hexadecimal */
  hash: string;
}

/**
 * Reads all of a folder.
 *
 * @throws {HostError} `bad_manifest`, naming the file that may not be there
 */
export async function readFolder(folder: string): Promise<FolderContent> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  await readInto(files, { folder, inside: "", depth: 0, seen: { entries: 0 } });
  return { files, hash: await hashFiles(files) };
}

/** SHA-256 over names, lengths and bytes, so that no two different sets give the same input. */
export async function hashFiles(files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const parts = [...files].flatMap(([name, bytes]) => [new TextEncoder().encode(`${name}\0${bytes.length}\0`), bytes]);
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all)).toHex();
}

async function readInto(
  files: Map<string, Uint8Array<ArrayBuffer>>,
  { folder, inside, depth, seen }: { folder: string; inside: string; depth: number; seen: { entries: number } },
): Promise<void> {
  if (depth > FOLDER_DEPTH_MAX) throw refusal(inside, `deeper than ${FOLDER_DEPTH_MAX} folders`);
  const entries = await Array.fromAsync(Deno.readDir(`${folder}/${inside}`));
  entries.sort((a, b) => a.name < b.name ? -1 : 1);
  for (const { name } of entries) {
    // What an author's tools keep beside the plugin (`.git`, `.vscode`) is no part of it: not read, not copied, not approved.
    if (name.startsWith(".")) continue;
    const path = inside === "" ? name : `${inside}/${name}`;
    // Folders count, too: without files they could go on for ever.
    if ((seen.entries += 1) > ENTRIES_MAX) throw refusal(path, `more than ${ENTRIES_MAX} files and folders`);
    const info = await Deno.lstat(`${folder}/${path}`);
    const isOther = !info.isDirectory && !IMPORTABLE.test(name);
    if (!(isOther ? OTHER_NAME : NAME).test(name)) {
      throw refusal(path, "a name of letters, digits, dots, hyphens and underscores is right");
    }
    if (info.isDirectory) await readInto(files, { folder, inside: path, depth: depth + 1, seen });
    else files.set(path, await readRegularFile(`${folder}/${path}`, { path, info }));
    if (files.size > PLUGIN_FILES_MAX) throw refusal(path, `more than ${PLUGIN_FILES_MAX} files`);
    const bytes = files.values().reduce((sum, file) => sum + file.length, 0);
    if (bytes > PLUGIN_BYTES_MAX) throw refusal(path, `more than ${PLUGIN_BYTES_MAX} bytes in all`);
  }
}

async function readRegularFile(
  file: string,
  { path, info }: { path: string; info: Deno.FileInfo },
): Promise<Uint8Array<ArrayBuffer>> {
  if (info.isSymlink) throw refusal(path, "a symbolic link");
  if (!info.isFile) throw refusal(path, "neither a file nor a folder");
  if ((info.nlink ?? 1) > 1) throw refusal(path, "a hard link: the same file has another name elsewhere");
  if (info.size > PLUGIN_BYTES_MAX) throw refusal(path, `${info.size} bytes, more than ${PLUGIN_BYTES_MAX}`);
  using opened = await Deno.open(file);
  const now = await opened.stat();
  // Between the two looks the name may have been given to another file.
  if (now.ino !== info.ino || now.dev !== info.dev) throw refusal(path, "replaced while it was read");
  const bytes = new Uint8Array(now.size);
  for (let at = 0; at < bytes.length;) {
    const count = await opened.read(bytes.subarray(at));
    if (count === null) throw refusal(path, "cut while it was read");
    at += count;
  }
  return bytes;
}

function refusal(path: string, found: string): HostError {
  return new HostError("bad_manifest", `Cannot use ${path}: ${found}`);
}
