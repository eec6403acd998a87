/** What `doctor` says of machines that lack one thing each: real folders with real programs in PATH, one taken away at a time. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { examine, type Machine, TOOLS } from "../../../core/commands/doctor_checks.ts";
import { configOf } from "../../../core/ops/config.ts";
import { runHere } from "./run_here.ts";

const LIBRARIES = ["libxcb.so.1", "libxcb-shm.so.0", "libXtst.so.6"];
const CONFIG = configOf({ port: 0 }, "the test's");

/** A machine that has every tool and library, in folders of its own. */
class WholeMachine implements AsyncDisposable, Machine {
  readonly os = "linux";
  readonly folder = Deno.makeTempDirSync({ prefix: "aviator doctor " });
  readonly libraryFolders = [join(this.folder, "lib")];
  variables: Record<string, string> = { PATH: ["/nowhere", join(this.folder, "bin")].join(":") };

  constructor() {
    for (const name of ["bin", "lib"]) Deno.mkdirSync(join(this.folder, name));
    for (const name of TOOLS.flatMap(({ names }) => names)) Deno.writeTextFileSync(join(this.folder, "bin", name), "");
    for (const file of LIBRARIES) Deno.writeTextFileSync(join(this.folder, "lib", file), "");
  }

  environment(name: string): string | undefined {
    return this.variables[name];
  }

  async missing(): Promise<string[]> {
    const findings = await examine({ config: CONFIG, dataDir: this.folder }, this);
    for (const { ok, remedy, feature } of findings) {
      equal(ok, remedy === "", `${feature} has a remedy if it is missing`);
    }
    return findings.filter(({ ok }) => !ok).map(({ feature, found, remedy }) => `${feature}: ${found}: ${remedy}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

const NO_DISPLAY = "a real screen: DISPLAY is not set: export DISPLAY=:0 in a graphical session";

Deno.test("examine() misses nothing but the display when every tool is there", async () => {
  await using machine = new WholeMachine();
  deepEqual(await machine.missing(), [NO_DISPLAY]);
});

for (const { feature, names, remedy } of TOOLS) {
  Deno.test(`examine() names the command when ${names.join(" and ")} is not in PATH`, async () => {
    await using machine = new WholeMachine();
    for (const name of names) await Deno.remove(join(machine.folder, "bin", name));
    deepEqual(await machine.missing(), [`${feature}: no ${names.join(" or ")}: ${remedy}`, NO_DISPLAY]);
  });
}

for (const file of LIBRARIES) {
  Deno.test(`examine() names the package when ${file} is missing`, async () => {
    await using machine = new WholeMachine();
    await Deno.remove(join(machine.libraryFolders[0], file));
    const [screen, library] = await machine.missing();
    equal(screen, NO_DISPLAY);
    match(library, new RegExp(`no ${file}: apt-get install lib[a-z0-9-]+$`));
  });
}

Deno.test("examine() says which display does not work when the session is another kind or nobody answers", async () => {
  await using machine = new WholeMachine();
  machine.variables = { ...machine.variables, DISPLAY: ":0", WAYLAND_DISPLAY: "wayland-0" };
  match((await machine.missing())[0], /a Wayland session: log in to an X11 session/);
  machine.variables = { PATH: machine.variables.PATH, DISPLAY: ":4711" };
  match((await machine.missing())[0], /a real screen: .*: export DISPLAY to a display that is yours/);
});

Deno.test("examine() tells a port that is taken, and a collector that does not answer", async () => {
  await using machine = new WholeMachine();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 }), { port } = listener.addr as Deno.NetAddr;
  const token = `desk.${"x".repeat(24)}`, url = `http://127.0.0.1:${port}`;
  const look = (config: object) =>
    examine({ config: configOf(config, "the test's"), dataDir: machine.folder }, machine);
  const findingOf = async (feature: string, config: object) =>
    (await look(config)).find((one) => one.feature === feature);
  equal((await findingOf("forwarding", { forwarding: { url, token } }))?.ok, true);
  listener.close();
  const gone = await findingOf("forwarding", { forwarding: { url, token } });
  deepEqual([gone?.ok, gone?.remedy], [false, `deno task aviator collector --port ${port} on 127.0.0.1`]);
  const nats = await findingOf("forwarding", { forwarding: { url: `nats://127.0.0.1:${port}`, token } });
  match(nats!.remedy, /^nats-server -js -p \d+ on 127\.0\.0\.1, then: deno task aviator collector --nats /);
  // Bound and silent, as another program's port would be.
  const other = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => new Response("mine"));
  const taken = await findingOf("page", { port: other.addr.port });
  deepEqual([taken?.ok, taken?.needed], [true, true]);
  await other.shutdown();
});

Deno.test("doctor ends with 1 and the remedy when the data folder cannot be written", async () => {
  const folder = await Deno.makeTempDir({ prefix: "aviator doctor " });
  const file = join(folder, "config.json");
  await Deno.writeTextFile(file, `{"port":0}`);
  const { status, out } = await runHere("doctor", "--json", "--data", "/proc/1/none", "--config", file);
  const finding = JSON.parse(out).find((one: { feature: string }) => one.feature === "data folder");
  equal(status, 1);
  match(finding.remedy, /^start --data DIR/);
  const good = await runHere("doctor", "--data", folder, "--config", file);
  equal(good.status, 0);
  ok(good.out.split("\n").every((line) => /^(ok {5}|missing) \S/.test(line)));
  await Deno.remove(folder, { recursive: true });
});
