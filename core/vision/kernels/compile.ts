/** Compiles the kernels' AssemblyScript to WebAssembly inside a TypeScript module. Writes no file. */
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

/** Folders of kernels: sources in `source/`, the modules made of them beside it. */
const FOLDERS = ["./", "../../research/kernels/"].map((path) => fileURLToPath(new URL(path, import.meta.url)));
const FLAGS = ["-O3", "--noAssert", "--enable", "simd", "--runtime", "stub", "--use", "abort="];

export interface Kernel {
  /** the source's name without its ending */
  name: string;
  folder: string;
}

/** A compiled kernel as the text of the module that holds it. */
export interface CompiledKernel {
  /** path of the module's file */
  file: string;
  text: string;
}

/** All kernels: the files of each `source/`; its folders hold parts of kernels. */
export function listKernels(): Kernel[] {
  return FOLDERS.flatMap((folder) =>
    [...Deno.readDirSync(join(folder, "source"))]
      .filter((entry) => entry.isFile && entry.name.endsWith(".ts"))
      .map((entry) => ({ name: basename(entry.name, ".ts"), folder }))
      .sort((one, other) => one.name < other.name ? -1 : 1)
  );
}

/**
 * Compiles one kernel; the same source gives the same bytes.
 *
 * @throws {Error} with the compiler's own messages
 */
export async function compileKernel({ name, folder }: Kernel): Promise<CompiledKernel> {
  let bytes = new Uint8Array(0);
  const { error, stderr } = await asc.main([`${name}.ts`, ...FLAGS, "--outFile", "kernel.wasm"], {
    readFile: (path) => readSource(join(folder, "source", path)),
    writeFile: (path, contents) => {
      if (path.endsWith(".wasm")) bytes = contents as Uint8Array<ArrayBuffer>;
    },
    listFiles: () => [],
  });
  if (error || bytes.length === 0) throw new Error(`Cannot compile ${name}.ts: ${stderr}`, { cause: error });
  return { file: join(folder, `${name}_wasm.ts`), text: moduleText(name, bytes) };
}

function readSource(path: string): string | null {
  try {
    // Imports carry their ending, as everywhere; the compiler adds its own and would take both for two files.
    return Deno.readTextFileSync(path).replace(/ from "(\.[^"]+)\.ts"/g, ' from "$1"');
  } catch (error) {
    // The compiler asks for a file at several places.
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function moduleText(name: string, bytes: Uint8Array): string {
  return `/** \`source/${name}.ts\` as WebAssembly in base64, ${bytes.length} bytes. Written by \`deno task kernels\`. */
export const ${name.toUpperCase()}_WASM =
  "${bytes.toBase64()}";
`;
}
