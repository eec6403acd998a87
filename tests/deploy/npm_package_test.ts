import { equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { packNpm } from "../../deploy/npm/pack.ts";

const PAGE_WITHIN_MS = 180_000;

/** Runs a program in a folder and returns what it wrote. */
async function run(cwd: string, [program, ...args]: string[], env: Record<string, string> = {}) {
  const { code, stdout } = await new Deno.Command(program, { args, cwd, env, stderr: "inherit", stdin: "null" })
    .output();
  return { code, text: new TextDecoder().decode(stdout) };
}

/** The PATH without any Deno: what a machine has on which only Node was installed. */
async function pathOfNode(folder: string): Promise<string> {
  for (const name of ["node", "npm", "sh", "env"]) {
    const { text } = await run(folder, ["sh", "-c", `command -v ${name}`]);
    await Deno.symlink(text.trim(), join(folder, name));
  }
  return folder;
}

Deno.test("the npm package runs the program from an empty folder where only Node is installed", async () => {
  const folder = await Deno.makeTempDir({ prefix: "aviator-npm-" });
  try {
    await Deno.mkdir(join(folder, "bin"));
    const tarball = await packNpm(folder);
    const home = join(folder, "home");
    await Deno.mkdir(home);
    const install = await run(home, ["npm", "install", "--no-audit", "--no-fund", "--silent", tarball]);
    equal(install.code, 0, install.text);
    const env = { PATH: await pathOfNode(join(folder, "bin")), XDG_CACHE_HOME: join(folder, "cache"), NO_COLOR: "1" };
    const { denoDir } = JSON.parse((await run(folder, [Deno.execPath(), "info", "--json"])).text);
    const program = join(home, "node_modules", ".bin", "aviator-host");

    // Packages that are on this machine already need no second download.
    const withCache = { ...env, DENO_DIR: denoDir };
    equal((await run(home, [program, "config", "check", "--config", "missing.json"], withCache)).code, 2);
    match((await run(home, [program, "--help"], withCache)).text, /start/);

    const child = new Deno.Command(program, {
      args: ["start", "--port", "0", "--no-open", "--data", join(folder, "data")],
      cwd: home,
      env: withCache,
      stdout: "piped",
      stdin: "null",
    }).spawn();
    const deadline = setTimeout(() => child.kill("SIGKILL"), PAGE_WITHIN_MS);
    let said = "";
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      if (!said.includes("page: ") && (said += text).includes("page: ")) child.kill("SIGTERM");
    }
    clearTimeout(deadline);
    equal((await child.status).code, 0);
    match(said, /page: http:\/\/127\.0\.0\.1:\d+\//);
    ok((await Deno.stat(join(folder, "data", "aviator.sqlite"))).size > 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
