/** The flags of a cell's process, and the bootstrap's worker in a process that may do everything. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { cellCommand } from "../../../core/cells/cell_command.ts";
import { HostError } from "../../../core/protocol/errors.ts";
import { findProgram } from "../../e2e/programs.ts";
import { PluginWorkshop } from "./plugin_fixture.ts";

const BOOTSTRAP = fileURLToPath(new URL("../../../core/cells/cell_main.js", import.meta.url));

/** A plugin that tells which permissions it has. */
const TELLING = `
const folder = new URL(".", import.meta.url).pathname;
const names = ["read", "net", "env", "sys", "run", "ffi", "write", "import"];
const all = names.map((name) => [name, Deno.permissions.querySync({ name }).state]);
const own = Deno.permissions.querySync({ name: "read", path: folder }).state;
const host = Deno.permissions.querySync({ name: "net", host: "example.org:443" }).state;
Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify({ ...Object.fromEntries(all), own, host })));
postMessage("end");
`;

/** Runs the bootstrap in a process that may do everything, so that only the worker's own permissions count. */
async function permissionsOf(): Promise<Record<string, string>> {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "plugin.js");
    await Deno.writeTextFile(file, TELLING);
    const args = ["run", "-A", "--unstable-worker-options", BOOTSTRAP];
    const command = new Deno.Command(Deno.execPath(), {
      args: [...args, pathToFileURL(file).href, folder],
    });
    return JSON.parse(new TextDecoder().decode((await command.output()).stdout));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("cell_main.js gives its worker nothing but the plugin's folder, even when the process may do everything", async () => {
  const nothing = { net: "prompt", env: "prompt", sys: "prompt", run: "prompt", ffi: "prompt", write: "prompt" };
  const expected = { read: "prompt", ...nothing, import: "prompt", own: "granted", host: "prompt" };
  const deniedOrPrompt = (state: string) => state === "granted" ? "granted" : "prompt";
  const found = Object.entries(await permissionsOf()).map(([name, state]) => [name, deniedOrPrompt(state)]);
  assert.deepEqual(Object.fromEntries(found), expected);
});

Deno.test("cellCommand() names every flag, and grants nothing but its folder", async () => {
  const { args, env } = await cellCommand({ bundleFile: "/store/x/plugin.js" });
  const flags = args.slice(args.indexOf("run") + 1, args.indexOf(BOOTSTRAP));
  assert.deepEqual(flags, [
    "--quiet",
    "--no-prompt",
    "--no-remote",
    "--no-npm",
    "--cached-only",
    "--deny-import",
    "--no-config",
    "--no-lock",
    "--no-code-cache",
    "--unstable-worker-options",
    "--v8-flags=--max-old-space-size=128",
    "--allow-read=/store/x",
  ]);
  assert.deepEqual(Object.keys(env), ["DENO_DIR", "NO_COLOR", "MALLOC_ARENA_MAX", "MALLOC_TRIM_THRESHOLD_"]);
  assert.ok((await Deno.stat(dirname(env.DENO_DIR))).isFile, "below a file nothing can be made, on any system");
});

Deno.test("a cell runs and answers without setpriv and prlimit, its files with line ends as on Windows", async () => {
  const empty = await Deno.makeTempDir();
  try {
    const command = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--no-check",
        "--unstable-worker-options",
        fileURLToPath(new URL("./bare_cell.ts", import.meta.url)),
      ],
      env: { PATH: empty },
    });
    const { code, stdout, stderr } = await command.output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    const { program, decision } = JSON.parse(new TextDecoder().decode(stdout));
    assert.equal(program, Deno.execPath());
    assert.deepEqual(decision, { betAmounts: [100], autoStops: [200], currentIndex: 0 });
  } finally {
    await Deno.remove(empty);
  }
});

Deno.test("cellCommand() throws when the folder's name would split the permission", async () => {
  const command = cellCommand({ bundleFile: "/store/a,/etc/plugin.js" });
  await assert.rejects(command, (error) => error instanceof HostError && error.code === "bad_config");
});

Deno.test("Deno, V8 and the wrappers know every flag of a cell's command", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const bundleFile = join(folder, "plugin.js");
    await Deno.writeTextFile(bundleFile, `postMessage("end");`);
    const { program, args, env } = await cellCommand({ bundleFile });
    const { code, stdout, stderr } = await new Deno.Command(program, { args, env, clearEnv: true }).output();
    const said = new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout);
    assert.deepEqual([code, said], [0, ""]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("cell_main.js names each of Deno's permissions once, as Deno spells them", async () => {
  const source = await Deno.readTextFile(BOOTSTRAP);
  const named = /const permissions = \{([\s\S]*?)\};/.exec(source)![1].matchAll(/^\s*(\w+):/gm);
  assert.deepEqual(
    [...named].map(([, name]) => name).sort(),
    ["env", "ffi", "import", "net", "read", "run", "sys", "write"],
  );
  assert.match(source, /deno: \{ permissions \}/);
});

Deno.test({
  name: "A cell's process has the limits and the death signal of its wrappers",
  ignore: Deno.build.os !== "linux" || !["setpriv", "prlimit"].every(findProgram),
  fn: async () => {
    await using workshop = new PluginWorkshop();
    const source =
      `import { defineStrategy } from "@aviator/sdk"; export default defineStrategy({ decide: () => null });`;
    await using cell = await workshop.start({ kind: "strategy", source });
    const read = (name: string) => Deno.readTextFile(`/proc/${cell.plugin.pid}/${name}`);
    const limits = await read("limits");
    assert.match(limits, /^Max core file size\s+0\s+0 /m);
    assert.match(limits, /^Max open files\s+128\s+128 /m);
    assert.match(limits, /^Max data size\s+2147483648\s+2147483648 /m);
    const { program, args } = await cellCommand({ bundleFile: "/store/x/plugin.js" });
    assert.deepEqual([program, ...args.slice(0, 3)], ["setpriv", "--pdeathsig", "KILL", "--no-new-privs"]);
    assert.match(await read("status"), /^NoNewPrivs:\s+1$/m);
    assert.deepEqual((await read("environ")).split("\0").filter(Boolean).sort(), [
      `DENO_DIR=${BOOTSTRAP}/none`,
      "MALLOC_ARENA_MAX=1",
      "MALLOC_TRIM_THRESHOLD_=65536",
      "NO_COLOR=1",
    ]);
    assert.ok((await read("cmdline")).includes("--max-old-space-size=128\0"));
  },
});
