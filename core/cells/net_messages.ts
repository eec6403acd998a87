/** Every message between the core and its network process. The core's are trusted there; what comes back was made of strangers' answers. */
import { z } from "zod";
import { ERROR_CODES, HostError } from "../protocol/errors.ts";
import { FETCH_ANSWER_BYTES_MAX, fetchHead, type FetchPolicy, type FetchRequest } from "../protocol/net.ts";

/** Largest frame in either direction: an answer's body, and its head. */
export const NET_FRAME_BYTES_MAX = 2 * FETCH_ANSWER_BYTES_MAX;

/** Core to network process; `fetch` is followed by the request's body. */
export type NetCall =
  | { type: "fetch"; id: number; request: FetchRequest; hasBody: boolean; policy: FetchPolicy }
  | { type: "cancel"; id: number };

const netReply = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("answer"), id: z.int(), head: fetchHead }),
  z.strictObject({ type: z.literal("failure"), id: z.int(), code: z.enum(ERROR_CODES), message: z.string() }),
]);
/** Network process to core; `answer` is followed by the answer's body. */
export type NetReply = z.infer<typeof netReply>;

/** @throws {HostError} `bad_message` */
export function parseNetReply(json: string): NetReply {
  const result = netReply.safeParse(JSON.parse(json));
  if (result.success) return result.data;
  throw new HostError("bad_message", `Cannot take the network process's answer: ${z.prettifyError(result.error)}`);
}
