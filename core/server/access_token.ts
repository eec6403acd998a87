/** The token of one start: who holds it may use the page. Never stored, never logged. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const TOKEN_BYTES = 32;

/** A new random token, safe in a URL and in a cookie. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

/** Compares in a time that tells nothing of either text, nor of their lengths. */
export function tokenMatches(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token));
}

/** Cookies are shared by all ports of a host, so the name carries the port. */
export function tokenCookieName(port: number): string {
  return `aviator_${port}`;
}

function digest(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
