/** What the configuration says about the outbox. */
import type { Config } from "../ops/config.ts";
import type { OutboxOptions } from "../storage/outbox_triggers.ts";
import { readerVersion } from "../vision/reader_version.ts";

/** null where nothing is forwarded. */
export function outboxOptions({ forwarding }: Pick<Config, "forwarding">): OutboxOptions | null {
  if (forwarding === null) return null;
  const { token, capacityRows } = forwarding;
  return { device: deviceOf(token), model: readerVersion(), capacityRows };
}

/** This machine's name: a token begins with it. */
export function deviceOf(token: string): string {
  return token.slice(0, token.indexOf("."));
}
