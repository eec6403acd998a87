/**
 * Who may speak for a machine: a token is the machine's name, a dot and a secret, of which only the hash is kept. What
 * was looked up is believed for some seconds, so that a revoked token ends that much later.
 */
import { createHash } from "node:crypto";
import { HostError } from "../protocol/errors.ts";
import { deviceName } from "../protocol/forwarding.ts";
import { newToken, tokenMatches } from "../server/access_token.ts";
import type { CollectorStore } from "./collector_store.ts";

/** How long a looked-up hash is believed. */
export const TOKEN_BELIEVED_MS = 5_000;
const BELIEVED_MAX = 200_000;
/** Longer than any token: nothing of that length is looked at. */
const TOKEN_CHARACTERS_MAX = 300;

export interface DeviceTokensOptions {
  store: Pick<CollectorStore, "tokenHash" | "setToken">;
  /** epoch milliseconds */
  nowMs: () => number;
}

export class DeviceTokens {
  readonly #options: DeviceTokensOptions;
  readonly #believed = new Map<string, { hash: string | null; untilMs: number }>();

  constructor(options: DeviceTokensOptions) {
    this.#options = options;
  }

  /** The machine that a token speaks for; null for none. */
  async deviceOf(token: string): Promise<string | null> {
    const dot = token.indexOf(".");
    if (dot < 0 || token.length > TOKEN_CHARACTERS_MAX) return null;
    const device = token.slice(0, dot);
    if (!deviceName.safeParse(device).success) return null;
    const hash = await this.#hashOf(device);
    // Compared in any case: how long it takes must not tell which machines there are.
    const matches = tokenMatches(hashOf(token.slice(dot + 1)), hash ?? "none");
    return matches && hash !== null ? device : null;
  }

  /**
   * Gives a machine a new token in the place of its old one.
   *
   * @returns the token, which nobody can be told again
   * @throws {HostError} `bad_config` for a name that is none
   */
  async add(device: string): Promise<string> {
    if (!deviceName.safeParse(device).success) {
      throw new HostError(
        "bad_config",
        `Cannot add machine ${JSON.stringify(device)}: lower-case letters, digits and hyphens are wanted, 63 at most`,
      );
    }
    const secret = newToken(), { store, nowMs } = this.#options;
    await store.setToken(device, { hash: hashOf(secret), atMs: nowMs() });
    this.#believed.delete(device);
    return `${device}.${secret}`;
  }

  async #hashOf(device: string): Promise<string | null> {
    const nowMs = this.#options.nowMs();
    const known = this.#believed.get(device);
    if (known && nowMs < known.untilMs && nowMs > known.untilMs - 2 * TOKEN_BELIEVED_MS) return known.hash;
    const hash = await this.#options.store.tokenHash(device);
    if (this.#believed.size >= BELIEVED_MAX) this.#believed.clear();
    this.#believed.set(device, { hash, untilMs: nowMs + TOKEN_BELIEVED_MS });
    return hash;
  }
}

/** The secret has 256 random bits: no salt and no slow hash makes it harder to guess. */
function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
