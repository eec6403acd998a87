/**
 * Batches through NATS JetStream: one message a batch, answered once the stream holds it. Its name is made of its
 * content, so that the stream holds a batch which is sent again only once. The machine's name is the last part of the
 * subject, which the server lets nobody else publish to.
 */
import { createHash } from "node:crypto";
import { jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { HostError } from "../protocol/errors.ts";
import type { LogAnswer } from "../protocol/forwarding.ts";
import { connectNats, subjectOf } from "./nats_stream.ts";
import { deviceOf } from "./outbox_options.ts";
import { type KeptRow, parseBatch } from "./parse_batch.ts";
import { BatchRefused, type Transport, TryLater } from "./transport.ts";

const SEND_MAX_MS = 30_000;
const HEALTH_MAX_MS = 5_000;

export class NatsTransport implements Transport {
  readonly #url: string;
  readonly #token: string;
  readonly #sendMaxMs: number;
  #connection: NatsConnection | null = null;
  #connecting: Promise<NatsConnection> | null = null;

  constructor({ url, token, sendMaxMs = SEND_MAX_MS }: { url: string; token: string; sendMaxMs?: number }) {
    this.#url = url;
    this.#token = token;
    this.#sendMaxMs = sendMaxMs;
  }

  async send(batch: string): Promise<LogAnswer> {
    const rows = checked(batch);
    const device = deviceOf(this.#token);
    const msgID = `${device}:${createHash("sha256").update(batch).digest("hex")}`;
    try {
      const connection = await this.#connect();
      const { duplicate } = await jetstream(connection).publish(subjectOf(device), batch, {
        ...{ msgID, timeout: this.#sendMaxMs, retries: 1 },
      });
      return { stored: duplicate ? 0 : rows.length, duplicates: duplicate ? rows.length : 0, conflicts: [] };
    } catch (error) {
      throw new TryLater(`NATS does not take it: ${(error as Error).message}`);
    }
  }

  async healthy(): Promise<boolean> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<false>((resolve) => timer = setTimeout(resolve, HEALTH_MAX_MS, false));
    try {
      return await Promise.race([this.#connect().then((connection) => connection.rtt()).then(() => true), late]);
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connecting?.catch(() => {});
    await this.#connection?.close();
  }

  /** One connection for all; it is made anew only where NATS itself gave it up. */
  #connect(): Promise<NatsConnection> {
    if (this.#connection?.isClosed() === false) return Promise.resolve(this.#connection);
    const [name, password] = [deviceOf(this.#token), this.#token.slice(deviceOf(this.#token).length + 1)];
    this.#connecting ??= connectNats({ url: this.#url, user: { name, password }, name })
      .then((connection) => this.#connection = connection)
      .finally(() => this.#connecting = null);
    return this.#connecting;
  }
}

/** Checked here by the collector's own rules: a batch that it would refuse later could not be given back. */
function checked(batch: string): KeptRow[] {
  try {
    return parseBatch(batch);
  } catch (error) {
    if (error instanceof HostError) throw new BatchRefused(error.message);
    throw error;
  }
}
