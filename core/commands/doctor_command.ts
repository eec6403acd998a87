/** `doctor`: says what this machine lacks for each feature, and the exact command that mends it. Changes nothing. */
import { resolve } from "node:path";
import { loadConfig } from "../ops/config.ts";
import { HostError } from "../protocol/errors.ts";
import type { CommonOptions } from "./common_options.ts";
import { diagnose } from "./diagnostics.ts";
import { examine, type Finding } from "./doctor_checks.ts";

/** Prints the findings; returns 1 when the default (virtual tables) cannot run. */
export async function doctor(options: CommonOptions & { bundle?: string }): Promise<number> {
  const config = await loadConfig(options.config, options);
  const findings = await examine({ config, dataDir: options.data });
  if (options.json) console.log(JSON.stringify(findings));
  else for (const finding of findings) console.log(lineOf(finding));
  if (options.bundle !== undefined) await writeBundle(options.bundle, { findings, options });
  return findings.every(({ ok, needed }) => ok || !needed) ? 0 : 1;
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
