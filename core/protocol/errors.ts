/** The world's errors: a closed list of codes that survives every boundary. Our own bugs are asserts, misuse is a TypeError or RangeError. */

export const ERROR_CODES = [
  "bad_config",
  "bad_manifest",
  "bad_message",
  "bad_row",
  "deadline",
  "device",
  "halted",
  "network",
  "plugin_failed",
  "plugin_gone",
  "queue_full",
  "refused",
  "screen",
  "storage",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** An error of the world, handled where the decision is. The message reads `Cannot <action>: <current value>`. */
export class HostError extends Error {
  override readonly name = "HostError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
