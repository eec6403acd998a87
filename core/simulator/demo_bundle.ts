/** Bundles the demo site's page for the browser. */
import { HostError } from "../protocol/errors.ts";

/** @throws {HostError} `plugin_failed` with what the bundler says */
export async function bundlePage(entry: URL): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "browser", entry.pathname],
    stdout: "piped",
    stderr: "piped",
  });
  const { success, stdout, stderr } = await command.output();
  if (success) return new TextDecoder().decode(stdout);
  throw new HostError("plugin_failed", `Cannot bundle ${entry.pathname}: ${new TextDecoder().decode(stderr).trim()}`);
}
