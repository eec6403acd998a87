import assert from "node:assert/strict";
import { compileKernel, kernelNames } from "../../../../core/vision/kernels/compile.ts";

const KERNELS = new URL("../../../../core/vision/kernels/", import.meta.url);

for (const name of kernelNames()) {
  Deno.test(`compileKernel() gives the committed bytes when it compiles source/${name}.ts`, async () => {
    const { file, text } = await compileKernel(name);
    assert.equal(await Deno.readTextFile(new URL(file, KERNELS)), text, "stale: run `deno task kernels`");
  });
}
