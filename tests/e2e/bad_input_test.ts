/** Wrong manifests and configurations: each is refused with file, field, value and remedy; the rest runs. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startProgram } from "./program.ts";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));

const GOOD = { name: "x", kind: "collector", title: "X", sdk: 1, entry: "main.ts" };
const CODE =
  'import { defineCollector } from "@aviator/sdk";\nexport default defineCollector({ create: () => ({}) });\n';

/** Folder name → what stands in its manifest, and what the message must say. */
const BAD_PLUGINS: Record<string, { manifest: unknown; says: RegExp }> = {
  "no-json": { manifest: "{ name: ", says: /no-json.plugin\.json: not JSON/ },
  "no-title": { manifest: { ...GOOD, name: "no-title", title: undefined }, says: /field title is missing/ },
  "bad-kind": { manifest: { ...GOOD, name: "bad-kind", kind: "robot" }, says: /field kind is "robot"/ },
  "other-name": { manifest: { ...GOOD, name: "another" }, says: /field name is "another": "other-name"/ },
  "typo": { manifest: { ...GOOD, name: "typo", permisions: [] }, says: /Unrecognized key: "permisions"/ },
  "no-entry": { manifest: { ...GOOD, name: "no-entry", entry: "gone.ts" }, says: /field entry is "gone\.ts"/ },
  "outside": { manifest: { ...GOOD, name: "outside", entry: "../main.ts" }, says: /field entry is "\.\.\/main\.ts"/ },
  "no-reason": {
    manifest: { ...GOOD, name: "no-reason", permissions: [{ net: ["api.example.org:443"], reason: "" }] },
    says: /field permissions\.0\.reason is ""/,
  },
  "old-sdk": { manifest: { ...GOOD, name: "old-sdk", sdk: 0 }, says: /field sdk is 0/ },
  "wrong-folder": { manifest: { ...GOOD, name: "wrong-folder", kind: "strategy" }, says: /field kind is "strategy"/ },
};

const BAD_CONFIGS: [string, RegExp][] = [
  ["[", /not JSON/],
  ['{"port":"80"}', /field port is "80"/],
  ['{"tabels":[]}', /Unrecognized key: "tabels"/],
  ['{"tables":[]}', /field tables is \[\]/],
  ['{"tables":[{"bookmaker":"soccer","window":9}]}', /field tables\.0\.window is 9: 0 to 3 in layout 2x2/],
  [
    '{"tables":[{"bookmaker":"soccer","window":0}],"strategies":[{"strategy":"flat","table":"mozzart"}]}',
    /field strategies\.0\.table is "mozzart": one of soccer/,
  ],
  ['{"source":"desktop","strategies":[{"strategy":"flat","table":"soccer","mode":"live"}]}', /need liveAllowed true/],
  ['{"strategies":[{"strategy":"flat","table":"soccer","lease":{"maxStakeMinor":-1}}]}', /maxStakeMinor is -1/],
  ['{"layout":"5x5"}', /field layout is "5x5"/],
  ['{"tickMs":1}', /field tickMs is 1/],
];

async function aviator(...args: string[]): Promise<{ code: number; said: string }> {
  const output = await new Deno.Command(Deno.execPath(), { args: ["run", "--quiet", "-A", MAIN, ...args] }).output();
  const decoder = new TextDecoder();
  return { code: output.code, said: decoder.decode(output.stdout) + decoder.decode(output.stderr) };
}

Deno.test(`start refuses ${BAD_CONFIGS.length} wrong configurations with file, field, value and remedy`, async () => {
  const dir = await Deno.makeTempDir({ prefix: "aviator-config-" });
  const file = join(dir, "config.json");
  for (const [text, says] of BAD_CONFIGS) {
    await Deno.writeTextFile(file, text);
    const { code, said } = await aviator(
      "start",
      "--config",
      file,
      "--data",
      join(dir, "data"),
      "--port",
      "0",
      "--no-open",
    );
    equal(code, 2, said);
    match(said, says);
    ok(said.includes(file), said);
    equal(said.trim().split("\n").length, 1, `one line, no stack: ${said}`);
  }
  await Deno.remove(dir, { recursive: true });
});

Deno.test("a command line that cannot be meant ends with status 2 and says what is possible", async () => {
  for (
    const args of [["strat"], ["start", "--port", "99999"], ["start", "--speed", "0"], ["start", "--config", "/none"]]
  ) {
    const { code, said } = await aviator(...args);
    equal(code, 2, `${args}: ${said}`);
    ok(!said.includes("    at "), said);
  }
});

Deno.test(`${Object.keys(BAD_PLUGINS).length} broken plugins are shown with the reason, and everything else runs`, async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-plugins-" });
  const folder = join(dataDir, "more");
  for (const [name, { manifest }] of Object.entries(BAD_PLUGINS)) {
    const plugin = join(folder, "collectors", name);
    await Deno.mkdir(plugin, { recursive: true });
    await Deno.writeTextFile(
      join(plugin, "plugin.json"),
      typeof manifest === "string" ? manifest : JSON.stringify(manifest),
    );
    await Deno.writeTextFile(join(plugin, "main.ts"), CODE);
  }
  const configFile = join(dataDir, "config.json");
  const collectors = ["main-collector", "phase-collector", "typo"];
  await Deno.writeTextFile(configFile, JSON.stringify({ plugins: [folder], collectors }));
  await using program = await startProgram({ dataDir, args: ["--config", configFile] });
  const { plugins } = await (await program.ask("/api/state")).json();
  const refused = plugins.filter((plugin: { state: string }) => plugin.state === "refused");
  deepEqual(refused.map((plugin: { name: string }) => plugin.name).sort(), Object.keys(BAD_PLUGINS).sort());
  for (const { name, reason } of refused) {
    match(reason, BAD_PLUGINS[name].says);
    ok(reason.includes(join(folder, "collectors", name)), reason);
  }
  const running = plugins.filter((plugin: { state: string }) => plugin.state === "running").length;
  equal(running, 8, "four tables, two collectors, two strategies");
  program.signal("SIGTERM");
  equal(await program.ended, 0);
  const listed = await aviator("plugins", "list", "--config", configFile, "--data", dataDir, "--json");
  equal(listed.code, 0);
  equal(JSON.parse(listed.said).refused.length, Object.keys(BAD_PLUGINS).length);
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("start says what keeps it from starting, once, and leaves it untouched", async () => {
  const dir = await Deno.makeTempDir({ prefix: "aviator-start-" });
  const database = join(dir, "aviator.sqlite"),
    garbage = "this is no database, but somebody may want it back".repeat(100);
  await Deno.writeTextFile(database, garbage);
  const broken = await aviator("start", "--data", dir, "--port", "0", "--no-open");
  equal(broken.code, 1, broken.said);
  ok(broken.said.includes(database), broken.said);
  equal(broken.said.trim().split("\n").length, 1, broken.said);
  equal(await Deno.readTextFile(database), garbage);
  const configFile = join(dir, "config.json");
  await Deno.writeTextFile(configFile, '{"source":"desktop","tables":[{"bookmaker":"soccer","window":0}]}');
  const blind = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "-A",
      MAIN,
      "start",
      "--config",
      configFile,
      "--data",
      join(dir, "data"),
      "--port",
      "0",
      "--no-open",
    ],
    env: { DISPLAY: "", WAYLAND_DISPLAY: "" },
  }).output();
  const said = new TextDecoder().decode(blind.stderr);
  equal(blind.code, 2, said);
  match(said, /DISPLAY is not set; set it/);
  await Deno.remove(dir, { recursive: true });
});
