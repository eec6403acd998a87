/** Every message between the core and the forwarder's thread. Both ends are ours. */
import type { Forwarding } from "../ops/config.ts";
import type { ForwardingView } from "../protocol/forwarding.ts";
import type { OutboxOptions } from "../storage/outbox_triggers.ts";

/** Core to forwarder. */
export type ForwarderRequest =
  | { type: "open"; path: string; forwarding: Forwarding; outbox: OutboxOptions }
  | { type: "close" };

/** Forwarder to core: how it stands, every second. */
export type ForwarderAnswer =
  | { type: "view"; view: ForwardingView }
  /** it cannot begin yet */
  | { type: "trouble"; message: string }
  | { type: "closed" };
