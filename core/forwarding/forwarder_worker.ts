/** The forwarder's thread: a connection of its own to the database, and the network to the one host that is configured. */
import type { ForwardingView } from "../protocol/forwarding.ts";
import { Outbox, type OutboxCounts } from "../storage/outbox.ts";
import { REAL_TIMERS } from "../storage/timers.ts";
import { Forwarder } from "./forwarder.ts";
import type { ForwarderAnswer, ForwarderRequest } from "./forwarder_messages.ts";
import { openTransport } from "./open_transport.ts";
import { OutboxKeeper } from "./outbox_keeper.ts";
import type { Transport } from "./transport.ts";

const VIEW_EVERY_MS = 1_000;
/** Counting the rows of a large buffer takes milliseconds. */
const COUNT_EVERY_MS = 5_000;
const KEEP_EVERY_MS = 60_000;
const OPEN_RETRY_MS = 2_000;
const DAY_MS = 86_400_000;

type Open = Extract<ForwarderRequest, { type: "open" }>;

const self = globalThis as unknown as {
  onmessage: (event: MessageEvent<ForwarderRequest>) => void;
  postMessage(answer: ForwarderAnswer): void;
  close(): void;
};

class Thread {
  readonly #request: Open;
  readonly #outbox: Outbox;
  readonly #transport: Transport;
  readonly #forwarder: Forwarder;
  readonly #keeper: OutboxKeeper;
  readonly #timers: ReturnType<typeof setInterval>[];
  readonly #run: Promise<void>;
  #counts: OutboxCounts;
  #lastSentAtMs: number | null = null;
  #trouble = "";
  #told = { sentInRun: 0 };

  constructor(request: Open, transport: Transport) {
    const { path, outbox, forwarding } = this.#request = request;
    this.#outbox = new Outbox(path, outbox);
    this.#counts = this.#outbox.counts();
    this.#transport = transport;
    const shared = { outbox: this.#outbox, epochMs: () => Date.now() };
    const { random } = Math;
    this.#forwarder = new Forwarder({ ...shared, transport: this.#transport, timers: REAL_TIMERS, random });
    this.#keeper = new OutboxKeeper({
      ...{ ...shared, capacityRows: outbox.capacityRows, keepSentMs: forwarding.keepSentDays * DAY_MS },
      nowMs: () => performance.now(),
    });
    this.#timers = [
      setInterval(() => this.#tell(), VIEW_EVERY_MS),
      setInterval(() => this.#guarded(() => this.#counts = this.#outbox.counts()), COUNT_EVERY_MS),
      setInterval(() => this.#guarded(() => this.#keeper.look()), KEEP_EVERY_MS),
    ];
    this.#guarded(() => this.#keeper.look());
    this.#run = this.#forwarder.run();
    this.#tell();
  }

  async close(): Promise<void> {
    this.#forwarder.stop();
    await this.#run;
    for (const timer of this.#timers) clearInterval(timer);
    this.#guarded(() => this.#counts = this.#outbox.counts());
    this.#tell();
    await this.#transport[Symbol.asyncDispose]();
    this.#outbox[Symbol.dispose]();
  }

  /** Work of which the next turn is as good. */
  #guarded(work: () => void): void {
    try {
      work();
      this.#trouble = "";
    } catch (error) {
      this.#trouble = `Cannot look after the buffer: ${(error as Error).message}`;
    }
  }

  #tell(): void {
    const { nextAttemptInMs, trouble, ...state } = this.#forwarder.view();
    const { pendingRows, sentRows, failedRows, overflowRows } = this.#counts;
    if (state.sentInRun !== this.#told.sentInRun) this.#lastSentAtMs = Date.now();
    this.#told = state;
    const view: ForwardingView = {
      ...state,
      ...{ pendingRows, sentRows, failedRows, overflowRows },
      url: this.#request.forwarding.url,
      device: this.#request.outbox.device,
      capacityRows: this.#request.outbox.capacityRows,
      nextAttemptAtMs: nextAttemptInMs === null ? null : Date.now() + nextAttemptInMs,
      lastSentAtMs: this.#lastSentAtMs,
      trouble: trouble || this.#trouble,
    };
    self.postMessage({ type: "view", view });
  }
}

let thread: Thread | null = null;
let closing = false;

/** The writer may hold the database, or not be there yet: both pass. */
async function open(request: Open): Promise<void> {
  try {
    const transport = await openTransport(request.forwarding);
    if (!closing) thread = new Thread(request, transport);
  } catch (error) {
    self.postMessage({ type: "trouble", message: (error as Error).message });
    setTimeout(open, OPEN_RETRY_MS, request);
  }
}

self.onmessage = async ({ data }) => {
  if (data.type === "open") return await open(data);
  closing = true;
  await thread?.close();
  self.postMessage({ type: "closed" });
  self.close();
};
