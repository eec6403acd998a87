/** Bundles the demo site's page for the browser. */
import { fileURLToPath } from "node:url";
import { runBundler } from "../bundler.ts";
import { HostError } from "../protocol/errors.ts";

/** @throws {HostError} `plugin_failed` with what the bundler says */
export async function bundlePage(entry: URL): Promise<string> {
  const { success, stdout, stderr } = await runBundler(["--platform", "browser", fileURLToPath(entry)]);
  if (success) return new TextDecoder().decode(stdout);
  throw new HostError("plugin_failed", `Cannot bundle ${entry.pathname}: ${new TextDecoder().decode(stderr).trim()}`);
}
