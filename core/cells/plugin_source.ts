/**
 * What may not stand in a plugin's source because the bundler would follow it unseen: it folds `import("/etc/" + "x")`
 * and `require()` into its output, which no module graph shows beforehand. Refuses more than it must rather than less.
 */
import { HostError } from "../protocol/errors.ts";

const ESCAPE = /\\u(?:([0-9a-f]{4})|\{([0-9a-f]{1,6})\})/gi;
const SPACE_OR_COMMENT = String.raw`(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\n\r\u2028\u2029]*)*`;
/** `import` as a call, or with a phase: `import(`, `import.defer(`; `import.meta` may stay. */
const DYNAMIC_IMPORT = new RegExp(String.raw`\bimport${SPACE_OR_COMMENT}(?:\(|\.${SPACE_OR_COMMENT}(?!meta\b))`);
const REQUIRE = /\brequire\b/;
/** Files that the bundler would take for settings. */
const SETTINGS = /(^|\/)(package|tsconfig|jsconfig|deno)\.jsonc?$/;

/** True for what a plugin's modules may import from their folder. */
export function isModuleFile(path: string): boolean {
  return /\.(ts|js|json)$/.test(path) && !SETTINGS.test(path);
}

/**
 * A file's text. The bundler guesses encodings: what is checked here must be what it reads.
 *
 * @throws {HostError} `bad_manifest` for anything but UTF-8
 */
export function textOf(path: string, bytes: Uint8Array): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.includes("\0")) return text;
  } catch { /* said below */ }
  throw new HostError("bad_manifest", `Cannot use ${path}: not text in UTF-8`);
}

/**
 * Checks one module's text.
 *
 * @throws {HostError} `bad_manifest`, naming file and finding
 */
export function checkSource(path: string, text: string): void {
  if (path.endsWith(".json")) return;
  // Identifiers may be spelt with escapes.
  const plain = text.replace(ESCAPE, (_all, short, long) => decode(parseInt(short ?? long, 16)));
  if (DYNAMIC_IMPORT.test(plain)) {
    throw refusal(path, "import() as a call: modules are imported by import statements only");
  }
  if (REQUIRE.test(plain)) throw refusal(path, "the word require: modules are imported by import statements only");
}

function decode(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

function refusal(path: string, found: string): HostError {
  return new HostError("bad_manifest", `Cannot bundle: ${path} has ${found}`);
}
