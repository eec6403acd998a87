/** The `plugins` commands as a user types them while no program runs: list, show, approve, revoke, disable, enable. */
import { deepEqual, equal, match } from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PluginWorkshop } from "../core/cells/plugin_fixture.ts";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));
const QUIET =
  `import { defineCollector } from "@aviator/sdk";\nexport default defineCollector({ create: () => ({}) });\n`;

Deno.test("aviator plugins approve, revoke, enable and disable decide for the next start when nothing runs", async () => {
  await using workshop = new PluginWorkshop();
  const more = join(workshop.folder, "more");
  const write = async (reason: string) => {
    await Deno.mkdir(join(more, "collectors"), { recursive: true });
    const manifest = {
      name: "asker",
      permissions: [{ net: ["api.example.org:443"], reason }],
      quotas: { processors: 0.5 },
    };
    await workshop.write({ kind: "collector", name: "more/collectors/asker", source: QUIET, manifest });
  };
  const aviator = async (...args: string[]) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", MAIN, "plugins", ...args, "--data", workshop.dataDir, "--plugins", more],
      env: { NO_COLOR: "1" },
    }).output();
    return { code, said: new TextDecoder().decode(stdout), failed: new TextDecoder().decode(stderr) };
  };
  const asker = async () => {
    const { plugins } = JSON.parse((await aviator("list", "--json")).said);
    return plugins.find((plugin: { name: string }) => plugin.name === "asker");
  };
  await write("polls odds every 30 s");
  const first = await asker();
  equal(first.state, "waiting");
  equal((await aviator("approve", "asker", "--hash", "abc")).code, 2, "too short to name anything");
  const other = await aviator("approve", "asker", "--hash", "0".repeat(12));
  deepEqual([other.code, other.failed.includes(first.hash)], [3, true]);
  const approved = await aviator("approve", "asker", "--hash", first.hash.slice(0, 12));
  deepEqual([approved.code, approved.said.includes(first.hash)], [0, true]);
  const { state, approvedBy } = await asker();
  deepEqual([state, approvedBy], ["stopped", "cli"]);
  await write("polls odds every second, which is new");
  match((await asker()).reason, /has changed since it was approved/);
  equal((await aviator("approve", "asker")).code, 0);
  equal((await aviator("disable", "asker")).code, 0);
  equal((await asker()).state, "disabled");
  equal((await aviator("enable", "asker")).code, 0);
  equal((await aviator("revoke", "asker")).code, 0);
  const { said } = await aviator("show", "asker");
  match(said, /state {4}waiting: asks for the network/);
  match(said, /^limits {3}memoryMegabytes 320, processors 0\.5, messagesPerSecond 2000, rowsPerSecond 2000, /m);
  const nobody = await aviator("approve", "nobody");
  equal(nobody.code, 3);
  match(nobody.failed, /^Cannot find nobody: there is no such plugin; there are admiral, anti-martingale, asker/);
});
