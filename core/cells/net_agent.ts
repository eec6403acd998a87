/**
 * The core's side of the network process, the one process of the program that may reach the internet. Started when first
 * needed, started again when it dies. It decides nothing: what may be reached comes with each request.
 */
import { fileURLToPath } from "node:url";
import { HostError } from "../protocol/errors.ts";
import type { FetchPolicy, FetchRequest } from "../protocol/net.ts";
import { encodeFrame, type Frame, FrameDecoder } from "./frame_codec.ts";
import { DENIED_NETWORKS } from "./net_address.ts";
import { NET_FRAME_BYTES_MAX, type NetCall, parseNetReply } from "./net_messages.ts";
import type { NetAnswer } from "./net_request.ts";

/** The process itself keeps deadlines; one that does not is dead. */
const OVERTIME_MS = 5_000;
const MAIN_FILE = fileURLToPath(new URL("./net_agent_main.ts", import.meta.url));

export interface NetCallOptions {
  body: Uint8Array | null;
  policy: FetchPolicy;
  /** calls it off */
  signal: AbortSignal;
}

interface Waiting {
  resolve: (answer: NetAnswer) => void;
  reject: (error: Error) => void;
}

export class NetAgent implements AsyncDisposable {
  readonly #anyNetwork: boolean;
  readonly #waiting = new Map<number, Waiting>();
  #child: Deno.ChildProcess | null = null;
  #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>> | null = null;
  #ended: Promise<void> = Promise.resolve();
  #lastId = 0;

  /** @param options `anyNetwork`: some policy allows private hosts, so Deno must not forbid them to all */
  constructor(options: { anyNetwork: boolean }) {
    this.#anyNetwork = options.anyNetwork;
  }

  /** @throws {HostError} `refused`, `deadline`, `network` */
  async fetch(request: FetchRequest, { body, policy, signal }: NetCallOptions): Promise<NetAnswer> {
    const id = this.#lastId += 1;
    const { promise, resolve, reject } = Promise.withResolvers<NetAnswer>();
    const cancel = () => {
      this.#send({ type: "cancel", id });
      reject(new HostError("network", `Cannot fetch ${request.url}: it was called off`));
    };
    const overtime = () => this.#end(`no answer in ${request.timeoutMs + OVERTIME_MS} ms`);
    const timer = setTimeout(overtime, request.timeoutMs + OVERTIME_MS);
    this.#waiting.set(id, { resolve, reject });
    signal.addEventListener("abort", cancel, { once: true });
    try {
      this.#send({ type: "fetch", id, request, hasBody: body !== null, policy }, body ?? undefined);
      return await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
      this.#waiting.delete(id);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end("the program is stopping");
    await this.#ended;
  }

  #send(call: NetCall, body?: Uint8Array): void {
    if (this.#child === null) this.#start();
    // A broken pipe shows as the end of the process.
    this.#writer!.write(encodeFrame(JSON.stringify(call), body ? [body] : [])).catch(() => {});
  }

  #start(): void {
    const denied = this.#anyNetwork ? [] : [`--deny-net=${DENIED_NETWORKS.join(",")}`];
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", "--cached-only", "--no-lock", "--allow-net", ...denied, MAIN_FILE],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#child = child;
    this.#writer = child.stdin.getWriter();
    this.#writer.closed.catch(() => {});
    this.#ended = this.#run(child, this.#writer);
  }

  async #run(child: Deno.ChildProcess, writer: WritableStreamDefaultWriter): Promise<void> {
    const decoder = new FrameDecoder({ maxBytes: NET_FRAME_BYTES_MAX });
    try {
      for await (const chunk of child.stdout) for (const frame of decoder.push(chunk)) this.#take(frame);
    } catch (error) {
      this.#end((error as Error).message);
    }
    await child.status;
    await writer.abort().catch(() => {});
    if (this.#child === child) this.#end("it ended");
  }

  #take({ json, bytes }: Frame): void {
    const reply = parseNetReply(json);
    const waiting = this.#waiting.get(reply.id);
    if (reply.type === "failure") return waiting?.reject(new HostError(reply.code, reply.message));
    waiting?.resolve({ head: reply.head, body: new Uint8Array(bytes) });
  }

  #end(reason: string): void {
    const child = this.#child;
    this.#child = this.#writer = null;
    for (const { reject } of this.#waiting.values()) {
      reject(new HostError("network", `Cannot fetch: the network process: ${reason}`));
    }
    try {
      child?.kill("SIGKILL");
    } catch (error) {
      // It was faster.
      if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
