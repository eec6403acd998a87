/** Where the program itself lies, and where Deno keeps its packages. */
import { fileURLToPath } from "node:url";
import { HostError } from "../protocol/errors.ts";

/** The folder of `main.ts`. */
export const PROJECT_DIR = fileURLToPath(new URL("../../", import.meta.url));

/** Deno's cache folder, which holds the packages' native parts. */
export async function denoDir(): Promise<string> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"], stderr: "null" })
    .output();
  const info: unknown = success ? JSON.parse(new TextDecoder().decode(stdout)) : null;
  if (typeof info === "object" && info !== null && "denoDir" in info && typeof info.denoDir === "string") {
    return info.denoDir;
  }
  throw new HostError("bad_config", "Cannot find Deno's cache folder: `deno info --json` names none");
}
