/** Writes the WebAssembly modules of all kernels beside their sources: `deno task kernels`. */
import { compileKernel, listKernels } from "./compile.ts";

for (const kernel of listKernels()) {
  const { file, text } = await compileKernel(kernel);
  await Deno.writeTextFile(file, text);
  console.log(`${file}: ${text.length} characters`);
}
