/**
 * Tokens that the user gives to scripts: each with a name and with what it may do, until it is revoked. The file holds
 * their hashes; the token itself is shown once and kept nowhere.
 */
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { HostError } from "../protocol/errors.ts";
import { KeptFile } from "../storage/kept_file.ts";

/** What a token may do, each holding all before it: look, operate the program, decide about money. */
export const SCOPES = ["read", "operate", "money"] as const;
export type Scope = (typeof SCOPES)[number];

export const TOKENS_FILE = "tokens.json";
export const TOKENS_MAX = 64;
/** What every token begins with, so that one that was published by mistake can be found. */
const MARK = "avt_";
const TOKEN_BYTES = 32;

export const tokenName = z.string().regex(/^[\w-]{1,40}$/, "1 to 40 letters, digits, _ or -");
const scriptToken = z.strictObject({
  name: tokenName,
  scope: z.enum(SCOPES),
  /** SHA-256 of the token, hexadecimal */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  createdAtMs: z.int().nonnegative(),
});
export type ScriptToken = z.infer<typeof scriptToken>;

/** Whether a scope holds another. */
export function allows(has: Scope, needed: Scope): boolean {
  return SCOPES.indexOf(has) >= SCOPES.indexOf(needed);
}

/** The tokens of one data folder. Another process may change the file: each question looks whether it has. */
export class ScriptTokens {
  readonly #file: KeptFile<ScriptToken[]>;
  readonly #onTrouble: (message: string) => void;
  #known: ScriptToken[] | null = null;

  /** @param onTrouble hears of a file that cannot be used */
  constructor(dataDir: string, onTrouble: (message: string) => void) {
    this.#onTrouble = onTrouble;
    this.#file = new KeptFile(join(dataDir, TOKENS_FILE), {
      schema: z.array(scriptToken).max(TOKENS_MAX),
      otherwise: "no script's token is taken until new ones are made",
      secret: true,
    });
  }

  /** All tokens, oldest first. */
  async list(): Promise<ScriptToken[]> {
    if (this.#known !== null && !await this.#file.isForeign()) return this.#known;
    const { value, trouble } = await this.#file.read();
    if (trouble) this.#onTrouble(trouble);
    return this.#known = value ?? [];
  }

  /**
   * Makes a token and returns it, this once.
   *
   * @throws {HostError} `refused` when the name is taken, or there are as many as may be
   */
  async create({ name, scope, nowMs }: { name: string; scope: Scope; nowMs: number }): Promise<string> {
    const known = await this.list();
    if (known.some((one) => one.name === name)) {
      throw new HostError("refused", `Cannot make token ${name}: there is one of that name; revoke it first`);
    }
    if (known.length >= TOKENS_MAX) {
      throw new HostError("refused", `Cannot make token ${name}: there are ${known.length}, which is the limit`);
    }
    const token = MARK + randomBytes(TOKEN_BYTES).toString("base64url");
    await this.#keep([...known, { name, scope, hash: hashOf(token), createdAtMs: nowMs }]);
    return token;
  }

  /** @throws {HostError} `refused` when there is no token of that name */
  async revoke(name: string): Promise<void> {
    const known = await this.list();
    const kept = known.filter((one) => one.name !== name);
    if (kept.length === known.length) {
      const names = known.map((one) => one.name).join(", ") || "none";
      throw new HostError("refused", `Cannot revoke token ${name}: there is none of that name; there are: ${names}`);
    }
    await this.#keep(kept);
  }

  /** What a token may do; null for one that is not known. */
  async scopeOf(token: string): Promise<Scope | null> {
    if (!token.startsWith(MARK)) return null;
    // Hashes of random tokens tell nothing by the time that comparing them takes.
    const hash = hashOf(token);
    return (await this.list()).find((one) => one.hash === hash)?.scope ?? null;
  }

  async #keep(tokens: ScriptToken[]): Promise<void> {
    await this.#file.write(() => tokens);
    this.#known = tokens;
  }
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
