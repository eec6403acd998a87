/** Compiles the kernels' AssemblyScript to WebAssembly inside a TypeScript module. Writes no file. */
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const SOURCE_DIR = fileURLToPath(new URL("source/", import.meta.url));
const FLAGS = ["-O3", "--noAssert", "--enable", "simd", "--runtime", "stub", "--use", "abort="];

/** A compiled kernel as the text of the module that holds it. */
export interface CompiledKernel {
  /** name of the module's file, beside this one */
  file: string;
  text: string;
}

/** Names of the kernels: the files of `source/`, without their ending; its folders hold parts of kernels. */
export function kernelNames(): string[] {
  const files = [...Deno.readDirSync(SOURCE_DIR)].filter((entry) => entry.isFile && entry.name.endsWith(".ts"));
  return files.map((entry) => basename(entry.name, ".ts")).sort();
}

/**
 * Compiles one kernel; the same source gives the same bytes.
 *
 * @throws {Error} with the compiler's own messages
 */
export async function compileKernel(name: string): Promise<CompiledKernel> {
  let bytes = new Uint8Array(0);
  const { error, stderr } = await asc.main([`${name}.ts`, ...FLAGS, "--outFile", "kernel.wasm"], {
    readFile: (path) => readSource(path),
    writeFile: (path, contents) => {
      if (path.endsWith(".wasm")) bytes = contents as Uint8Array<ArrayBuffer>;
    },
    listFiles: () => [],
  });
  if (error || bytes.length === 0) throw new Error(`Cannot compile ${name}.ts: ${stderr}`, { cause: error });
  return { file: `${name}_wasm.ts`, text: moduleText(name, bytes) };
}

function readSource(path: string): string | null {
  try {
    // Imports carry their ending, as everywhere; the compiler adds its own and would take both for two files.
    return Deno.readTextFileSync(join(SOURCE_DIR, path)).replace(/ from "(\.[^"]+)\.ts"/g, ' from "$1"');
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
