/** Writes the WebAssembly modules of all kernels beside itself: `deno task kernels`. */
import { compileKernel, kernelNames } from "./compile.ts";

for (const name of kernelNames()) {
  const { file, text } = await compileKernel(name);
  await Deno.writeTextFile(new URL(file, import.meta.url), text);
  console.log(`${file}: ${text.length} characters`);
}
