/**
 * The collector's NATS side: a durable consumer that all collectors share, so that each batch goes to one of them, and
 * is acknowledged only after its commit. What a collector that died had not acknowledged comes to another one.
 */
import {
  AckPolicy,
  type Consumer,
  type ConsumerMessages,
  DiscardPolicy,
  type JetStreamManager,
  jetstreamManager,
  type JsMsg,
  RetentionPolicy,
  StorageType,
} from "@nats-io/jetstream";
import { nanos, type NatsConnection } from "@nats-io/transport-node";
import { connectNats, deviceOfSubject, REMEMBERED_MS, STREAM, SUBJECTS } from "../forwarding/nats_stream.ts";
import { parseBatch } from "../forwarding/parse_batch.ts";
import { HostError } from "../protocol/errors.ts";
import { deviceName } from "../protocol/forwarding.ts";
import type { Collector } from "./collector.ts";

const CONSUMER = "collectors";
/** A batch that is not acknowledged in this time is given to another collector. */
const ACK_WAIT_MS = 30_000;
/** Batches that all collectors together may have at hand. */
const UNACKNOWLEDGED_MAX = 256;
/** Batches that this one asks for at a time, and works on at a time. */
const FETCHED_MAX = 32;
const AT_WORK_MAX = 4;
/** The stream takes no more then, and machines keep what they have: nothing is thrown away. */
const STREAM_BYTES_MAX = 1024 ** 3;
const TRY_AGAIN_MS = 1_000;

export interface NatsIntakeOptions {
  collector: Collector;
  /** nats://[USER:PASSWORD@]HOST:PORT */
  url: string;
  log: (level: "info" | "warning" | "error", message: string) => void;
}

export class NatsIntake implements AsyncDisposable {
  readonly #options: NatsIntakeOptions;
  #connection: NatsConnection | null = null;
  #messages: ConsumerMessages | null = null;
  #trouble = "NATS has not answered yet";
  #stopped = false;
  readonly #atWork = new Set<Promise<void>>();
  readonly #running: Promise<void>;

  /** Connects on its own, again and again: a collector may be there before NATS is. */
  constructor(options: NatsIntakeOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** What is wrong for now; empty when nothing is. */
  get trouble(): string {
    return this.#trouble;
  }

  /** Ends what is at work; what was not acknowledged comes again. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    this.#messages?.stop();
    await this.#running;
    await Promise.all(this.#atWork);
    // The last acknowledgements are on their way.
    await this.#connection?.flush().catch(() => {});
    await this.#connection?.close();
  }

  /** Consumes; begins anew where the server has lost its consumer. */
  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        const consumer = await openConsumer(await this.#connect());
        this.#messages = await consumer.consume({ max_messages: FETCHED_MAX });
        this.#setTrouble("");
        for await (const message of this.#messages) await this.#begin(message);
      } catch (error) {
        this.#setTrouble(`NATS at ${new URL(this.#options.url).host} gives no batches: ${(error as Error).message}`);
      }
      if (!this.#stopped) await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    }
  }

  async #connect(): Promise<NatsConnection> {
    if (this.#connection?.isClosed() === false) return this.#connection;
    this.#connection = await connectNats({ url: this.#options.url, user: null, name: "aviator collector" });
    void this.#watch(this.#connection);
    return this.#connection;
  }

  /** Tells of a lost connection for as long as it lasts; it is made again by itself. */
  async #watch(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === "disconnect") this.#setTrouble("NATS does not answer");
      if (type === "reconnect") this.#setTrouble("");
    }
  }

  /** Resolves when there is room for the next one. */
  async #begin(message: JsMsg): Promise<void> {
    const work = this.#take(message).finally(() => this.#atWork.delete(work));
    this.#atWork.add(work);
    if (this.#atWork.size >= AT_WORK_MAX) await Promise.race(this.#atWork);
  }

  async #take(message: JsMsg): Promise<void> {
    const device = deviceOfSubject(message.subject);
    try {
      if (!deviceName.safeParse(device).success) throw new HostError("bad_message", `no machine's name: ${device}`);
      // The server has seen to it that nobody else publishes under this name.
      await this.#options.collector.log(device, parseBatch(message.string()), { register: true });
      message.ack();
      this.#setTrouble("");
    } catch (error) {
      this.#refuse(message, error as Error);
    }
  }

  #refuse(message: JsMsg, error: Error): void {
    if (error instanceof HostError && error.code === "bad_message") {
      this.#options.log("error", `a batch of ${message.subject} is thrown away: ${error.message}`);
      message.term(error.message.slice(0, 200));
    } else {
      this.#setTrouble(error.message);
      message.nak(TRY_AGAIN_MS);
    }
  }

  #setTrouble(trouble: string): void {
    if (trouble !== this.#trouble) this.#options.log(trouble ? "warning" : "info", trouble || "NATS answers again");
    this.#trouble = trouble;
  }
}

/** The consumer, with its stream; both are made where they are not there yet. */
async function openConsumer(connection: NatsConnection): Promise<Consumer> {
  const manager = await jetstreamManager(connection);
  await makeStream(manager);
  await manager.consumers.add(STREAM, {
    durable_name: CONSUMER,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ACK_WAIT_MS),
    max_ack_pending: UNACKNOWLEDGED_MAX,
    max_deliver: -1,
  });
  return await manager.jetstream().consumers.get(STREAM, CONSUMER);
}

/** One that is there stays as its owner has set it. */
async function makeStream(manager: JetStreamManager): Promise<void> {
  try {
    await manager.streams.info(STREAM);
  } catch {
    await manager.streams.add({
      name: STREAM,
      subjects: [SUBJECTS],
      retention: RetentionPolicy.Workqueue,
      storage: StorageType.File,
      discard: DiscardPolicy.New,
      max_bytes: STREAM_BYTES_MAX,
      duplicate_window: nanos(REMEMBERED_MS),
    });
  }
}
