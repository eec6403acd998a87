/** `doctor`: says what this machine lacks for each feature, and the exact command that mends it. Changes nothing. */
import { resolve } from "node:path";
import { HostError } from "../protocol/errors.ts";
import type { CommonOptions } from "./common_options.ts";
import { diagnose } from "./diagnostics.ts";

/** One thing looked at. */
interface Finding {
  feature: string;
  ok: boolean;
  /** what was found, or what is missing */
  found: string;
  /** the command that mends it; empty when all is well */
  remedy: string;
}

const LIBRARY_FOLDERS = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"];

/** Prints the findings; returns 1 when the default (virtual tables) cannot run. */
export async function doctor(options: CommonOptions & { bundle?: string }): Promise<number> {
  const findings = [
    { feature: "virtual tables", ok: true, found: `Deno ${Deno.version.deno}, SQLite built in`, remedy: "" },
    await program("tighter cells", { name: "setpriv", remedy: "apt-get install util-linux" }),
    display(),
    await library("reading the real screen", {
      file: "libxcb-shm.so.0",
      remedy: "apt-get install libxcb1 libxcb-shm0",
    }),
    await library("real mouse and keyboard", { file: "libXtst.so.6", remedy: "apt-get install libxtst6" }),
    await program("end-to-end tests", { name: "chromium", remedy: "apt-get install chromium" }),
    await program("end-to-end tests", { name: "Xvfb", remedy: "apt-get install xvfb" }),
  ];
  if (options.json) console.log(JSON.stringify(findings));
  else for (const finding of findings) console.log(lineOf(finding));
  if (options.bundle !== undefined) await writeBundle(options.bundle, { findings, options });
  return findings[0].ok ? 0 : 1;
}

/** @throws {HostError} `refused` for a file that is there already */
async function writeBundle(
  file: string,
  { findings, options }: { findings: readonly Finding[]; options: CommonOptions },
): Promise<void> {
  const bundle = await diagnose({ dataDir: resolve(options.data), configFile: options.config, findings });
  try {
    await Deno.writeTextFile(file, `${JSON.stringify(bundle, null, 2)}\n`, { createNew: true, mode: 0o600 });
  } catch (cause) {
    const why = cause instanceof Deno.errors.AlreadyExists
      ? "it is there already; name another"
      : (cause as Error).message;
    throw new HostError("refused", `Cannot write ${file}: ${why}`, { cause });
  }
  console.error(`wrote ${file}: look through it before you hand it on`);
}

function lineOf({ feature, ok, found, remedy }: Finding): string {
  return `${ok ? "ok     " : "missing"} ${feature.padEnd(24)} ${found}${ok ? "" : `; mend it by: ${remedy}`}`;
}

function display(): Finding {
  const name = Deno.env.get("DISPLAY");
  const wayland = Deno.env.get("WAYLAND_DISPLAY") !== undefined;
  return {
    feature: "a real screen",
    ok: Deno.build.os === "linux" && name !== undefined && !wayland,
    found: wayland ? "a Wayland session" : name === undefined ? "DISPLAY is not set" : `X11 display ${name}`,
    remedy: wayland ? `log in to an X11 session ("on Xorg")` : "export DISPLAY=:0 in a graphical session",
  };
}

async function program(feature: string, { name, remedy }: { name: string; remedy: string }): Promise<Finding> {
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter(Boolean);
  return await find(feature, { paths: folders.map((folder) => `${folder}/${name}`), what: name, remedy });
}

async function library(feature: string, { file, remedy }: { file: string; remedy: string }): Promise<Finding> {
  return await find(feature, { paths: LIBRARY_FOLDERS.map((folder) => `${folder}/${file}`), what: file, remedy });
}

async function find(
  feature: string,
  { paths, what, remedy }: { paths: string[]; what: string; remedy: string },
): Promise<Finding> {
  for (const path of paths) {
    if (await Deno.stat(path).then((info) => info.isFile, () => false)) {
      return { feature, ok: true, found: path, remedy: "" };
    }
  }
  return { feature, ok: false, found: `no ${what}`, remedy };
}
