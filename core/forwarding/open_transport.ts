/** Which transport an address asks for. NATS is loaded only where it is asked for. */
import type { Forwarding } from "../ops/config.ts";
import { HttpTransport } from "./http_transport.ts";
import type { Transport } from "./transport.ts";

/** Opens nothing yet: the other side may not be there. */
export async function openTransport({ url, token }: Pick<Forwarding, "url" | "token">): Promise<Transport> {
  if (!url.startsWith("nats:")) return new HttpTransport({ url, token });
  const { NatsTransport } = await import("./nats_transport.ts");
  return new NatsTransport({ url, token });
}
