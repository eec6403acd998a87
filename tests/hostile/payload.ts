/** What a hostile plugin is: its class, what it does, and the reason that the core must give for its end. */

export type PayloadKind =
  | "self-kill"
  | "silent end"
  | "throw"
  | "spin"
  | "heap"
  | "native memory"
  | "flood"
  | "message"
  | "file"
  | "network"
  | "import"
  | "stream";

/** What a hostile plugin does, and how that must end. */
export interface Payload {
  name: string;
  kind: PayloadKind;
  /** runs when the strategy is asked for a decision; `frame(json)` writes a well-formed frame past the runtime */
  body: string;
  /** the reason that the core gives for the cell's end; null: what it tries fails, and it lives on */
  ends: RegExp | null;
}

/** A plugin whose cell must be ended. */
export type EndedPayload = Payload & { ends: RegExp };

/** Only the watchdog notices these. */
export const SILENT = /^it gave no sign of life for/;
/** The heap's limit, the kernel's or the core's, whichever is faster. */
export const HEAP = /MB of memory|^its process (was ended by|ended with)/;
export const BROKE = /^it broke the protocol: /;
