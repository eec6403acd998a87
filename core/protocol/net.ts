/** What a plugin may ask to be fetched, and what comes back: checked on both sides of every pipe that it passes. */
import { z } from "zod";
import { FETCH_TIMEOUT_MS_MAX } from "./fetch_limits.ts";

/** Bytes of a request's body. */
export const FETCH_BODY_BYTES_MAX = 131_072;
/** Bytes of an answer's body. */
export const FETCH_ANSWER_BYTES_MAX = 1_048_576;
const FETCH_URL_CHARACTERS_MAX = 4096;
const FETCH_HEADERS_MAX = 64;
const FETCH_HEADER_CHARACTERS_MAX = 8192;
const FETCH_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;

const headers = z.array(z.tuple([z.string().max(256), z.string().max(FETCH_HEADER_CHARACTERS_MAX)]));

/** A request, without its body. */
export const fetchRequest = z.strictObject({
  url: z.string().max(FETCH_URL_CHARACTERS_MAX),
  method: z.enum(FETCH_METHODS),
  headers: headers.max(FETCH_HEADERS_MAX),
  timeoutMs: z.int().min(1).max(FETCH_TIMEOUT_MS_MAX),
});
export type FetchRequest = z.infer<typeof fetchRequest>;

/** An answer, without its body. */
export const fetchHead = z.strictObject({
  status: z.int().min(200).max(599),
  statusText: z.string().max(512),
  headers: headers.max(256),
  /** after redirects */
  url: z.string(),
});
export type FetchHead = z.infer<typeof fetchHead>;

/** What one plugin may reach. */
export interface FetchPolicy {
  /** `host:port` each */
  allowed: readonly string[];
  /** those of them that may lie on this machine or a private network */
  allowedPrivate: readonly string[];
}
