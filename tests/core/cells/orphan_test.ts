/** No cell outlives its core. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { PluginWorkshop } from "./plugin_fixture.ts";

const SOURCE = `import { defineStrategy } from "@aviator/sdk";
export default defineStrategy({ decide(_history, { table }) { if (table === "spin") while (true); return null; } });\n`;
const GONE_MS_MAX = 2000;

/** Waits until a process is gone; a zombie counts as gone. */
async function untilGone(pid: number): Promise<number> {
  const startMs = performance.now();
  for (;;) {
    const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
    const ms = performance.now() - startMs;
    if (stat === "" || stat.includes(") Z ") || ms > 2 * GONE_MS_MAX) return ms;
  }
}

for (
  const [mode, wrapped] of [["idle", true], ["spin", true], ["idle", false], ["spin", false]] as const
) {
  Deno.test({
    name: `A cell's process ends when its parent is killed with -9 while the plugin is in ${mode} ${
      wrapped ? "and" : "but not"
    } under setpriv`,
    ignore: Deno.build.os !== "linux",
    fn: async () => {
      await using workshop = new PluginWorkshop();
      const { bundleFile } = await workshop.load({ kind: "strategy", source: SOURCE });
      const args = ["run", "-A", "--no-lock", join(import.meta.dirname!, "orphan_parent.ts"), bundleFile, mode];
      // Where its program is not found, there is no death signal.
      const env: Record<string, string> = wrapped ? {} : { PATH: "/nowhere" };
      const parent = new Deno.Command(Deno.execPath(), { args, env, stdout: "piped" }).spawn();
      const reader = parent.stdout.getReader();
      const pid = Number(new TextDecoder().decode((await reader.read()).value));
      parent.kill("SIGKILL");
      await parent.status;
      const goneMs = await untilGone(pid);
      await reader.cancel();
      assert.ok(goneMs < GONE_MS_MAX, `process ${pid} lived ${goneMs} ms longer`);
    },
  });
}
