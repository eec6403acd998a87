/** Bad plugin folders, one table: each is refused with its reason before any of its code runs, and nothing of it is stored. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { PLUGIN_BYTES_MAX } from "../../core/cells/plugin_folder.ts";
import { PluginStore, verifyBundle } from "../../core/cells/plugin_store.ts";
import { HostError } from "../../core/protocol/errors.ts";
import { PluginWorkshop, RecordedCell } from "../core/cells/plugin_fixture.ts";

/** Code that would show if it ran. */
const TRACE_FILE = join(await Deno.makeTempDir({ prefix: "aviator-bad-folders-" }), "it-ran");
const TRACE = `Deno.writeTextFileSync(${JSON.stringify(TRACE_FILE)}, "x");\n`;
const STRATEGY = `${TRACE}import { defineStrategy } from "@aviator/sdk";
export default defineStrategy({ decide: () => null });\n`;

interface BadFolder {
  says: RegExp;
  manifest?: Record<string, unknown>;
  /** what is done to the good folder */
  damage?: (folder: string) => Promise<unknown>;
}

const manifestWith = (text: (good: string) => string | Uint8Array<ArrayBuffer>) => async (folder: string) => {
  const path = join(folder, "plugin.json"), changed = text(await Deno.readTextFile(path));
  await Deno.writeFile(path, typeof changed === "string" ? new TextEncoder().encode(changed) : changed);
};
const mainWith = (bytes: Uint8Array<ArrayBuffer>) => (folder: string) => Deno.writeFile(join(folder, "main.ts"), bytes);
const utf16 = (text: string) =>
  new Uint8Array(new Uint16Array([...`\ufeff${text}`].map((c) => c.charCodeAt(0))).buffer);

const BAD_FOLDERS: Record<string, BadFolder> = {
  "a symbolic link to a file": {
    damage: (folder) => Deno.symlink("/etc/passwd", join(folder, "data.json")),
    says: /data\.json: a symbolic link/,
  },
  "a symbolic link in place of its code": {
    damage: async (folder) => {
      await Deno.rename(join(folder, "main.ts"), join(folder, "../main.ts"));
      await Deno.symlink("../main.ts", join(folder, "main.ts"));
    },
    says: /main\.ts: a symbolic link/,
  },
  "a symbolic link to a folder": {
    damage: (folder) => Deno.symlink("/etc", join(folder, "etc")),
    says: /etc: a symbolic link/,
  },
  "a hard link out": {
    damage: async (folder) => {
      await Deno.writeTextFile(join(folder, "../secret"), "secret");
      await Deno.link(join(folder, "../secret"), join(folder, "data.json"));
    },
    says: /data\.json: a hard link/,
  },
  "a named pipe": {
    damage: (folder) => new Deno.Command("mkfifo", { args: [join(folder, "pipe")] }).output(),
    says: /pipe: neither a file nor a folder/,
  },
  "a great many folders": {
    damage: async (folder) => {
      for (let at = 0; at < 500; at++) await Deno.mkdir(join(folder, "a", `b${at}`), { recursive: true });
    },
    says: /more than 400 files and folders/,
  },
  "settings that refer to themselves": {
    manifest: { config: { type: "object", allOf: [{ $ref: "#" }] } },
    says: /field config is no JSON Schema: it has \$ref/,
  },
  "source that costs the checker exponential time": {
    damage: (folder) => Deno.writeTextFile(join(folder, "main.ts"), `import${"/**/".repeat(5000)}x;`),
    says: /main\.ts has comments after the word import/,
  },
  "an entry that climbs out": { manifest: { entry: "../main.ts" }, says: /field entry is "\.\.\/main\.ts"/ },
  "an entry that is absolute": { manifest: { entry: "/etc/passwd.ts" }, says: /field entry is "\/etc/ },
  "an import that climbs out": {
    damage: (folder) => Deno.writeTextFile(join(folder, "main.ts"), `import "../../secret.ts";\n${STRATEGY}`),
    says: /imports \.\.\/\.\.\/secret\.ts: only its own folder/,
  },
  "a permission that is misspelt": {
    manifest: { permissions: [{ nett: ["a.org:443"], reason: "needs it for odds" }] },
    says: /field permissions\.0/,
  },
  "permissions under another name": { manifest: { permission: [] }, says: /"permission"/ },
  "a permission without a reason": {
    manifest: { permissions: [{ net: ["a.org:443"] }] },
    says: /field permissions\.0\.reason is missing/,
  },
  "a permission for every host": {
    manifest: { permissions: [{ net: ["*:443"], reason: "needs it for odds" }] },
    says: /field permissions\.0\.net\.0 is "\*:443"/,
  },
  "a permission that nobody can give": {
    manifest: { permissions: [{ run: ["sh"], reason: "needs it for odds" }] },
    says: /field permissions\.0/,
  },
  "a huge file": {
    damage: (folder) => Deno.truncate(join(folder, "plugin.json"), PLUGIN_BYTES_MAX + 1),
    says: /plugin\.json: 4194305 bytes, more than 4194304/,
  },
  "binary in place of code": {
    damage: mainWith(crypto.getRandomValues(new Uint8Array(4096)).fill(0, 0, 8)),
    says: /main\.ts/,
  },
  "code in UTF-16": { damage: mainWith(utf16(STRATEGY)), says: /main\.ts: not text in UTF-8/ },
  "code with zero bytes": { damage: mainWith(new TextEncoder().encode(`\0${STRATEGY}`)), says: /main\.ts: not text/ },
  "a manifest in UTF-16": { damage: manifestWith(utf16), says: /plugin\.json: not text/ },
  "a manifest in Latin-1": {
    damage: manifestWith((good) => Uint8Array.from(good.replace("tested", "te\u00e9ted"), (c) => c.charCodeAt(0))),
    says: /plugin\.json/,
  },
  "a manifest cut short": { damage: manifestWith((good) => good.slice(0, -2)), says: /plugin\.json: not JSON/ },
};

for (const [what, { says, manifest, damage }] of Object.entries(BAD_FOLDERS)) {
  Deno.test(`A plugin folder is refused before its code runs when it has ${what}`, async () => {
    await using workshop = new PluginWorkshop();
    const folder = await workshop.write({ kind: "strategy", source: STRATEGY, manifest });
    await damage?.(folder);
    const error = await new PluginStore({ folders: [], dataDir: workshop.dataDir }).loadFolder(folder).then(
      () => assert.fail("the folder was taken"),
      (error: unknown) => error,
    );
    assert.ok(error instanceof HostError && error.code === "bad_manifest", String(error));
    assert.match(error.message, says);
    const stored = await Array.fromAsync(Deno.readDir(join(workshop.dataDir, "plugins"))).catch(() => []);
    assert.deepEqual(stored, []);
    await assert.rejects(Deno.lstat(TRACE_FILE), Deno.errors.NotFound);
  });
}

Deno.test("A stored plugin is refused, on the next look and at its start, when its code is not what was stored", async () => {
  await using workshop = new PluginWorkshop();
  const quiet = STRATEGY.replace(TRACE, "");
  const plugin = await workshop.load({ kind: "strategy", source: quiet });
  await Deno.chmod(plugin.bundleFile, 0o644);
  const good = await Deno.readTextFile(plugin.bundleFile);
  await Deno.writeTextFile(plugin.bundleFile, `${TRACE}${good}`);
  const isTold = (error: unknown) =>
    error instanceof HostError && error.code === "refused" && /stored with hash \w{12}, now \w{12}/.test(error.message);
  await assert.rejects(verifyBundle(plugin), isTold);
  await assert.rejects(workshop.load({ kind: "strategy", source: quiet }), isTold);
  await using cell = new RecordedCell(plugin);
  await cell.plugin.start();
  assert.deepEqual(cell.states, ["starting", "refused"]);
  assert.equal(cell.plugin.pid, null);
  await Deno.writeTextFile(plugin.bundleFile, good);
  await cell.plugin.start();
  assert.equal(cell.states.at(-1), "running");
});
