/**
 * What may not stand in a plugin's source because the bundler would follow it unseen: it folds `import("/etc/" + "x")`
 * and `require()` into its output, which no module graph shows beforehand. Refuses more than it must rather than less.
 */
import { HostError } from "../protocol/errors.ts";

const ESCAPE = /\\u(?:([0-9a-f]{4})|\{([0-9a-f]{1,6})\})/gi;
const IMPORT = /\bimport(?![\w$])/g;
/** Spaces and comments, each of which can be taken in one way only: else a hostile source costs exponential time. */
const TRIVIA = /(?:\s|\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/[^\n\r\u2028\u2029]*[\n\r\u2028\u2029])*/y;
/** More spaces and comments than this after `import` are refused: else many of them cost quadratic time. */
const TRIVIA_CHARACTERS_MAX = 1000;
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
  for (const { index } of plain.matchAll(IMPORT)) checkImport(path, plain.slice(index + "import".length));
  if (REQUIRE.test(plain)) throw refusal(path, "the word require: modules are imported by import statements only");
}

/** `import` as a call or with a phase is refused: `import(`, `import.defer(`; `import.meta` may stay. */
function checkImport(path: string, after: string): void {
  const next = skipTrivia(path, after);
  if (next.startsWith("(") || (next.startsWith(".") && !/^meta\b/.test(skipTrivia(path, next.slice(1))))) {
    throw refusal(path, "import() as a call: modules are imported by import statements only");
  }
}

function skipTrivia(path: string, text: string): string {
  TRIVIA.lastIndex = 0;
  const [trivia] = TRIVIA.exec(text.slice(0, TRIVIA_CHARACTERS_MAX))!;
  const next = text.slice(trivia.length);
  if (trivia.length < TRIVIA_CHARACTERS_MAX && !/^\/[/*]/.test(next)) return next;
  throw refusal(path, `comments after the word import that do not end within ${TRIVIA_CHARACTERS_MAX} characters`);
}

function decode(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

function refusal(path: string, found: string): HostError {
  return new HostError("bad_manifest", `Cannot bundle: ${path} has ${found}`);
}
