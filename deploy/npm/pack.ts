/**
 * Makes the npm package: the program as it stands here, and a launcher that runs it under the Deno that npm installs
 * beside it. `deno task pack [DIR]` leaves `aviator-host-VERSION.tgz` in DIR (default: here).
 */
import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const HERE = fileURLToPath(new URL("./", import.meta.url));
/** Of Deno; the same as in the README's commands. */
const DENO_VERSION = "2.9.6";
/** What runs; tests stay at home. */
const PROGRAM = ["deno.json", "deno.lock", "LICENSE", "main.ts", "core", "plugins", "ui"];

/** Paths of all files under one of the project's files or folders, from its root, in an order that is always the same. */
async function filesUnder(path: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, path), { withFileTypes: true }).catch(() => null);
  if (entries === null) return [path];
  const names = entries.map(({ name }) => name).sort();
  return (await Promise.all(names.map((name) => filesUnder(`${path}/${name}`)))).flat();
}

/** Copies the program and returns the hash of all that it consists of. */
async function copyProgram(to: string): Promise<string> {
  const hash = createHash("sha256");
  for (const path of (await Promise.all(PROGRAM.map(filesUnder))).flat()) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await copyFile(join(ROOT, path), join(to, path));
    hash.update(`${path}\0`).update(await readFile(join(ROOT, path)));
  }
  return hash.digest("hex");
}

/** Packs into `outDir`; returns the package's path. */
export async function packNpm(outDir: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "aviator-pack-"));
  try {
    const aviatorProgram = await copyProgram(join(folder, "program"));
    const { version } = JSON.parse(await readFile(join(ROOT, "deno.json"), "utf8"));
    const manifest = {
      name: "aviator-host",
      version,
      description: "Watches, records and researches crash games at several bookmakers by reading the screen",
      license: "MIT",
      bin: { "aviator-host": "launcher.cjs" },
      files: ["launcher.cjs", "program"],
      engines: { node: ">=20" },
      dependencies: { deno: DENO_VERSION },
      aviatorProgram,
    };
    await writeFile(join(folder, "package.json"), JSON.stringify(manifest, null, 2));
    for (const name of ["README.md", "LICENSE"]) await copyFile(join(ROOT, name), join(folder, name));
    await copyFile(join(HERE, "launcher.cjs"), join(folder, "launcher.cjs"));
    await mkdir(outDir, { recursive: true });
    const { success, stdout, stderr } = await new Deno.Command("npm", {
      args: ["pack", "--silent", "--pack-destination", resolve(outDir)],
      cwd: folder,
    }).output();
    if (!success) throw new Error(`Cannot pack: npm says ${new TextDecoder().decode(stderr)}`);
    return join(resolve(outDir), new TextDecoder().decode(stdout).trim());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) console.log(await packNpm(Deno.args[0] ?? "."));
