/** The network process: sends the requests that the core hands it, checked again here. No plugin code comes near it. */
import { HostError } from "../protocol/errors.ts";
import { encodeFrame, type Frame, FrameDecoder } from "./frame_codec.ts";
import { NET_FRAME_BYTES_MAX, type NetCall, type NetReply } from "./net_messages.ts";
import { sendRequest } from "./net_request.ts";

const underWay = new Map<number, AbortController>();
const writer = Deno.stdout.writable.getWriter();

async function take({ json, bytes }: Frame): Promise<void> {
  // The core is the one side that is trusted here.
  const call = JSON.parse(json) as NetCall;
  if (call.type === "cancel") return underWay.get(call.id)?.abort();
  const { id, request, hasBody, policy } = call;
  const stop = new AbortController();
  underWay.set(id, stop);
  try {
    const body = hasBody ? bytes : null;
    const answer = await sendRequest({ request, body }, { ...policy, signal: stop.signal });
    reply({ type: "answer", id, head: answer.head }, answer.body);
  } catch (error) {
    const { code, message } = error instanceof HostError ? error : new HostError("network", String(error));
    reply({ type: "failure", id, code, message });
  } finally {
    underWay.delete(id);
  }
}

function reply(message: NetReply, body: Uint8Array = new Uint8Array()): void {
  // A broken pipe means that the core is gone; so is standard input then.
  writer.write(encodeFrame(JSON.stringify(message), [body])).catch(() => {});
}

const decoder = new FrameDecoder({ maxBytes: NET_FRAME_BYTES_MAX });
for await (const chunk of Deno.stdin.readable) {
  for (const frame of decoder.push(chunk)) void take(frame);
}
Deno.exit(0);
