import { equal } from "node:assert/strict";
import { join } from "node:path";

const BUNDLER = new URL("../../core/bundler.ts", import.meta.url).href;
const AT_ONCE = 6;

Deno.test("runBundler() makes several bundles at once when nothing was ever bundled on this machine", async () => {
  const folder = await Deno.makeTempDir({ prefix: "aviator-bundler-" });
  try {
    const program = join(folder, "program.ts");
    await Deno.writeTextFile(join(folder, "page.ts"), "console.log(1);\n");
    await Deno.writeTextFile(
      program,
      `import { runBundler } from ${JSON.stringify(BUNDLER)};
       const made = await Promise.all(Array.from({ length: ${AT_ONCE} }, () => runBundler(["${
        join(folder, "page.ts")
      }"])));
       console.log(made.map(({ success, stderr }) => success ? "made" : new TextDecoder().decode(stderr)).join("\\n"));`,
    );
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-config", program],
      // An empty cache, as on a fresh machine.
      env: { DENO_DIR: join(folder, "cache"), NO_COLOR: "1" },
      stderr: "inherit",
    }).output();
    equal(new TextDecoder().decode(stdout), "made\n".repeat(AT_ONCE));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
