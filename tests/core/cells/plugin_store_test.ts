/** Plugin folders, good and bad: nothing of a refused one reaches the store, and none of its code runs. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { PLUGIN_BYTES_MAX, PLUGIN_FILES_MAX } from "../../../core/cells/plugin_folder.ts";
import { checkSource } from "../../../core/cells/plugin_source.ts";
import { PluginStore } from "../../../core/cells/plugin_store.ts";
import { HostError } from "../../../core/protocol/errors.ts";
import { type PluginSource, PluginWorkshop } from "./plugin_fixture.ts";

const STRATEGY =
  `import { defineStrategy } from "@aviator/sdk";\nexport default defineStrategy({ decide: () => null });\n`;

/** Loads what `damage` left of a good plugin's folder and gives the reason for refusing it. */
async function refusalOf(
  source: Partial<PluginSource>,
  damage: (folder: string) => Promise<unknown> = async () => {},
): Promise<string> {
  await using workshop = new PluginWorkshop();
  const folder = await workshop.write({ kind: "strategy", source: STRATEGY, ...source });
  await damage(folder);
  const error = await new PluginStore({ folders: [], dataDir: workshop.dataDir }).loadFolder(folder).then(
    () => assert.fail("the folder was taken"),
    (error: unknown) => error,
  );
  assert.ok(error instanceof HostError && error.code === "bad_manifest", String(error));
  const left = await Array.fromAsync(Deno.readDir(join(workshop.dataDir, "plugins"))).catch(() => []);
  assert.deepEqual(left, [], "something stayed in the store");
  return error.message;
}

/** What the SDK's reader of tables comes to alone is six times this. */
const BUNDLE_BYTES_MAX = 70_000;

Deno.test("PluginStore.load() takes every bundled plugin, and bundles only those that read tables with the reader", async () => {
  await using workshop = new PluginWorkshop();
  const root = join(import.meta.dirname!, "../../../plugins");
  const { plugins, refused } = await new PluginStore({ folders: [root], dataDir: workshop.dataDir }).load();
  assert.deepEqual(refused, []);
  const names = plugins.map((plugin) => plugin.manifest.name);
  for (const name of ["main-collector", "phase-collector", "flat", "martingale"]) assert.ok(names.includes(name), name);
  for (const { manifest, bundleFile } of plugins.filter((plugin) => plugin.manifest.kind !== "bookmaker")) {
    const bundle = await Deno.readTextFile(bundleFile);
    assert.ok(bundle.length <= BUNDLE_BYTES_MAX, `${manifest.name}: ${bundle.length} bytes`);
    assert.doesNotMatch(bundle, /from "node:/, `${manifest.name} takes along what costs its process a megabyte`);
  }
});

Deno.test("PluginStore.load() tells what is wrong with a folder and loads the others", async () => {
  await using workshop = new PluginWorkshop();
  const strategies = join(workshop.folder, "strategies");
  await workshop.write({ kind: "strategy", name: "strategies/good", source: STRATEGY, manifest: { name: "good" } });
  await workshop.write({
    kind: "collector",
    name: "strategies/misplaced",
    source: STRATEGY,
    manifest: { name: "misplaced" },
  });
  await workshop.write({
    kind: "strategy",
    name: "strategies/renamed",
    source: STRATEGY,
    manifest: { name: "another" },
  });
  await Deno.mkdir(join(strategies, "empty"));
  await workshop.write({ kind: "strategy", name: "good", source: STRATEGY });
  const folders = [workshop.folder, join(workshop.folder, "good")];
  const { plugins, refused } = await new PluginStore({ folders, dataDir: workshop.dataDir }).load();
  assert.deepEqual(plugins.map((plugin) => plugin.folder), [join(strategies, "good")]);
  assert.deepEqual(refused.map(({ error }) => error), [
    `Cannot use ${strategies}/empty: it has no plugin.json`,
    `Cannot use ${strategies}/misplaced/plugin.json: field kind is "collector": its folder is under strategies/`,
    `Cannot use ${strategies}/renamed/plugin.json: field name is "another": "renamed", as its folder`,
    `Cannot use ${workshop.folder}/good: its name is that of ${strategies}/good`,
  ]);
});

Deno.test("PluginStore keeps a bundle that nobody can write, and makes it once", async () => {
  await using workshop = new PluginWorkshop();
  const first = await workshop.load({ kind: "strategy", source: STRATEGY });
  const made = await Deno.stat(first.bundleFile);
  assert.equal(made.mode! & 0o222, 0);
  const second = await workshop.load({ kind: "strategy", source: STRATEGY });
  assert.equal(second.bundleFile, first.bundleFile);
  assert.deepEqual((await Deno.stat(second.bundleFile)).ino, made.ino);
});

Deno.test("PluginStore makes another bundle when a file of the folder changes", async () => {
  await using workshop = new PluginWorkshop();
  const first = await workshop.load({ kind: "strategy", source: STRATEGY });
  const second = await workshop.load({ kind: "strategy", source: `${STRATEGY}// changed` });
  assert.notEqual(second.hash, first.hash);
  assert.notEqual(second.bundleFile, first.bundleFile);
});

Deno.test("PluginStore gives tables without code one bundle", async () => {
  await using workshop = new PluginWorkshop();
  const first = await workshop.load({ kind: "bookmaker", name: "first" });
  const second = await workshop.load({ kind: "bookmaker", name: "second" });
  assert.equal(first.bundleFile, second.bundleFile);
  assert.notEqual(first.hash, second.hash);
});

Deno.test("PluginStore refuses a symbolic link", async () => {
  const reason = await refusalOf({}, (folder) => Deno.symlink("/etc/passwd", join(folder, "data.json")));
  assert.equal(reason, "Cannot use data.json: a symbolic link");
});

Deno.test("PluginStore refuses a link to a folder", async () => {
  assert.equal(
    await refusalOf({}, (folder) => Deno.symlink("/etc", join(folder, "etc"))),
    "Cannot use etc: a symbolic link",
  );
});

Deno.test("PluginStore refuses a hard link", async () => {
  const reason = await refusalOf({}, async (folder) => {
    await Deno.writeTextFile(join(folder, "../secret"), "secret");
    await Deno.link(join(folder, "../secret"), join(folder, "data.json"));
  });
  assert.equal(reason, "Cannot use data.json: a hard link: the same file has another name elsewhere");
});

Deno.test("PluginStore refuses a pipe without waiting for it", async () => {
  const reason = await refusalOf({}, (folder) => new Deno.Command("mkfifo", { args: [join(folder, "pipe")] }).output());
  assert.equal(reason, "Cannot use pipe: neither a file nor a folder");
});

Deno.test("PluginStore takes a folder at its limits and refuses one past them", async () => {
  await using workshop = new PluginWorkshop();
  const numbered = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n}.txt`, ""]));
  await workshop.load({ kind: "strategy", source: STRATEGY, files: numbered(PLUGIN_FILES_MAX - 2) });
  const reason = await refusalOf({ files: numbered(PLUGIN_FILES_MAX - 1) });
  assert.match(reason, /more than 200 files$/);
  assert.match(
    await refusalOf({ files: { "a.bin": "x".repeat(PLUGIN_BYTES_MAX) } }),
    /more than 4194304 bytes in all$/,
  );
});

Deno.test("PluginStore refuses an entry that is not there", async () => {
  const reason = await refusalOf({ manifest: { entry: "other.ts" } });
  assert.match(reason, /field entry is "other.ts": there is no such file in the folder$/);
});

for (
  const [what, inner] of Object.entries({
    "$ref": { $ref: "#" },
    "pattern": { type: "string", pattern: "^(a+)+$" },
    "patternProperties": { type: "object", patternProperties: { "^(a+)+$": {} } },
  })
) {
  Deno.test(`PluginStore refuses a config that has ${what}, which may cost any time`, async () => {
    const config = { type: "object", properties: { deep: { anyOf: [{ type: "array", items: inner }] } } };
    assert.ok((await refusalOf({ manifest: { config } })).includes(`it has ${what}, which no configuration may have`));
  });
}

Deno.test("PluginStore takes a config whose own fields are named as keywords", async () => {
  await using workshop = new PluginWorkshop();
  const properties = { pattern: { type: "string", default: "x", enum: ["x", "$ref"] }, $ref: { type: "integer" } };
  await workshop.load({ kind: "strategy", source: STRATEGY, manifest: { config: { type: "object", properties } } });
});

Deno.test("PluginStore refuses a config that is no JSON Schema of an object", async () => {
  assert.match(
    await refusalOf({ manifest: { config: { type: "string" } } }),
    /field config is no JSON Schema: .*"object"$/,
  );
});

Deno.test("PluginStore refuses a file with a strange name", async () => {
  assert.match(await refusalOf({ files: { "a b\u202e.ts": "" } }), /a name of letters, digits/);
});

for (
  const [what, line, shown] of [
    ["a file outside", `import secret from "/etc/passwd" with { type: "text" };`, "/etc/passwd"],
    [
      "JSON outside",
      `import lock from "${join(import.meta.dirname!, "../../../deno.lock")}" with { type: "json" };`,
      "deno.lock",
    ],
    [
      "the core past the SDK",
      `import { Cell } from "${join(import.meta.dirname!, "../../../core/cells/cell.ts")}";`,
      "cell.ts",
    ],
    ["a URL", `import "https://example.org/x.ts";`, "https://example.org/x.ts"],
    ["an npm package", `import "npm:left-pad";`, "npm:left-pad"],
    ["a package of the host", `import { z } from "zod";`, "zod"],
    ["a jsr package", `import "jsr:@std/assert";`, "jsr:@std/assert"],
    ["a built-in of Node", `import { readFileSync } from "node:fs";`, "node:fs"],
    ["a data URL", `import "data:text/javascript,export default 1";`, "data:"],
    ["types outside", `import type { Secret } from "/etc/secret.ts";`, "/etc/secret.ts"],
  ]
) {
  Deno.test(`PluginStore refuses a plugin that imports ${what}`, async () => {
    const reason = await refusalOf({ source: `${line}\n${STRATEGY}` });
    assert.ok(reason.startsWith("Cannot bundle: main.ts imports ") && reason.includes(shown), reason);
  });
}

/** The bundler folds constants and then reads what they name: none of these shows in the module graph. */
for (
  const line of [
    `const text = await import("/etc/hostname", { with: { type: "text" } });`,
    `const text = await import("/etc/" + "hostname", { with: { type: "text" } });`,
    `const text = await import /* here */ (\n"/etc/" + "hostname", { with: { type: "text" } });`,
    `const text = await import // here\n("/etc/" + "hostname");`,
    `const text = await import.defer("/etc/" + "hostname");`,
    `const text = await import . source("/etc/" + "hostname");`,
    `const text = require("/etc/hostname");`,
    `const text = r\\u0065quire("/etc/hostname");`,
    `const text = r\\u{65}quire("/etc/hostname");`,
    `import text = require("/etc/hostname");`,
  ]
) {
  Deno.test(`PluginStore refuses code that would have the bundler read a file: ${JSON.stringify(line)}`, async () => {
    const reason = await refusalOf({ files: { "part.js": line }, source: `import "./part.js";\n${STRATEGY}` });
    assert.match(reason, /^Cannot bundle: part\.js has (import\(\) as a call|the word require): /);
  });
}

for (
  const [what, text] of [
    ["many comments in blocks", `import${"/**/".repeat(100_000)}x`],
    ["many slashes", `import${"//".repeat(100_000)}x`],
    ["comments that never end", "import/*".repeat(100_000)],
    ["imports in comments", `${"import//".repeat(100_000)}\n`],
    ["imports with long comments each", `import/*${"x".repeat(900)}*/x\n`.repeat(1000)],
  ]
) {
  Deno.test(`checkSource() judges within a second source that has ${what}`, () => {
    const startMs = performance.now();
    try {
      checkSource("main.ts", text);
    } catch (error) {
      assert.ok(error instanceof HostError, String(error));
    }
    assert.ok(performance.now() - startMs < 1000);
  });
}

Deno.test("PluginStore takes a plugin whose words only look like imports", async () => {
  await using workshop = new PluginWorkshop();
  const source = `${STRATEGY}export const important = (x: number) => [import.meta.url, x, "imports(1)", "requires"];`;
  await workshop.load({ kind: "strategy", source });
});

Deno.test("PluginStore shows the bundler no settings of the plugin's own", async () => {
  await using workshop = new PluginWorkshop();
  const files = {
    "tsconfig.json": `{"compilerOptions":{"paths":{"./part.ts":["/etc/hostname"]}}}`,
    "deno.json": `{"imports":{"./part.ts":"/etc/hostname"}}`,
    "package.json": `{"browser":{"./part.ts":"/etc/hostname"}}`,
    "part.ts": `export const part = "the plugin's own part";`,
  };
  const source = `import { part } from "./part.ts";\nconsole.log(part);\n${STRATEGY}`;
  const { bundleFile } = await workshop.load({ kind: "strategy", source, files });
  assert.match(await Deno.readTextFile(bundleFile), /the plugin's own part/);
});

Deno.test("PluginStore refuses an import of a file that is no module", async () => {
  const files = { "part.tsx": "export const view = 1;", "style.css": `@import "/etc/hostname";` };
  assert.match(await refusalOf({ source: `import "./part.tsx";\n${STRATEGY}`, files }), /^Cannot bundle: /);
  assert.match(await refusalOf({ source: `import "./style.css";\n${STRATEGY}`, files }), /^Cannot bundle: /);
});

Deno.test("PluginStore refuses code that is no code, naming the file", async () => {
  assert.match(await refusalOf({ source: "export default {{{" }), /^Cannot bundle: main\.ts: /);
});
