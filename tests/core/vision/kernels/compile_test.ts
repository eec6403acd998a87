import assert from "node:assert/strict";
import { compileKernel, listKernels } from "../../../../core/vision/kernels/compile.ts";

for (const kernel of listKernels()) {
  Deno.test(`compileKernel() gives the committed bytes when it compiles source/${kernel.name}.ts`, async () => {
    const { file, text } = await compileKernel(kernel);
    assert.equal(await Deno.readTextFile(file), text, "stale: run `deno task kernels`");
  });
}
