/** Settings that nobody is shown: those that a plugin's schema marks `writeOnly`, such as tokens. They leave the core only towards the plugin. */
import type { Manifest } from "../protocol/manifest.ts";

/** What stands for a secret wherever settings are shown; sent back, it means the secret that is there. */
export const HIDDEN = "••••••••";
/** Shorter ones would make holes in harmless words. */
const SECRET_CHARACTERS_MIN = 6;

type Schema = Pick<Manifest, "config">;

/** Settings as they may be shown. */
export function hideSecrets({ config }: Schema, settings: Record<string, unknown>): Record<string, unknown> {
  const shown = secretKeys(config).filter((key) => settings[key] !== undefined && settings[key] !== "");
  return { ...settings, ...Object.fromEntries(shown.map((key) => [key, HIDDEN])) };
}

/** Settings that were shown and come back, with the secrets that are in use in the place of what stood for them. */
export function restoreSecrets(
  { config }: Schema,
  { settings, inUse }: { settings: Record<string, unknown>; inUse: Record<string, unknown> },
): Record<string, unknown> {
  const kept = secretKeys(config).filter((key) => settings[key] === HIDDEN);
  return { ...settings, ...Object.fromEntries(kept.map((key) => [key, inUse[key]])) };
}

/** A text without the secrets that are in use. */
export function withoutSecrets(
  text: string,
  { manifest: { config }, settings }: { manifest: Schema; settings: Record<string, unknown> },
): string {
  const secrets = secretKeys(config).map((key) => settings[key])
    .filter((value) => typeof value === "string" && value.length >= SECRET_CHARACTERS_MIN) as string[];
  return secrets.reduce((left, secret) => left.replaceAll(secret, HIDDEN), text);
}

function secretKeys(config: Manifest["config"]): string[] {
  const properties = config.properties as Record<string, { writeOnly?: unknown }> | undefined;
  return Object.keys(properties ?? {}).filter((key) => properties![key]?.writeOnly === true);
}
