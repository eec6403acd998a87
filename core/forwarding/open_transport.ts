/** Which transport an address asks for. NATS is loaded only where it is asked for. */
import type { Forwarding } from "../ops/config.ts";
import { HttpTransport } from "./http_transport.ts";
import type { Transport } from "./transport.ts";

/** Opens nothing yet: the other side may not be there. */
export function openTransport({ url, token }: Pick<Forwarding, "url" | "token">): Transport {
  return new HttpTransport({ url, token });
}
