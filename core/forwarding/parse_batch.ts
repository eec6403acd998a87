/** Turns a batch as it goes over HTTP or NATS into rows to keep. What breaks a bound is refused as a whole, naming it. */
import { describeIssues } from "../protocol/manifest.ts";
import { HostError } from "../protocol/errors.ts";
import { BATCH_BYTES_MAX, logBatch, ROW_CHARACTERS_MAX } from "../protocol/forwarding.ts";

/** A row that has been checked. */
export interface KeptRow {
  kind: string;
  /** its own on its machine, with its kind */
  id: number;
  atMs: number;
  image: string | null;
  /** JSON object with everything about it */
  data: string;
}

/**
 * Parses the JSON text of a batch.
 *
 * @throws {HostError} `bad_message`, naming the field, its value and what would be right
 */
export function parseBatch(text: string): KeptRow[] {
  if (text.length > BATCH_BYTES_MAX) refuse(`${text.length} characters; ${BATCH_BYTES_MAX} are taken`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    refuse(`it is no JSON: ${(cause as Error).message.slice(0, 200)}`);
  }
  const batch = logBatch.safeParse(value);
  if (!batch.success) return refuse(describeIssues(batch.error, value));
  const whole = (value as typeof batch.data).rows;
  return batch.data.rows.map(({ atMs, image, data: { kind, id } }, at) => {
    const data = JSON.stringify(whole[at].data);
    if (data.length > ROW_CHARACTERS_MAX) {
      refuse(`rows.${at}.data: ${data.length} characters; ${ROW_CHARACTERS_MAX} are taken`);
    }
    return { kind, id, atMs, image, data };
  });
}

function refuse(why: string): never {
  throw new HostError("bad_message", `Cannot take batch: ${why}`);
}
